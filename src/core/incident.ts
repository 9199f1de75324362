import { z } from "zod";
import { conversationSchema } from "./queue.ts";
import { vitalsSchema } from "./vitals.ts";

/**
 * What lasts over runs. An incident's identity is stack + cause code, never text. Times are milliseconds since 1970.
 */

/** The code of an incident whose cause cannot be told. */
export const undecidedCode = "undecided";

/** `cause`: something that users need is broken; `switch`: a switch was left on for troubleshooting. */
const kindSchema = z.enum(["cause", "switch"]);

export const incidentSchema = z.object({
  stack: z.string(),
  code: z.string(),
  severity: z.string(),
  /** The run that made it an incident. */
  openedAt: z.number(),
  lastSeenAt: z.number(),
  closedAt: z.number().optional(),
  runs: z.array(z.string()).max(50),
  id: z.string().default(""),
  kind: kindSchema.default("cause"),
  title: z.string().default(""),
  hop: z.string().default(""),
  breaks: z.array(z.string()).default([]),
  models: z.array(z.string()).default([]),
  doNow: z.string().optional(),
  /** The first run that saw it, before it was sure, and who asked for that run. */
  since: z.number().default(0),
  firstSeenBy: z.string().optional(),
  /** What was different from the last good run, when it opened. */
  changes: z.array(z.string()).default([]),
  lastGoodAt: z.number().optional(),
  /** Codes that it had, oldest first, the present one last. */
  causes: z.array(z.object({ code: z.string(), title: z.string(), at: z.number() })).default([]),
  /** The most severe that it was: a rise beyond it is told once. */
  peak: z.string().default(""),
  /** Runs in a row that did not see it. */
  missed: z.number().default(0),
  /** A cause that may take over, and how often in a row it was seen. */
  next: z.object({ code: z.string(), runs: z.number() }).optional(),
  /** When it came back after it had been over. */
  returns: z.array(z.number()).default([]),
  flapping: z.boolean().default(false),
  /** Told to people; false while a silence holds. */
  announced: z.boolean().default(false),
  remindedAt: z.number().default(0),
  /** Number of the last announcement. */
  seq: z.number().default(0),
  /** Accepted by somebody, and so no longer an incident. */
  accepted: z.string().optional(),
});
export type Incident = z.infer<typeof incidentSchema>;

/** What people are told about an incident, once. */
export const announcementSchema = z.object({
  incident: z.string(),
  seq: z.number(),
  kind: z.enum(["opened", "returned", "flapping", "raised", "changed", "reminder", "recovered", "accepted", "updated"]),
  at: z.number(),
  /** For the incident's thread; without it only its message is edited. */
  line: z.string().optional(),
  /** Also shown in the channel itself. */
  broadcast: z.boolean(),
  /** The incident as it was then. */
  incidentThen: incidentSchema,
});
export type Announcement = z.infer<typeof announcementSchema>;

/** Everything that is remembered of one stack from run to run. */
export const watchSchema = z.object({
  stack: z.string(),
  /** Start of the latest run that was taken in; an older one changes nothing any more. */
  lastAt: z.number().default(0),
  processed: z.array(z.string()).default([]),
  /** Since when the observer itself is blind, and why. */
  blindSince: z.number().optional(),
  blindBecause: z.string().optional(),
  good: z.object({ run: z.string(), at: z.number(), vitals: vitalsSchema.optional() }).optional(),
  /** The latest run that saw anything. */
  latest: z.object({ run: z.string(), at: z.number(), verdict: z.string(), vitals: vitalsSchema.optional() }).optional(),
  /** Seen, but not often enough yet. */
  pending: z.record(z.string(), z.object({ runs: z.number(), at: z.number(), by: z.string().optional() })).default({}),
  /** Codes of the latest runs, oldest first. */
  recent: z.array(z.array(z.string())).default([]),
  /** Open ones, and closed ones that may come back. */
  incidents: z.array(incidentSchema).default([]),
  /** Announced by the state, not yet handed to the queue. */
  outbox: z.array(announcementSchema).default([]),
});
export type Watch = z.infer<typeof watchSchema>;

/** A maintenance window of a stack. */
export const silenceSchema = z.object({ stack: z.string(), from: z.number(), until: z.number(), reason: z.string(), author: z.string() });
export type Silence = z.infer<typeof silenceSchema>;

/** A channel where incidents are announced. No stacks: all of them. */
export const alertChannelSchema = z.object({ conversation: conversationSchema, stacks: z.array(z.string()), author: z.string(), at: z.number() });
export type AlertChannel = z.infer<typeof alertChannelSchema>;

/** When an incident is one, and how often it is told. */
export interface IncidentRules {
  /** Runs in a row that must see a cause before it is an incident. */
  failAfter: number;
  /** Runs in a row that must not see it before it is over. */
  recoverAfter: number;
  remindEveryMs: number;
  /** Switches left on are told again this often. */
  nagEveryMs: number;
  /** One that comes back within this time is the same incident. */
  flapWindowMs: number;
  /** Returns within the window that make it flapping. */
  flapAfter: number;
}
export const usualRules: IncidentRules = { failAfter: 2, recoverAfter: 2, remindEveryMs: 4 * 3_600_000, nagEveryMs: 24 * 3_600_000, flapWindowMs: 3_600_000, flapAfter: 2 };
