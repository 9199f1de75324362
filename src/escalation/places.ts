import { createHmac } from "node:crypto";
import type { Alarm, EscalationPlace, Raised } from "../core/escalation.ts";
import type { Probes, Route } from "../core/ports.ts";
import { header, type HttpResult } from "../core/probe-answer.ts";
import { Secret } from "../core/secret.ts";
import { cleanLine } from "../core/text.ts";

/**
 * The places that an incident can be handed on to. Each knows the incident by its identity, so that a repeated attempt makes nothing new:
 * PagerDuty's dedup_key (Events API v2), Opsgenie's alias, a label of its own in GitLab, a delivery id for a webhook.
 */

export interface Wire {
  http: Probes["http"];
  now(): number;
}

const timeoutMs = 15_000;
const again = (result: HttpResult): Extract<Raised, { kind: "later" | "refused" }> => {
  if (result.kind === "failure") return { kind: "later", afterMs: 30_000, reason: `no answer (${result.phase}: ${result.reason})` };
  const wait = Number(header(result, "retry-after"));
  if (result.status === 429 || result.status >= 500) return { kind: "later", afterMs: Number.isFinite(wait) && wait > 0 ? Math.min(wait, 900) * 1000 : 30_000, reason: `answers ${result.status}` };
  return { kind: "refused", reason: cleanLine(`answers ${result.status}: ${result.body}`, 300) };
};
const isGood = (result: HttpResult): result is Extract<HttpResult, { kind: "answer" }> => result.kind === "answer" && result.status >= 200 && result.status < 300;

function parsed(result: HttpResult): unknown {
  try {
    return result.kind === "answer" ? JSON.parse(result.body) : undefined;
  } catch {
    return undefined;
  }
}

const base = (url: string): string => url.replace(/\/+$/u, "");
const textOf = (alarm: Alarm): string => [alarm.title, ...alarm.details.map(({ label, text }) => `${label}: ${text}`)].join("\n");
const shown = (what: string, body: unknown): string => `${what}\n${JSON.stringify(body, null, 2)}`;

/** PagerDuty, Events API v2. */
export function pagerDuty({ routingKey, url = "https://events.pagerduty.com" }: { routingKey: Secret; url?: string }, wire: Wire): EscalationPlace {
  const severities: Record<Alarm["severity"], string> = { outage: "critical", degraded: "error", security: "warning", warning: "warning", info: "info" };
  const bodyOf = (alarm: Alarm): Record<string, unknown> => ({
    event_action: "trigger", dedup_key: alarm.incident, client: "duo-triage",
    payload: { summary: alarm.title.slice(0, 1024), source: alarm.stack, severity: severities[alarm.severity], timestamp: new Date(alarm.at).toISOString(), component: "GitLab Duo", class: alarm.code, custom_details: Object.fromEntries(alarm.details.map(({ label, text }) => [label, text])) },
  });
  const send = async (body: Record<string, unknown>, signal: AbortSignal): Promise<Raised> => {
    const result = await wire.http({ method: "POST", url: `${base(url)}/v2/enqueue`, json: { routing_key: routingKey, ...body } }, { timeoutMs, signal });
    return isGood(result) ? { kind: "done", again: false, reference: String(body["dedup_key"]) } : again(result);
  };
  return {
    name: "pagerduty", label: "PagerDuty",
    preview: (alarm) => shown("PagerDuty, Events API v2:", bodyOf(alarm)),
    raise: (alarm, signal) => send(bodyOf(alarm), signal),
    resolve: (incident, _reference, _note, signal) => send({ event_action: "resolve", dedup_key: incident }, signal),
  };
}

/** Opsgenie, Alert API v2. It takes requests asynchronously; the alias is the identity. */
export function opsgenie({ apiKey, url = "https://api.opsgenie.com", team }: { apiKey: Secret; url?: string; team?: string }, wire: Wire): EscalationPlace {
  const headers = { authorization: new Secret(`GenieKey ${apiKey.reveal()}`) };
  const priorities: Record<Alarm["severity"], string> = { outage: "P1", degraded: "P2", security: "P3", warning: "P4", info: "P5" };
  const bodyOf = (alarm: Alarm): Record<string, unknown> => ({
    message: alarm.title.slice(0, 130), alias: alarm.incident, description: textOf(alarm).slice(0, 15_000), priority: priorities[alarm.severity], source: "duo-triage", entity: alarm.stack, tags: ["gitlab-duo", alarm.code],
    ...(team === undefined ? {} : { responders: [{ type: "team", name: team }] }),
  });
  const send = async (path: string, body: unknown, incident: string, signal: AbortSignal): Promise<Raised> => {
    const result = await wire.http({ method: "POST", url: `${base(url)}${path}`, headers, json: body }, { timeoutMs, signal });
    return isGood(result) ? { kind: "done", again: false, reference: incident } : again(result);
  };
  return {
    name: "opsgenie", label: "Opsgenie",
    preview: (alarm) => shown("Opsgenie, alert:", bodyOf(alarm)),
    raise: (alarm, signal) => send("/v2/alerts", bodyOf(alarm), alarm.incident, signal),
    resolve: (incident, _reference, note, signal) => send(`/v2/alerts/${encodeURIComponent(incident)}/close?identifierType=alias`, { note, source: "duo-triage" }, incident, signal),
  };
}

