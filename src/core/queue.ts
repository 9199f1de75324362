import { z } from "zod";
import { evidenceSchema } from "./reported.ts";
import { traceCarrierSchema } from "./trace.ts";

/**
 * The port to the two queues: `triage` probes, `delivery` posts. Job data is versioned, holds no secret (the worker looks tokens up
 * in its own configuration) and is parsed at both ends.
 */

export const jobVersion = 1;

/** A run's identity: safe in a key, a path and a chat line. Runs of a schedule read `<schedule>@<milliseconds of its due time>`. */
export const runIdSchema = z.string().regex(/^[A-Za-z][A-Za-z0-9._@-]{0,127}$/u);

/** Where an answer goes, as its platform names it. Opaque to everything but that platform's adapter. */
export const conversationSchema = z.object({
  platform: z.string().min(1).max(32),
  channel: z.string().min(1).max(200),
  thread: z.string().max(200).optional(),
  message: z.string().max(200).optional(),
});
export type Conversation = z.infer<typeof conversationSchema>;

export const triggers = ["cli", "chat", "schedule", "webhook"] as const;
export const triggerSchema = z.enum(triggers);
export type Trigger = z.infer<typeof triggerSchema>;

export const roles = ["viewer", "operator", "admin"] as const;
export const roleSchema = z.enum(roles);
export type Role = z.infer<typeof roleSchema>;

/** Who has a role, by ids of the platforms; empty lists of stacks and channels mean all. */
export interface AccessRule {
  everyone: boolean;
  users: readonly string[];
  slackGroups: readonly string[];
  discordRoles: readonly string[];
  stacks: readonly string[];
  channels: readonly string[];
}

export type AccessRules = Readonly<Record<Role, AccessRule>>;

/** Who asked, in plain text: shown, never mentioned. */
export const askerSchema = z.object({ name: z.string().max(200), role: roleSchema });
export type Asker = z.infer<typeof askerSchema>;

/** What to find out about a stack. Two askers with the same question share one run. */
export const questionSchema = z.object({
  kind: z.enum(["check", "explain-check", "access"]),
  /** Ids of checks, features or hops to restrict the run to. */
  only: z.array(z.string().max(200)).max(100).optional(),
  /** May spend tokens and use footholds. */
  deep: z.boolean(),
  /** Codes or causes that the asker reported. */
  codes: z.array(z.string().max(64)).max(100).optional(),
  /** Name of the account whose access is asked for, with the kind `access`; else the stack's own `probe_user`. */
  account: z.string().min(1).max(255).optional(),
  /** What stands in the text that was pasted with the question; redacted. */
  evidence: evidenceSchema.optional(),
});
export type Question = z.infer<typeof questionSchema>;

/** The question is about the whole stack, not about a part of it or a code. */
export const asksWhole = ({ kind, only = [] }: Question): boolean => kind === "check" && only.length === 0;

/** What a schedule asks, every time that it is due: a triage job without the run and the hour. */
export const triageTemplateSchema = z.object({
  version: z.literal(jobVersion),
  stack: z.string().min(1).max(200),
  /** Only workers of this site take the job. */
  site: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/u).default("default"),
  trigger: triggerSchema,
  question: questionSchema,
  asker: askerSchema,
  /** Where the answer goes; absent when nobody waits for it in a chat. */
  conversation: conversationSchema.optional(),
  /** The trace of whoever asked. One that cannot be read is none, and stops no job. */
  trace: traceCarrierSchema.optional().catch(undefined),
});
export type TriageTemplate = z.infer<typeof triageTemplateSchema>;

export const triageJobSchema = triageTemplateSchema.extend({
  run: runIdSchema,
  /** When it was asked, milliseconds since 1970. */
  at: z.number().int().nonnegative(),
});
export type TriageJob = z.infer<typeof triageJobSchema>;
/** A triage job as callers write it: the site may be left out. */
export type NewTriageJob = z.input<typeof triageJobSchema>;

/** One message of a run's answer. A slot is one message: the second delivery of a slot never posts a second message. */
export const deliveryJobSchema = z.object({
  version: z.literal(jobVersion),
  run: runIdSchema,
  slot: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/u),
  conversation: conversationSchema,
  /** The reply document, as JSON. */
  reply: z.unknown(),
  at: z.number().int().nonnegative(),
  trace: traceCarrierSchema.optional().catch(undefined),
});
export type DeliveryJob = z.infer<typeof deliveryJobSchema>;

/** What becomes of a run, in order. `progress` and `result` are JSON of whoever works on the run. */
export type RunEvent =
  | { kind: "started" }
  | { kind: "progress"; progress: unknown }
  | { kind: "finished"; result: unknown }
  /** Our own code broke, or the run was lost by too many workers. Never the answer of a target. */
  | { kind: "failed"; reason: string }
  | { kind: "cancelled" };

/** The answer to a question put into the queue. */
export type Asked =
  /** `joined`: somebody asked the same before and that run, asked at `startedAt` (ms since 1970) `by` them, answers both. */
  | { kind: "asked"; run: string; joined: boolean; startedAt: number; by: string }
  /** The queue's server does not answer. Nothing was queued, as far as can be known. */
  | { kind: "away"; reason: string }
  /** No living worker serves the stack's site, since then as far as that is known. Nothing was queued. */
  | { kind: "unserved"; site: string; since?: number | undefined };

/** How a post went, as the platform's adapter says. Throwing means "cannot tell whether it was posted". */
export type Posted =
  /** `message` is kept as JSON and handed to later posts of the same run. */
  | { kind: "posted"; message?: unknown; /** A file of it did not get there: why, for people. */ lacks?: string }
  /** Certainly not posted; try again after this many milliseconds (a platform's Retry-After). */
  | { kind: "later"; afterMs: number; reason: string }
  /** Certainly not posted, and never will be (channel gone, bot removed). */
  | { kind: "undeliverable"; reason: string };

