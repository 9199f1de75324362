import { type CustomFact, customId } from "../core/custom.ts";
import type { See as SeeOf } from "../core/rule.ts";
import type { Check } from "../facts/rules.ts";

/** Checks that an operator wrote, as they stand in the facts of a run. One without a cause never breaks a verdict: it warns. */
export function customChecks(facts: readonly { name: string; fact: CustomFact }[]): Record<string, Check> {
  return Object.fromEntries(facts.map(({ name, fact }) => [customId(name), {
    title: "{customTitle}",
    hop: fact.hop,
    judge: (see) => [{ verdict: fact.verdict === "fail" && !breaks(fact) ? "warn" : fact.verdict, when: (see as unknown as SeeOf<Record<string, CustomFact>>)(customId(name), () => true), reason: "{customReason}" }],
    names: () => ({ customTitle: fact.title, customReason: fact.reason }),
  } satisfies Check]));
}

const breaks = ({ cause }: CustomFact): boolean => cause?.severity === "outage" || cause?.severity === "degraded";