/** An issue or incident in GitLab, found again by a label that no other incident has. Closed by a note with a quick action. */
export function gitlabIssue(place: { url: string; project: string; token: Secret; type: "issue" | "incident"; labels: readonly string[]; confidential: boolean; ca?: string }, wire: Wire): EscalationPlace {
  const issues = `${base(place.url)}/api/v4/projects/${encodeURIComponent(place.project)}/issues`;
  const route: Route = place.ca === undefined ? {} : { ca: place.ca };
  const headers = { "private-token": place.token };
  const labelOf = (incident: string): string => `duo-triage-${incident}`;
  const bodyOf = (alarm: Alarm): Record<string, unknown> => ({
    title: alarm.title.slice(0, 255), description: alarm.details.map(({ label, text }) => `**${plain(label)}:** ${plain(text)}`).join("\n\n"),
    labels: [...place.labels, "duo-triage", labelOf(alarm.incident)].join(","), issue_type: place.type, confidential: place.confidential,
  });
  const open = async (incident: string, signal: AbortSignal): Promise<{ iid: number; web_url?: string }[] | HttpResult> => {
    const result = await wire.http({ url: `${issues}?state=opened&labels=${encodeURIComponent(labelOf(incident))}`, headers, route, keepBytes: 65_536 }, { timeoutMs, signal });
    const list = parsed(result);
    return isGood(result) && Array.isArray(list) ? (list as { iid: number; web_url?: string }[]).filter((issue) => typeof issue?.iid === "number") : result;
  };
  const done = (issue: { iid: number; web_url?: string }, before: boolean): Raised => ({ kind: "done", again: before, reference: `#${issue.iid}`, ...(typeof issue.web_url === "string" ? { url: cleanLine(issue.web_url, 300) } : {}) });
  return {
    name: "gitlab", label: `GitLab ${place.type} in ${place.project}`,
    preview: (alarm) => shown(`GitLab ${place.type} in ${place.project}:`, bodyOf(alarm)),
    async raise(alarm, signal) {
      const there = await open(alarm.incident, signal);
      if (!Array.isArray(there)) return again(there);
      if (there[0] !== undefined) return done(there[0], true);
      const result = await wire.http({ method: "POST", url: issues, headers, route, json: bodyOf(alarm), keepBytes: 65_536 }, { timeoutMs, signal });
      const made = parsed(result) as { iid?: unknown; web_url?: string } | undefined;
      return isGood(result) && typeof made?.iid === "number" ? done(made as { iid: number }, false) : again(result);
    },
    async resolve(incident, reference, note, signal) {
      const there = await open(incident, signal);
      if (!Array.isArray(there)) return again(there);
      for (const issue of there) {
        const result = await wire.http({ method: "POST", url: `${issues}/${issue.iid}/notes`, headers, route, json: { body: `${plain(note)}\n\n/close` } }, { timeoutMs, signal });
        if (!isGood(result)) return again(result);
      }
      return { kind: "done", again: there.length === 0, ...(reference === undefined ? {} : { reference }) };
    },
  };
}

// A line that begins with a slash is a command to GitLab, an @ notifies somebody.
const plain = (text: string): string => cleanLine(text, 2_000).replace(/@/gu, "@\u2060").replace(/^\//u, "\\/").replace(/[<>`*_[\]]/gu, "\\$&");

/**
 * Any other place. `X-Duo-Triage-Signature: t=<seconds>,v1=<hex>` is the HMAC-SHA256 of `<seconds>.<body>` under the shared secret;
 * `X-Duo-Triage-Delivery` is the same for every attempt.
 */
export function signedWebhook({ url, secret, ca }: { url: string; secret: Secret; ca?: string }, wire: Wire): EscalationPlace {
  const send = async (event: string, incident: string, body: Record<string, unknown>, signal: AbortSignal): Promise<Raised> => {
    const json = { schemaVersion: 1, event, incident, ...body };
    const seconds = Math.floor(wire.now() / 1000);
    const signature = createHmac("sha256", secret.reveal()).update(`${seconds}.${JSON.stringify(json)}`).digest("hex");
    const result = await wire.http({
      method: "POST", url, json, headers: { "x-duo-triage-event": event, "x-duo-triage-delivery": `${incident}.${event}`, "x-duo-triage-signature": `t=${seconds},v1=${signature}` }, ...(ca === undefined ? {} : { route: { ca } }),
    }, { timeoutMs, signal });
    return isGood(result) ? { kind: "done", again: false, reference: incident } : again(result);
  };
  const bodyOf = (alarm: Alarm): Record<string, unknown> => ({ stack: alarm.stack, code: alarm.code, severity: alarm.severity, title: alarm.title, details: alarm.details, by: alarm.by, at: new Date(alarm.at).toISOString() });
  const host = URL.canParse(url) ? new URL(url).host : url;
  return {
    name: "webhook", label: `webhook at ${host}`,
    preview: (alarm) => shown(`Signed webhook at ${host}:`, { schemaVersion: 1, event: "raised", incident: alarm.incident, ...bodyOf(alarm) }),
    raise: (alarm, signal) => send("raised", alarm.incident, bodyOf(alarm), signal),
    resolve: (incident, _reference, note, signal) => send("resolved", incident, { note, at: new Date(wire.now()).toISOString() }, signal),
  };
}
