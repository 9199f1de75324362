import { z } from "zod";
import { cadenceSchema } from "./cadence.ts";
import type { StackDay } from "./picture.ts";
import { conversationSchema } from "./queue.ts";
import type { Reply } from "./reply.ts";
import { overallSchema } from "./result.ts";
import { vitalsSchema } from "./vitals.ts";

/** What was measured of a stack in one hour. `check`: how long whole checks took, `first`: how long the first word of a model took; ms. */
export const hourSchema = z.object({ at: z.number(), good: z.number(), bad: z.number(), blind: z.number(), check: z.array(z.number()), first: z.array(z.number()) });
export type Hour = z.infer<typeof hourSchema>;

/** Two weeks of a stack, hour by hour, and what is known of it. */
export const trendSchema = z.object({
  stack: z.string(),
  lastRun: z.string().optional(),
  hours: z.array(hourSchema).default([]),
  /** Verdicts of the last day, in order; one holds until the next run. */
  states: z.array(z.object({ from: z.number(), to: z.number(), verdict: overallSchema })).default([]),
  /** What the latest runs saw, put together. */
  known: vitalsSchema.optional(),
  /** What changed, oldest first. */
  changes: z.array(z.object({ at: z.number(), text: z.string() })).default([]),
});
export type Trend = z.infer<typeof trendSchema>;

/** A report that a channel asked for. */
export const reportPlanSchema = z.object({
  conversation: conversationSchema,
  cadence: cadenceSchema,
  /** Nothing is posted when nothing changed, except once a week. */
  onlyWhenChanged: z.boolean(),
  /** Empty: all of them. */
  stacks: z.array(z.string()),
  author: z.string(),
  at: z.number(),
});
export type ReportPlan = z.infer<typeof reportPlanSchema>;

/** How far the reports of a plan have come. */
export const reportMarkSchema = z.object({
  /** Everything due up to then is settled. */
  lastDue: z.number(),
  /** Due time of the last one that stands in the channel, and what it said, as a fingerprint. */
  lastPosted: z.number().optional(),
  fingerprint: z.string().optional(),
  /** Handed to the queue, and not known to stand there yet. */
  waiting: z.object({ due: z.number(), run: z.string(), slot: z.string(), fingerprint: z.string() }).optional(),
  /** The latest that never came, oldest first. */
  missed: z.array(z.object({ due: z.number(), because: z.string() })).default([]),
  /** How late the last ones stood there, ms, oldest first. */
  lateMs: z.array(z.number()).default([]),
});
export type ReportMark = z.infer<typeof reportMarkSchema>;

export type RowState = "pass" | "warn" | "fail" | "undecided" | "blind" | "unknown" | "silenced";

export interface ReportRow {
  stack: string;
  state: RowState;
  /** What is wrong, in a few words; empty when nothing is. */
  says: string;
  /** Checks of the last 24 hours that found it working, of those that could see; undefined without any. */
  availability: number | undefined;
  checks: number;
  firstTokenMs: number | undefined;
  firstTokenBeforeMs: number | undefined;
  checkMs: number | undefined;
  checkBeforeMs: number | undefined;
  certificate: { where: string; notAfter: string; days: number } | undefined;
  versions: readonly string[];
  /** Releases that do not fit. */
  skew: string | undefined;
  /** The last 24 hours, for a picture. */
  day: StackDay;
}

/** Everything that a report says; the text and the picture are made from it. */
export interface Report {
  at: number;
  timeZone: string;
  /** When it was due, and how late it is; absent for one that was asked for. */
  due?: number;
  rows: readonly ReportRow[];
  /** Since then. */
  since: number;
  changes: readonly { stack: string; text: string }[];
  expected: readonly { stack: string; code: string; reason: string; author: string; until: number }[];
  switches: readonly { stack: string; title: string; since: number; by: string | undefined }[];
  silences: readonly { stack: string; until: number; reason: string }[];
  /** At most three. */
  actions: readonly string[];
}

/** What commands may do with reports. */
export interface ReportDesk {
  /** One report now, about some stacks (none named: all). */
  compose(stacks: readonly string[], timeZone: string): Promise<Reply>;
}
