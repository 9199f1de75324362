import { customCode, type CustomFact, customId } from "../core/custom.ts";
import type { See as SeeOf } from "../core/rule.ts";
import { proven } from "../core/truth.ts";
import type { Cause } from "../facts/rules.ts";

/** Causes that an operator named for checks of their own. They explain these checks alone, under codes that the catalogue does not use. */
export function customCauses(facts: readonly { name: string; fact: CustomFact }[]): Record<string, Cause> {
  return Object.fromEntries(facts.flatMap(({ name, fact }) => (fact.cause === undefined ? [] : [[customId(name), causeOf(name, fact.hop, fact.cause)]])));
}

function causeOf(name: string, hop: CustomFact["hop"], cause: NonNullable<CustomFact["cause"]>): Cause {
  return {
    code: customCode(name), name, title: "{customTitle}", hop, severity: cause.severity, breaks: cause.breaks,
    explains: { codes: [], checks: [customId(name)] },
    proof: (see) => [proven((see as unknown as SeeOf<Record<string, CustomFact>>)(customId(name), (fact) => fact.verdict === "fail"))],
    remedy: [],
    names: () => ({ customTitle: cause.title }),
  };
}
