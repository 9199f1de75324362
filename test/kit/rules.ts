import { judgeCause as judge, type JudgedCause, judgeChecks } from "../../src/diagnosis/judge.ts";
import { indexFacts } from "../../src/diagnosis/view.ts";
import type { Absence, Facts } from "../../src/core/fact.ts";
import type { Cause, Check } from "../../src/facts/rules.ts";
import type { FactValues } from "../../src/facts/values.generated.ts";

/** Values by fact id; use `absent` for facts that were not seen. Facts that are left out are open. */
export type Seen = { [K in keyof FactValues]?: FactValues[K] | { absent: Absence } };

export interface Judging {
  /** Values of per-model facts; judged for model `m` unless told. */
  model?: Seen;
  /** Values of per-model facts of another model named `other`. */
  otherModel?: Seen;
  today?: string;
  profile?: "online" | "offline";
  reported?: string[];
}

function observe(seen: Seen, subject?: string): Facts {
  return Object.entries(seen).map(([id, value]) => {
    const gone = value !== null && typeof value === "object" && "absent" in value && Object.keys(value).length === 1;
    return {
      id,
      ...(subject === undefined ? {} : { subject }),
      from: "worker:default",
      basis: "measured",
      startedMs: 0,
      durationMs: 1,
      at: "2026-11-22T10:00:00.000Z",
      said: id,
      ...(gone ? { absent: (value as { absent: Absence }).absent } : { value }),
    };
  });
}

export function factsOf(seen: Seen, options: Judging = {}): Facts {
  return [...observe(seen), ...observe(options.model ?? {}, "m"), ...observe(options.otherModel ?? {}, "other")];
}

function contextOf(options: Judging): { today: Date; profile: "online" | "offline"; reported: string[] } {
  return { today: new Date(options.today ?? "2026-11-22T10:00:00Z"), profile: options.profile ?? "online", reported: options.reported ?? [] };
}

/** Judges one cause on hand-made facts. */
export function judgeCause(cause: Cause, seen: Seen, options: Judging = {}): JudgedCause {
  return judge(cause, indexFacts(factsOf(seen, options)), { ...contextOf(options), subject: cause.per === "model" ? "m" : undefined });
}

/** Judges one check on hand-made facts. */
export function judgeCheck(id: string, check: Check, seen: Seen, options: Judging = {}): string {
  const judged = judgeChecks({ [id]: check }, factsOf(seen, options), contextOf(options)).checks;
  return (judged.find((entry) => entry.subject === undefined || entry.subject === "m") ?? { verdict: "none" }).verdict;
}

/** Verdict and reason of one check on hand-made facts. */
export function judgeCheckReason(id: string, check: Check, seen: Seen, options: Judging = {}): string {
  const judged = judgeChecks({ [id]: check }, factsOf(seen, options), contextOf(options)).checks;
  const one = judged.find((entry) => entry.subject === undefined || entry.subject === "m");
  return `${one?.verdict ?? "none"}: ${one?.reason ?? ""}`;
}