/** What a handler gives back to have its job again after a while, as if it had not been taken. */
export interface Postponed {
  postponedMs: number;
}
const postponements = new WeakSet<object>();
export function postpone(ms: number): Postponed {
  const postponed = { postponedMs: ms };
  postponements.add(postponed);
  return postponed;
}
export function isPostponed(value: unknown): value is Postponed {
  return typeof value === "object" && value !== null && postponements.has(value);
}

export interface Handlers {
  /**
   * Works on one run and gives back its result as JSON. `signal` is raised on cancel (reason "cancelled") and when the worker stops
   * before the work is done (reason "stopping": the run is handed back and starts again elsewhere). `postpone(ms)` as the result hands
   * the run back for later.
   */
  triage(job: TriageJob, context: { progress(progress: unknown): Promise<void>; signal: AbortSignal }): Promise<unknown>;
  /** Posts one message. `uncertain`: an earlier attempt may have posted it; look before posting again. */
  delivery?(job: DeliveryJob, context: { uncertain: boolean; signal: AbortSignal }): Promise<Posted>;
}

export interface Schedule {
  id: string;
  /** Cron pattern of 5 fields (6 with seconds), read in `timeZone` (IANA name). */
  pattern: string;
  timeZone: string;
  template: TriageTemplate;
  /** Milliseconds since 1970 of the next run. */
  next?: number | undefined;
}

export type Scheduled = { kind: "scheduled"; next?: number | undefined } | { kind: "invalid"; reason: string } | { kind: "away"; reason: string };

export interface QueueCounts {
  waiting: number;
  active: number;
  delayed: number;
  failed: number;
}

export interface QueueHealth {
  backend: "redis" | "postgresql" | "pglite";
  /** Server or folder, without a password. */
  where: string;
  /** Absent while the queue is away; `problem` then says why. */
  counts?: { triage: QueueCounts; delivery: QueueCounts } | undefined;
  /** The triage queues by site, of the sites asked for. */
  sites?: Readonly<Record<string, QueueCounts & { /** When the longest waiting job was put in, ms since 1970. */ oldest?: number | undefined }>> | undefined;
  /** One round trip, ms. */
  latencyMs?: number | undefined;
  /** The server by its own account, and what in its settings can lose jobs. */
  server?: { name: string; unsafe: readonly string[] } | undefined;
  /** The latest answers that could not be brought out. */
  undelivered?: readonly Undelivered[] | undefined;
  problem?: string | undefined;
}

export interface Undelivered {
  run: string;
  slot: string;
  platform: string;
  channel: string;
  reason: string;
  /** When it was queued, ms since 1970. */
  at: number;
}

/** A job that does nothing, sent through a site's queue. */
export type CanaryFlight =
  | { kind: "through"; ms: number }
  /** Nobody took it in time. */
  | { kind: "stuck"; ms: number }
  | { kind: "away"; reason: string };

/** Something that nobody waits for and somebody must hear of. */
export interface QueueTrouble {
  kind: "connection" | "run-failed" | "delivery-failed" | "delivery-undeliverable" | "bad-job";
  run?: string | undefined;
  slot?: string | undefined;
  message: string;
}

/** The queues, usable at once: what is asked before the backend has opened waits for it. */
export interface Queues {
  /** Queues a question, or joins the run that answers it already. `delayMs`: not before that time has passed. */
  ask(job: NewTriageJob, options?: { delayMs?: number }): Promise<Asked>;
  /** Tells what becomes of a run from now on, its end also when it has ended already. Call the returned function to stop. */
  watch(run: string, listener: (event: RunEvent) => void, options?: { site?: string }): () => void;
  /** Takes a waiting run out of the queue, or raises the signal of a running one, whichever process it runs in. False: no such run. */
  cancel(run: string, options?: { site?: string }): Promise<boolean>;
  /** False: the queue knows nothing of that run; it was cancelled, or is over for so long that it was forgotten. */
  holds(run: string, options?: { site?: string }): Promise<boolean>;
  /** Queues one message. Resolves when it is safely queued; rejects when the queue is away. Repeating it is harmless. */
  deliver(job: DeliveryJob): Promise<void>;
  /** Sets a schedule under a stable id; setting it again replaces it. */
  schedule(schedule: Omit<Schedule, "next">): Promise<Scheduled>;
  /** False: there was no such schedule. */
  unschedule(id: string, options?: { site?: string }): Promise<boolean>;
  schedules(options?: { site?: string }): Promise<Schedule[]>;
  /** Begins to take jobs, of the given sites (default: `default`). To be called once. */
  startWorkers(handlers: Handlers, options: { concurrency: number; sites?: readonly string[] }): void;
  /** `sites`: whose queues to count besides. */
  health(options?: { sites?: readonly string[] }): Promise<QueueHealth>;
  /** Sends a job that does nothing through a site's queue and waits for a worker to take it. */
  canary(options: { site: string; patienceMs: number }): Promise<CanaryFlight>;
  /** Stops taking jobs, lets running ones finish until the deadline (ms), hands the others back, closes connections. */
  close(deadlineMs: number): Promise<void>;
}

/** The deduplication key of a question about a stack: equal exactly when the questions are. */
export function questionKey(stack: string, site: string, question: Question): string {
  const sorted = (list: readonly string[] | undefined): readonly string[] => [...new Set(list ?? [])].toSorted();
  return JSON.stringify([stack, site, question.kind, question.deep, sorted(question.only), sorted(question.codes), (question.evidence?.signs ?? []).map((sign) => [sign.id, sign.said]), ...(question.account === undefined ? [] : [question.account.toLowerCase()])]);
}
