import type { Facts } from "../core/fact.ts";
import { undecidedCode } from "../core/incident.ts";
import { asksWhole } from "../core/queue.ts";
import { readStored, type Result } from "../core/result.ts";
import type { RunRecord } from "../core/store.ts";
import type { Vitals } from "../core/vitals.ts";
import { vitalsOf } from "./vitals.ts";

/** One thing that is wrong, as one run saw it. */
export interface Trouble {
  kind: "cause" | "switch";
  code: string;
  title: string;
  severity: string;
  hop: string;
  breaks: readonly string[];
  models: readonly string[];
  doNow?: string;
}

/** What one run says about its stack, for the memory of incidents. */
export interface Sighting {
  run: string;
  stack: string;
  at: number;
  /** Who asked for it, where a person did. */
  by?: string;
  verdict: Result["verdict"];
  /** The observer itself could not see: nothing is concluded. */
  blind?: string;
  troubles: readonly Trouble[];
  /** Causes that were seen and are accepted. */
  accepted: readonly { code: string; reason: string }[];
  vitals?: Vitals;
}

const offline = "DT901";

/** Undefined where the run says nothing about the whole stack: it was asked for a part, or its result cannot be read. */
export function sightingOf(record: RunRecord, by?: string): Sighting | undefined {
  const { question } = record;
  if (question !== undefined && !asksWhole(question)) return undefined;
  const stored = readStored(record);
  if (stored === undefined) return undefined;
  const { result, saved } = stored;
  const { causes, cannotTell, notices } = result.diagnosis;
  const blind = blindness(result);
  const troubles: Trouble[] = causes.map((cause) => {
    const [step] = cause.remedy;
    return { kind: "cause", code: cause.code, title: cause.title, severity: cause.severity, hop: cause.hop, breaks: cause.breaks, models: cause.models, ...(step === undefined ? {} : { doNow: `${step.do} (${step.where})` }) };
  });
  const [open] = cannotTell;
  if (causes.length === 0 && result.verdict === "undecided" && blind === undefined) {
    troubles.push({
      kind: "cause", code: undecidedCode, severity: "degraded", hop: "", breaks: [], models: [],
      title: open === undefined ? "Something fails, and no cause is at least likely" : `The cause cannot be told: ${open.among.length === 0 ? open.because : `one of ${open.among.join(", ")}`}`,
      ...(open === undefined ? {} : { doNow: `${open.separatingTest.do} (${open.separatingTest.where})` }),
    });
  }
  for (const notice of notices) {
    if (notice.severity !== "security" || notice.expected !== undefined) continue;
    const [step] = notice.remedy;
    troubles.push({ kind: "switch", code: notice.code, title: notice.title, severity: notice.severity, hop: notice.hop, breaks: [], models: notice.models, ...(step === undefined ? {} : { doNow: `${step.do} (${step.where})` }) });
  }
  return {
    run: record.run, stack: record.stack, at: record.startedAt, verdict: result.verdict, troubles,
    ...(by === undefined ? {} : { by }),
    ...(blind === undefined ? {} : { blind }),
    accepted: notices.flatMap((notice) => (notice.expected === undefined ? [] : [{ code: notice.code, reason: notice.expected }])),
    ...(saved !== undefined ? { vitals: vitalsOf(saved.facts as unknown as Facts) } : {}),
  };
}

/** Why this run's observer saw nothing, if so: then neither failure nor recovery is believed. */
function blindness({ verdict, diagnosis, checks }: Result): string | undefined {
  const sentinel = diagnosis.notices.find((notice) => notice.code === offline);
  if (sentinel !== undefined) return sentinel.title;
  if (verdict !== "undecided" || diagnosis.cannotTell.length > 0) return undefined;
  const own = diagnosis.notices.find((notice) => notice.hop === "triage" && notice.severity === "warning");
  if (own !== undefined) return own.title;
  const judged = checks.some((check) => check.id !== "worker/online" && ["pass", "warn", "fail", "expected"].includes(check.verdict));
  return judged ? undefined : "no check could be judged";
}
