import { z } from "zod";
import type { Audit } from "./audit.ts";
import type { Incident } from "./incident.ts";
import type { Dump } from "./store-dump.ts";
import { questionSchema, runIdSchema, triageTemplateSchema, triggerSchema } from "./queue.ts";

/**
 * The port to what lasts: run history, the ledger of deliveries, schedules, expectations, incidents, feedback, audit. Times are milliseconds
 * since 1970. Methods reject only when the store is away.
 */

/** What the history keeps of a run; `result` is the document of `check --json`, `facts` the saved evidence that `replay` reads. */
export const runRecordSchema = z.object({
  run: runIdSchema,
  stack: z.string().min(1),
  trigger: triggerSchema,
  question: questionSchema.optional(),
  verdict: z.enum(["pass", "warn", "fail", "undecided"]),
  startedAt: z.number().int().nonnegative(),
  durationMs: z.number().nonnegative(),
  result: z.unknown(),
  facts: z.unknown().optional(),
});
export type RunRecord = z.infer<typeof runRecordSchema>;

/** A run without its documents, for lists. */
export type RunSummary = Omit<RunRecord, "result" | "facts">;

export interface Runs {
  /** Saving a run again replaces it. Then the oldest runs of its stack beyond the retention go. */
  save(record: RunRecord): Promise<void>;
  get(run: string): Promise<RunRecord | undefined>;
  /** The latest runs, newest first. */
  list(filter: { stack?: string; before?: number; limit: number }): Promise<RunSummary[]>;
  /** The latest run of a stack. */
  last(stack: string): Promise<RunRecord | undefined>;
}

/** How many runs per stack are kept: failures and undecided ones longer than passes and warnings. */
export interface Retention {
  passes: number;
  failures: number;
  /** Days that a delivered message's identity is remembered. */
  deliveryDays: number;
  /** Days that it is remembered who did what. */
  auditDays: number;
}
export const defaultRetention: Retention = { passes: 200, failures: 1000, deliveryDays: 30, auditDays: 365 };

export type Claim =
  /** This caller may post. `uncertain`: an earlier claim ended without a word, its post may have happened. */
  | { kind: "claimed"; uncertain: boolean }
  | { kind: "delivered"; message: unknown }
  /** Somebody else is posting, for so many ms more at most: told as a span, because the clocks of server and asker may differ. */
  | { kind: "busy"; forMs: number };

/** Which message slots were posted, so that none is posted twice. */
export interface Deliveries {
  /** Takes the right to post a slot for `forMs` milliseconds. */
  claim(run: string, slot: string, forMs: number): Promise<Claim>;
  /** The slot is posted; `message` is the platform's identity of it. */
  delivered(run: string, slot: string, message: unknown): Promise<void>;
  /** Gives the claim back: `certain` when the post certainly did not happen. */
  release(run: string, slot: string, certain: boolean): Promise<void>;
  /** The identity of a posted message. */
  message(run: string, slot: string): Promise<{ message: unknown } | undefined>;
}

/** Documents of one kind under stable ids. */
export interface Collection<T> {
  put(id: string, document: T): Promise<void>;
  get(id: string): Promise<T | undefined>;
  /** False: there was none. */
  remove(id: string): Promise<boolean>;
  /** All of them, latest change first; documents that no longer fit the schema are left out. */
  list(limit?: number): Promise<{ id: string; document: T }[]>;
}

/** A sign of life of a process. Times are the server's, so that processes with wrong clocks agree. */
export interface Sign {
  id: string;
  body: unknown;
  seenAt: number;
  /** How long ago that was, by the same clock, ms. */
  agoMs: number;
  /** It was given for longer ago than it was meant to hold. */
  gone: boolean;
}

/** Who is alive: whoever stops giving signs counts as gone, and is remembered for 30 days. */
export interface Signs {
  /** Gives a sign that holds for `forMs` milliseconds. */
  give(kind: string, id: string, body: unknown, forMs: number): Promise<void>;
  /** All signs of a kind, latest first. */
  list(kind: string): Promise<Sign[]>;
}

/** Places that few may hold at once, over all processes: limits per target, work that only one may do. */
export interface Leases {
  /** Takes one of `most` places, or renews the holder's own, for `forMs` milliseconds. False: all are taken. */
  take(name: string, holder: string, most: number, forMs: number): Promise<boolean>;
  /** Gives the place back. */
  give(name: string, holder: string): Promise<void>;
}

/** Budgets over all processes. */
export interface Counters {
  /** Adds, unless that would go over `limit`; undefined then. Gives the new amount. The counter is forgotten `forMs` after its first addition. */
  add(name: string, amount: number, limit: number, forMs: number): Promise<number | undefined>;
  /** What was added so far. */
  read(name: string): Promise<number>;
}

/** A finding accepted for now. */
export const expectationSchema = z.object({
  code: z.string(),
  stack: z.string(),
  reason: z.string(),
  author: z.string(),
  until: z.number(),
  at: z.number(),
});
export type Expectation = z.infer<typeof expectationSchema>;
/** Where an accepted finding is kept: one for each code of a stack. */
export const expectationId = (stack: string, code: string): string => `${stack}/${code}`;

export const feedbackSchema = z.object({
  run: z.string(),
  author: z.string(),
  right: z.boolean(),
  note: z.string().optional(),
  at: z.number(),
});
export type Feedback = z.infer<typeof feedbackSchema>;
/** Where a person's word on a run is kept: the last one counts. */
export const feedbackId = (run: string, person: string): string => `${run}/${person}`;

/** What a channel asked to have regularly; the queue's schedules are restored from it. */
export const scheduleRecordSchema = z.object({
  pattern: z.string(),
  timeZone: z.string(),
  template: triageTemplateSchema,
  author: z.string(),
  at: z.number(),
});
export type ScheduleRecord = z.infer<typeof scheduleRecordSchema>;

export interface Store {
  runs: Runs;
  deliveries: Deliveries;
  schedules: Collection<ScheduleRecord>;
  expectations: Collection<Expectation>;
  incidents: Collection<Incident>;
  feedback: Collection<Feedback>;
  audit: Audit;
  signs: Signs;
  leases: Leases;
  counters: Counters;
  /** All of it at once, for a move to another backend. */
  dump: Dump;
  /** Any further kind of document; `kind` is part of the stored key and never changes its meaning. */
  collection<T>(kind: string, schema: z.ZodType<T>): Collection<T>;
  /** The server's time, ms since 1970: what processes with wrong clocks agree on. */
  time(): Promise<number>;
  health(): Promise<{ backend: "redis" | "postgresql" | "pglite"; where: string; schema?: number | undefined; problem?: string | undefined }>;
  /** Ends the store's own connections; a shared pool stays open. */
  close(): Promise<void>;
}
