import { z } from "zod";
import type { Alarm, EscalationPlace, Raised } from "../core/escalation.ts";
import type { Escalations } from "../core/form.ts";
import { type Announcement, type Incident, incidentSchema } from "../core/incident.ts";
import { type DeliveryJob, jobVersion, type Posted } from "../core/queue.ts";
import type { Store } from "../core/store.ts";
import { cleanLine } from "../core/text.ts";
import { blastRadius } from "../replies/incident.ts";

/** Deliveries of this platform are escalations: the queue tries again, the ledger keeps one from being done twice. */
export const escalationPlatform = "escalation";

export interface EscalateDesk {
  store: Store;
  places: readonly EscalationPlace[];
  deliver(job: DeliveryJob): Promise<void>;
  now(): number;
  redact(text: string): string;
  /** From which severity on a rule raises by itself, and for which stacks (none named: all). */
  automatic: "never" | "outage" | "degraded";
  stacks: readonly string[];
}

export interface Escalate {
  /** For the chats: somebody decided. */
  byHand: Escalations;
  /** Raises and resolves what was announced, as far as the rules say so. Repeating it is harmless. */
  announced(announcement: Announcement): Promise<void>;
  /** For the delivery worker. */
  delivery(job: DeliveryJob, context: { signal: AbortSignal }): Promise<Posted>;
}

const raisedSchema = z.object({ incident: z.string(), place: z.string(), by: z.string(), at: z.number() });
const payloadSchema = z.discriminatedUnion("act", [
  z.object({ act: z.literal("raise"), incident: incidentSchema, by: z.string() }),
  z.object({ act: z.literal("resolve"), incident: z.string(), note: z.string(), after: z.string() }),
]);
const patienceMs = 15 * 60_000;
const holdMs = 60_000;

export function openEscalate(desk: EscalateDesk): Escalate {
  const { store, places } = desk;
  const raised = store.collection("escalation", raisedSchema);
  const covers = (stack: string): boolean => desk.stacks.length === 0 || desk.stacks.includes(stack);
  // An incident that came back is raised anew, under the same identity.
  const slotOf = (place: string, incident: Pick<Incident, "returns">): string => `raise-${place}-${incident.returns.length}`;
  const severe = (severity: string): boolean => (desk.automatic === "outage" ? severity === "outage" : desk.automatic === "degraded" ? severity === "outage" || severity === "degraded" : false);

  async function queue(incident: string, place: string, slot: string, payload: z.input<typeof payloadSchema>, at: number): Promise<void> {
    await desk.deliver({ version: jobVersion, run: incident, slot, conversation: { platform: escalationPlatform, channel: place }, reply: payload, at });
  }

  async function remember(what: "raise" | "resolve", place: string, incident: string, by: string, more: { stack?: string; run?: string; outcome?: string } = {}): Promise<void> {
    await store.audit.append({ at: desk.now(), did: "sent", what, to: place, incident: incident.slice(0, 128), platform: more.run === undefined ? "duo-triage" : "chat", person: { id: by.slice(0, 200), name: by.slice(0, 200) }, ...more }).catch(() => undefined);
  }

  return {
    byHand: {
      destinations: (stack) => (covers(stack) ? places.map(({ name, label }) => ({ id: name, label })) : []),
      preview(escalation) {
        const place = places.find(({ name }) => name === escalation.destination);
        return place === undefined ? escalation.text : desk.redact(place.preview(alarmByHand(escalation, escalation.run, desk.now())));
      },
      async send(escalation) {
        const place = places.find(({ name }) => name === escalation.destination);
        if (place === undefined) return { kind: "refused", reason: "it is no longer configured" };
        const open = (await store.incidents.list(500)).map(({ document }) => document).find((one) => one.closedAt === undefined && one.runs.includes(escalation.run));
        const incident = open?.id ?? escalation.run;
        const slot = slotOf(place.name, open ?? { returns: [] });
        const claim = await store.deliveries.claim(incident, slot, holdMs);
        if (claim.kind === "busy") return { kind: "open" };
        if (claim.kind === "delivered") return { kind: "open", ...referenceOf(claim.message) };
        const result = await place.raise(alarmByHand(escalation, incident, desk.now()), AbortSignal.timeout(20_000));
        if (result.kind !== "done") {
          await store.deliveries.release(incident, slot, true);
          return { kind: "refused", reason: result.reason };
        }
        await store.deliveries.delivered(incident, slot, messageOf(result));
        await raised.put(`${incident}/${slot}`, { incident, place: place.name, by: escalation.by, at: desk.now() });
        await remember("raise", place.name, incident, escalation.by, { stack: escalation.stack, run: escalation.run, outcome: outcomeOf(result) });
        return { kind: result.again ? "open" : "sent", ...referenceOf(messageOf(result)) };
      },
    },
    async announced({ kind, incidentThen: incident, seq, line, at }) {
      if (["opened", "returned", "flapping", "raised"].includes(kind)) {
        if (incident.kind !== "cause" || !severe(incident.severity) || !covers(incident.stack)) return;
        for (const place of places) {
          const slot = slotOf(place.name, incident);
          await raised.put(`${incident.id}/${slot}`, { incident: incident.id, place: place.name, by: "duo-triage", at });
          await queue(incident.id, place.name, slot, { act: "raise", incident, by: "duo-triage" }, at);
        }
      }
      if (kind !== "recovered" && kind !== "accepted") return;
      for (const place of places) {
        const slot = slotOf(place.name, incident);
        if ((await raised.get(`${incident.id}/${slot}`)) === undefined) continue;
        await queue(incident.id, place.name, `resolve-${place.name}-${seq}`, { act: "resolve", incident: incident.id, note: line ?? "Recovered", after: slot }, at);
      }
    },
    async delivery(job, { signal }) {
      const place = places.find(({ name }) => name === job.conversation.channel);
      if (place === undefined) return { kind: "undeliverable", reason: `There is no place "${job.conversation.channel}" to escalate to` };
      const payload = payloadSchema.safeParse(job.reply);
      if (!payload.success) return { kind: "undeliverable", reason: "This escalation cannot be read" };
      const { data } = payload;
      if (data.act === "raise") {
        const incident = data.incident as Incident;
        const result = await place.raise(alarmOf(incident, data.by, job.at), signal);
        if (result.kind !== "later") await remember("raise", place.name, incident.id, data.by, { stack: incident.stack, outcome: outcomeOf(result) });
        return postedOf(result, place);
      }
      const before = await store.deliveries.message(data.incident, data.after);
      if (before === undefined && desk.now() - job.at < patienceMs) return { kind: "later", afterMs: 2_000, reason: "It is still being raised" };
      const reference = (before?.message as { reference?: unknown } | null | undefined)?.reference;
      const result = await place.resolve(data.incident, typeof reference === "string" ? reference : undefined, data.note, signal);
      if (result.kind !== "later") await remember("resolve", place.name, data.incident, "duo-triage", { outcome: outcomeOf(result) });
      return postedOf(result, place);
    },
  };
}

