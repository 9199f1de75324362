import { createHash, timingSafeEqual } from "node:crypto";
import type { Audit } from "../core/audit.ts";
import { type Asked, type Conversation, jobVersion, type NewTriageJob } from "../core/queue.ts";
import type { Secret } from "../core/secret.ts";
import type { Deliveries } from "../core/store.ts";
import { cleanLine } from "../core/text.ts";
import type { Route, RouteAnswer } from "./serve.ts";

export interface WebhookDesk {
  token: Secret;
  stacks: readonly { name: string; site: string }[];
  /** Channels where the stack's incidents are announced: the answer goes there. */
  channels(stack: string): Promise<readonly Conversation[]>;
  ask(job: NewTriageJob): Promise<Asked>;
  ledger: Pick<Deliveries, "claim" | "release">;
  audit: Pick<Audit, "append">;
  newRun(): string;
  now(): number;
}

/** The same event within this time is the same event. */
const rememberMs = 15 * 60_000;
const hash = (text: string): Buffer => createHash("sha256").update(text).digest();
const said = (status: number, text: string): RouteAnswer => ({ status, body: `${text}\n` });

/**
 * What others may knock with, so that a check starts: Alertmanager (`Authorization: Bearer <token>`) and GitLab (`X-Gitlab-Token`). The
 * text of an event is not read beyond its labels; one that is sent again starts nothing. Off unless `ops.webhook_token` is set.
 */
export function webhookRoutes(desk: WebhookDesk): Readonly<Record<string, Route>> {
  const wanted = hash(desk.token.reveal());
  const knows = (given: string | string[] | undefined): boolean => timingSafeEqual(hash(typeof given === "string" ? given : ""), wanted);

  async function start(stack: string | undefined, event: string, by: string): Promise<RouteAnswer> {
    const known = desk.stacks.find(({ name }) => name === stack) ?? (stack === undefined && desk.stacks.length === 1 ? desk.stacks[0] : undefined);
    if (known === undefined) return said(422, `no stack is meant: add ?stack=<name> or the label duo_stack (${desk.stacks.map(({ name }) => name).join(", ")})`);
    const slot = hash(`${known.name} ${event}`).toString("hex").slice(0, 48);
    const claim = await desk.ledger.claim("webhook", slot, rememberMs);
    if (claim.kind !== "claimed" || claim.uncertain) return said(200, "seen before");
    const conversations = await desk.channels(known.name);
    const [conversation] = conversations;
    const asked = await desk.ask({ version: jobVersion, run: desk.newRun(), stack: known.name, site: known.site, trigger: "webhook", question: { kind: "check", deep: false }, asker: { name: by, role: "operator" }, at: desk.now(), ...(conversation === undefined ? {} : { conversation }) });
    if (asked.kind === "asked") {
      // Whoever knocked is answered, remembered or not.
      await desk.audit.append({ at: desk.now(), did: "asked", what: "check", platform: "webhook", person: { id: by, name: by }, role: "operator", stack: known.name, run: asked.run }).catch(() => undefined);
      return said(202, asked.joined ? `joined ${asked.run}` : `queued ${asked.run}`);
    }
    // Whoever knocked will knock again.
    await desk.ledger.release("webhook", slot, true);
    return said(503, "not queued");
  }

  const guarded = (header: string, take: (request: { headers: Readonly<Record<string, string | string[] | undefined>>; url: URL; body: Buffer }) => Promise<RouteAnswer>): Route => ({
    method: "POST",
    async answer(request) {
      const given = request.headers[header];
      if (!knows(typeof given === "string" ? given.replace(/^Bearer /u, "") : given)) return said(401, "unauthorized");
      return take(request);
    },
  });

  return {
    "/webhooks/alertmanager": guarded("authorization", async ({ url, body }) => {
      const event = objectOf(body);
      const alerts = Array.isArray(event?.["alerts"]) ? (event["alerts"] as unknown[]).slice(0, 100).map((alert) => fieldsOf(alert)) : undefined;
      if (event === undefined || alerts === undefined) return said(400, "no Alertmanager notification");
      const firing = alerts.filter((alert) => alert["status"] === "firing");
      if (firing.length === 0) return said(200, "nothing fires");
      const labels = { ...fieldsOf(event["commonLabels"]), ...fieldsOf(firing[0]?.["labels"]) };
      const which = firing.map((alert) => `${String(alert["fingerprint"] ?? "")} ${String(alert["startsAt"] ?? "")}`).toSorted().join();
      return start(url.searchParams.get("stack") ?? textAt(labels, "duo_stack"), `${String(event["groupKey"] ?? "")} ${which}`, `Alertmanager (${cleanLine(textAt(labels, "alertname") ?? "alert", 80)})`);
    }),
    "/webhooks/gitlab": guarded("x-gitlab-token", async ({ headers, url, body }) => {
      const event = objectOf(body);
      if (event === undefined) return said(400, "no GitLab event");
      const id = headers["idempotency-key"] ?? headers["x-gitlab-event-uuid"] ?? headers["x-gitlab-webhook-uuid"];
      const kind = headers["x-gitlab-event"];
      return start(url.searchParams.get("stack") ?? undefined, typeof id === "string" ? id : hash(body.toString()).toString("hex"), `GitLab (${cleanLine(typeof kind === "string" ? kind : "event", 80)})`);
    }),
  };
}

function objectOf(body: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body.toString("utf8"));
    return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

const fieldsOf = (value: unknown): Record<string, unknown> => (value !== null && typeof value === "object" ? (value as Record<string, unknown>) : {});
const textAt = (fields: Record<string, unknown>, name: string): string | undefined => (typeof fields[name] === "string" ? (fields[name] as string) : undefined);
