import type { Suggestion } from "../chat/discord/discord.ts";
import { checks } from "../checks/registry.generated.ts";
import { featureWords, hopWords } from "../commands/check.ts";
import { catalogue } from "../knowledge/catalogue.generated.ts";
import { symptoms } from "../knowledge/symptoms.generated.ts";

/** What is offered while somebody types an option of a command, by the option's name: only what the command then takes. */
export function suggestionsOf(stacks: readonly string[]): Readonly<Record<string, readonly Suggestion[]>> {
  const plain = (values: readonly string[]): Suggestion[] => values.map((value) => ({ value }));
  const causes = catalogue.map(({ code, name }): Suggestion => ({ value: code, label: `${code} · ${name}` }));
  return {
    stack: plain(stacks),
    code: causes,
    "code-or-text": [...plain(symptoms.filter((symptom) => symptom.kind === "code").map((symptom) => symptom.id)), ...causes],
    check: plain(Object.keys(checks)),
    "feature-or-hop": plain([...hopWords, ...featureWords]),
  };
}