const outcomeOf = (result: Extract<Raised, { kind: "done" | "refused" }>): string => cleanLine(result.kind === "refused" ? `refused: ${result.reason}` : `${result.again ? "stood there already" : "taken"}${result.reference === undefined ? "" : `: ${result.reference}`}`, 300);

const messageOf = (result: Extract<Raised, { kind: "done" }>): { reference?: string } => {
  const reference = result.url ?? result.reference;
  return reference === undefined ? {} : { reference };
};

function referenceOf(message: unknown): { reference?: string } {
  const reference = (message as { reference?: unknown } | null)?.reference;
  return typeof reference === "string" ? { reference } : {};
}

function postedOf(result: Raised, place: EscalationPlace): Posted {
  if (result.kind === "done") return { kind: "posted", message: messageOf(result) };
  if (result.kind === "later") return { kind: "later", afterMs: result.afterMs, reason: `${place.label} ${result.reason}` };
  return { kind: "undeliverable", reason: `${place.label} ${result.reason}` };
}

/** What a place is told about an incident: everything in it was redacted when the run was. */
export function alarmOf(incident: Incident, by: string, at: number): Alarm {
  const details = [
    ...(incident.changes.length === 0 ? [] : [{ label: "Changed since it was well", text: incident.changes.slice(0, 4).join("; ") }]),
    { label: "Cause", text: `${incident.title} (${incident.code})` }, { label: "Who is hit", text: blastRadius(incident) },
    ...(incident.doNow === undefined ? [] : [{ label: "Do now", text: incident.doNow }]),
    { label: "Since", text: new Date(incident.since).toISOString() }, { label: "Run", text: incident.runs.at(-1) ?? "" },
  ];
  return { incident: incident.id, stack: incident.stack, code: incident.code, severity: incident.severity as Alarm["severity"], title: cleanLine(`Duo on ${incident.stack}: ${incident.title} (${incident.code})`, 250), details, by, at };
}

function alarmByHand(escalation: { stack: string; code?: string; title: string; text: string; by: string; run: string }, incident: string, at: number): Alarm {
  return { incident, stack: escalation.stack, code: escalation.code ?? "undecided", severity: "outage", title: escalation.title, details: [{ label: "Handed over", text: escalation.text }, { label: "By", text: escalation.by }, { label: "Run", text: escalation.run }], by: escalation.by, at };
}
