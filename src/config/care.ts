import { z } from "zod";
import { readDuration } from "../core/duration.ts";
import { type IncidentRules, usualRules } from "../core/incident.ts";
import type { Secret } from "../core/secret.ts";

/** The parts of the configuration about what goes on without being asked: checks by the clock, incidents, escalation. */

const duration = (least: number, most: number, example: string): z.ZodType<number, string> =>
  z.string().transform((text, context) => {
    const ms = readDuration(text);
    if (ms !== undefined && ms >= least && ms <= most) return ms;
    context.addIssue({ code: "custom", message: `write a time such as ${example}` });
    return z.NEVER;
  });

const minute = 60_000;
const day = 86_400_000;
const text = z.string().min(1);
const webUrl = z.string().regex(/^https?:\/\/[^\s/]+/u, "write an address that begins with http:// or https://");

/** `5m`, `1h`; `off`: only when somebody asks. */
export const checkEvery = z.union([z.literal("off"), duration(30_000, 7 * day, "5m, 1h or off")]).default(5 * minute);

/** How often each model of a stack is asked its fixed questions. */
export const canaryEvery = duration(30 * minute, day, "2h").default(2 * 60 * minute);

export const careSections = {
  incidents: z.strictObject({
    fail_after: z.number().int().min(1).max(20).default(usualRules.failAfter),
    recover_after: z.number().int().min(1).max(20).default(usualRules.recoverAfter),
    remind_every: duration(5 * minute, 30 * day, "4h").default(usualRules.remindEveryMs),
    nag_every: duration(10 * minute, 30 * day, "1d").default(usualRules.nagEveryMs),
    flap_window: duration(minute, 7 * day, "1h").default(usualRules.flapWindowMs),
    flap_after: z.number().int().min(1).max(50).default(usualRules.flapAfter),
  }).optional(),
  escalation: z.strictObject({
    /** From which severity on an incident is escalated by itself. */
    automatic: z.enum(["never", "outage", "degraded"]).default("never"),
    stacks: z.array(text).default([]),
    pagerduty: z.strictObject({ routing_key: text, url: webUrl.optional() }).optional(),
    opsgenie: z.strictObject({ api_key: text, url: webUrl.optional(), team: text.optional() }).optional(),
    gitlab: z.strictObject({ url: webUrl, project: text, token: text, type: z.enum(["issue", "incident"]).default("issue"), labels: z.array(text).default([]), confidential: z.boolean().default(true), ca_file: text.optional() }).optional(),
    webhook: z.strictObject({ url: webUrl, secret: text, ca_file: text.optional() }).optional(),
  }).optional(),
};

/** Where incidents can be escalated to. */
export interface EscalationConfig {
  automatic: "never" | "outage" | "degraded";
  /** Empty: all. */
  stacks: readonly string[];
  pagerduty?: { routingKey: Secret; url?: string };
  opsgenie?: { apiKey: Secret; url?: string; team?: string };
  gitlab?: { url: string; project: string; token: Secret; type: "issue" | "incident"; labels: readonly string[]; confidential: boolean; ca?: string };
  webhook?: { url: string; secret: Secret; ca?: string };
}

type Sections = { [K in keyof typeof careSections]?: z.output<(typeof careSections)[K]> };

export function incidentRules(section: Sections["incidents"]): IncidentRules {
  if (section === undefined) return usualRules;
  return { failAfter: section.fail_after, recoverAfter: section.recover_after, remindEveryMs: section.remind_every, nagEveryMs: section.nag_every, flapWindowMs: section.flap_window, flapAfter: section.flap_after };
}

export function escalationConfig(section: Sections["escalation"], wrap: (value: string) => Secret, pem: (path: string | undefined, key: string) => string | undefined): EscalationConfig | undefined {
  if (section === undefined) return undefined;
  const { pagerduty, opsgenie, gitlab, webhook } = section;
  const ca = (path: string | undefined, key: string): { ca?: string } => {
    const found = pem(path, key);
    return found === undefined ? {} : { ca: found };
  };
  return {
    automatic: section.automatic, stacks: section.stacks,
    ...(pagerduty === undefined ? {} : { pagerduty: { routingKey: wrap(pagerduty.routing_key), ...(pagerduty.url === undefined ? {} : { url: pagerduty.url }) } }),
    ...(opsgenie === undefined ? {} : { opsgenie: { apiKey: wrap(opsgenie.api_key), ...(opsgenie.url === undefined ? {} : { url: opsgenie.url }), ...(opsgenie.team === undefined ? {} : { team: opsgenie.team }) } }),
    ...(gitlab === undefined ? {} : { gitlab: { url: gitlab.url, project: gitlab.project, token: wrap(gitlab.token), type: gitlab.type, labels: gitlab.labels, confidential: gitlab.confidential, ...ca(gitlab.ca_file, "escalation.gitlab.ca_file") } }),
    ...(webhook === undefined ? {} : { webhook: { url: webhook.url, secret: wrap(webhook.secret), ...ca(webhook.ca_file, "escalation.webhook.ca_file") } }),
  };
}
