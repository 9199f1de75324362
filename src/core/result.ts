import { z } from "zod";
import { commandFormSchema, type CommandPlace, deploymentSchema } from "./deployment.ts";
import { triggerSchema } from "./queue.ts";
import { streamPathSchema } from "./streaming.ts";
import { vantageSchema } from "./vantage.ts";
import { basisSchema, hopSchema, severitySchema, verdictSchema } from "./hop.ts";

export const evidenceSchema = z.object({
  /** Id of the fact, with `@model` where it is about one model. */
  probe: z.string(),
  from: z.string(),
  basis: basisSchema,
  said: z.string(),
});
export type Evidence = z.infer<typeof evidenceSchema>;

export const remedyStepSchema = z.object({
  do: z.string(),
  where: z.string(),
  command: z.string().optional(),
  expect: z.string().optional(),
  risk: z.string().optional(),
  undo: z.string().optional(),
});

export const separatingTestSchema = z.object({
  /** Id of the test, where its answer can be read: paste it back. */
  id: z.string().optional(),
  do: z.string(),
  where: z.string(),
  command: z.string().optional(),
  /** The same for each way in which the thing may be installed, `command` among them, where it is not known which; absent where it is, or makes no difference. */
  forms: z.array(commandFormSchema).optional(),
  /** How to read its answer. */
  reading: z.string().optional(),
});
export type SeparatingTest = z.infer<typeof separatingTestSchema>;

/** A test as the catalogue has it: one command, and where it is run if the command does not name a container. */
export type AskedTest = Omit<SeparatingTest, "forms"> & { inside?: CommandPlace };

export const namedCauseSchema = z.object({
  code: z.string(),
  name: z.string(),
  certainty: z.enum(["proven", "likely"]),
  severity: severitySchema,
  title: z.string(),
  hop: hopSchema,
  /** Models that it is about; empty for the whole stack. */
  models: z.array(z.string()),
  breaks: z.array(z.string()),
  explains: z.array(z.string()),
  evidence: z.array(evidenceSchema),
  against: z.array(evidenceSchema),
  remedy: z.array(remedyStepSchema),
});
export type NamedCause = z.infer<typeof namedCauseSchema>;

export const noticeSchema = namedCauseSchema.omit({ against: true }).extend({ expected: z.string().optional() });
export type Notice = z.infer<typeof noticeSchema>;

export const undecidedSchema = z.object({
  /** Codes that the present evidence cannot separate. */
  among: z.array(z.string()),
  /** The same with their names, for people; stored results of older releases have none. */
  named: z.array(z.object({ code: z.string(), name: z.string(), title: z.string() })).optional(),
  because: z.string(),
  separatingTest: separatingTestSchema,
  evidence: z.array(evidenceSchema),
});
export type Undecided = z.infer<typeof undecidedSchema>;

export const falseAlarmSchema = z.object({
  /** Id in the catalogue of false alarms. */
  id: z.string(),
  tool: z.string(),
  direction: z.enum(["false-red", "false-green", "wrong-blame", "ambiguous"]),
  /** Model that it is about; absent for the whole stack. */
  model: z.string().optional(),
  /** What the tool showed. */
  shows: z.string(),
  /** What is so instead. */
  says: z.string(),
  evidence: z.array(evidenceSchema),
});
export type NamedAlarm = z.infer<typeof falseAlarmSchema>;

export const diagnosisSchema = z.object({
  causes: z.array(namedCauseSchema),
  cannotTell: z.array(undecidedSchema),
  notices: z.array(noticeSchema),
  notRun: z.array(z.object({ check: z.string(), because: z.string(), wouldTell: z.string().optional() })),
  /** Results of the official tools that mislead here, as the facts of this run show; stored results of older releases have none. */
  falseAlarms: z.array(falseAlarmSchema).optional(),
});
export type Diagnosis = z.infer<typeof diagnosisSchema>;

export const checkResultSchema = z.object({
  id: z.string(),
  title: z.string(),
  hop: hopSchema,
  verdict: verdictSchema,
  reason: z.string(),
  startedMs: z.number(),
  durationMs: z.number(),
  evidence: z.array(evidenceSchema),
});
export type CheckResult = z.infer<typeof checkResultSchema>;

export const overallSchema = z.enum(["pass", "warn", "fail", "undecided"]);
export type Overall = z.infer<typeof overallSchema>;

/** The result of a check: what `--json` prints and what is stored. */
export const resultSchema = z.object({
  schemaVersion: z.literal(1),
  run: z.string(),
  stack: z.string(),
  trigger: triggerSchema,
  startedAt: z.string(),
  durationMs: z.number(),
  vantagePoints: z.array(z.string()),
  verdict: overallSchema,
  /** Checks, hops, features or causes that the run was restricted to; absent where everything was asked. */
  asked: z.array(z.string()).optional(),
  /** Name of the account whose access was asked for; absent where nobody asked for one. */
  account: z.string().optional(),
  diagnosis: diagnosisSchema,
  checks: z.array(checkResultSchema),
  /** The way to gateway, GitLab and models as different places met it; only what at least two places tell of. */
  vantages: z.array(vantageSchema).optional(),
  /** Streamed answers of a model as they came from it, over the gateway's address and through GitLab; only of models that two places tell of. */
  streams: z.array(streamPathSchema).optional(),
  /** Address of the page that describes every cause; each has the anchor of its code. Absent where none is configured. */
  docs: z.string().optional(),
});
export type Result = z.infer<typeof resultSchema>;

/** Exit status of check and replay, by verdict; 1 is a crash and 2 bad usage. */
export const exitCodes: Record<Overall, number> = { pass: 0, warn: 4, fail: 3, undecided: 5 };

const observationSchema = z.object({
  id: z.string(),
  subject: z.string().optional(),
  from: z.string(),
  basis: basisSchema,
  startedMs: z.number(),
  durationMs: z.number(),
  at: z.string(),
  value: z.unknown().optional(),
  absent: z.looseObject({ reason: z.string() }).optional(),
  said: z.string(),
});

/** A saved run: all facts, so that it can be judged again with newer rules. */
export const savedRunSchema = z.object({
  schemaVersion: z.literal(1),
  run: z.string(),
  trigger: triggerSchema,
  startedAt: z.string(),
  durationMs: z.number(),
  stack: z.object({
    name: z.string(),
    gitlabUrl: z.string(),
    profile: z.enum(["online", "offline"]),
    site: z.string(),
    expect: z.array(z.object({ code: z.string(), reason: z.string(), until: z.string() })),
    /** How its parts run, as far as the configuration tells; stored runs of older releases have none. */
    runs: deploymentSchema.optional(),
  }),
  /** Codes and symptoms that a person reported with the question. */
  reported: z.array(z.string()),
  /** What the run was restricted to; absent where everything was asked. */
  asked: z.array(z.string()).optional(),
  /** Name of the account whose access was asked for; absent where nobody asked for one. */
  account: z.string().optional(),
  facts: z.array(observationSchema),
});
export type SavedRun = z.infer<typeof savedRunSchema>;

/** The documents of a run that the store gave; undefined where its result cannot be read. */
export function readStored(record: { result: unknown; facts?: unknown } | undefined): { result: Result; saved: SavedRun | undefined } | undefined {
  const result = resultSchema.safeParse(record?.result);
  return result.success ? { result: result.data, saved: savedRunSchema.safeParse(record?.facts).data } : undefined;
}
