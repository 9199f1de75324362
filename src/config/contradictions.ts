import { nearest } from "../core/nearest.ts";
import type { ConfigProblem } from "./problem.ts";
import type { ConfigFile } from "./schema.ts";

/** A place of the file that speaks of something which stands nowhere in it. */
export interface Contradiction extends Pick<ConfigProblem, "problem" | "advice"> {
  path: readonly string[];
}

/** Names of stacks that no stack has: such a channel would answer nothing, and such a role allow nothing. */
export function findContradictions(file: ConfigFile): Contradiction[] {
  const stacks = Object.keys(file.stacks);
  const named: [readonly string[], string][] = [
    ...(["slack", "discord"] as const).flatMap((platform) => Object.entries(file.chat?.[platform]?.channels ?? {}).flatMap(([id, { stack }]): [readonly string[], string][] => (stack === undefined ? [] : [[["chat", platform, "channels", id, "stack"], stack]]))),
    ...Object.entries(file.access?.roles ?? {}).flatMap(([role, rule]) => (rule?.stacks ?? []).map((stack): [readonly string[], string] => [["access", "roles", role, "stacks"], stack])),
    ...(file.escalation?.stacks ?? []).map((stack): [readonly string[], string] => [["escalation", "stacks"], stack]),
  ];
  return named.filter(([, stack]) => !stacks.includes(stack)).map(([path, stack]) => {
    const near = nearest(stack, stacks);
    return { path, problem: `no stack is called \`${stack.slice(0, 40)}\``, advice: near === undefined ? `Stacks of this file: ${stacks.length === 0 ? "none" : stacks.join(", ")}` : `Did you mean \`${near}\`?` };
  });
}
