import type { Answer, Desk, Saying } from "../core/desk.ts";
import type { Destination, Escalated, Escalation, Field } from "../core/form.ts";
import type { Result } from "../core/result.ts";
import { cleanBlock, cleanLine, sayError } from "../core/text.ts";
import { sayEscalation } from "../replies/escalation.ts";
import { note } from "./command.ts";
import type { FormKind } from "./forms.ts";
import { goneAnswer, oldAnswer, storedResult } from "./stored-result.ts";

const holdMs = 60_000;

/** Hands a finding over to whoever is configured; shows first what exactly goes out. */
export const askEscalate: FormKind = {
  id: "escalate",
  role: "operator",
  what: "Escalating",
  async open(value, saying, desk): Promise<Answer> {
    const stored = await storedResult(value, desk);
    if (stored === undefined) return goneAnswer(saying, desk);
    if (stored.old) return oldAnswer(stored.result);
    const places = desk.escalations?.destinations(stored.result.stack) ?? [];
    const [first] = places;
    if (first === undefined) return note("There is nobody to escalate to: no destination is configured in duo-triage. Until then, `Share` puts the evidence into the thread.", "unknown");
    return {
      form: {
        id: "escalate", value, title: "Escalate", submit: "Send",
        fields: [
          { kind: "choice", name: "destination", label: "To", choices: places.map(({ id, label }) => ({ value: id, label: cleanLine(label, 70) })), value: first.id },
          { kind: "text", name: "note", label: "Your words (go below it)", hint: "What was tried, who knows more", most: 500, optional: true },
          ...shownOf(places, stored.result, saying, desk),
        ],
      },
      replies: note("This platform opens no window here; press Escalate on the run's message.").replies,
    };
  },
  problems: () => ({}),
  async answer({ value, fields }, saying, desk) {
    const stored = await storedResult(value, desk);
    if (stored === undefined) return goneAnswer(saying, desk);
    const { result } = stored;
    const place = desk.escalations?.destinations(result.stack).find(({ id }) => id === fields["destination"]);
    if (desk.escalations === undefined || place === undefined) return note("This destination is no longer configured.", "unknown");
    const escalation = escalationOf(result, place.id, fields["note"] ?? "", saying, desk);
    return sendOnce(escalation, place.label, desk, saying.again === true);
  },
};

function escalationOf(result: Result, destination: string, words: string, saying: Saying, desk: Desk): Escalation {
  const said = sayEscalation(result);
  const own = cleanBlock(words, 500).trim();
  const [cause] = result.diagnosis.causes;
  return {
    run: result.run, stack: result.stack, destination, title: desk.redact(said.title), by: saying.person.name, conversation: saying.conversation,
    text: desk.redact(own === "" ? said.text : `${said.text}\n\n${saying.person.name}: ${own}`), ...(cause === undefined ? {} : { code: cause.code }),
  };
}

// A window has room for a few.
const shownPlaces = 3;

/** What will be sent: the same to all, or as each destination puts it. */
function shownOf(places: readonly Destination[], result: Result, saying: Saying, desk: Desk): Field[] {
  const { escalations } = desk;
  if (escalations?.preview === undefined) return [{ kind: "shown", name: "sent", label: "Exactly this is sent", text: escalationOf(result, "", "", saying, desk).text }];
  return places.slice(0, shownPlaces).map(({ id, label }, place) => ({ kind: "shown", name: `sent-${place}`, label: `Exactly this is sent to ${label}`, text: desk.redact(escalations.preview?.(escalationOf(result, id, "", saying, desk)) ?? "") }));
}

/** Sends once for each run and destination, whoever presses, in whichever process. `again`: whoever is just sending may have died at it. */
async function sendOnce(escalation: Escalation, label: string, desk: Desk, again: boolean): Promise<Answer> {
  const { run, by } = escalation;
  const slot = `escalate.${escalation.destination.replace(/[^A-Za-z0-9._-]/gu, "_").slice(0, 50)}`;
  const ledger = desk.store.deliveries;
  let claim = await ledger.claim(run, slot, holdMs);
  for (let waitedMs = 0; again && claim.kind === "busy" && waitedMs <= holdMs; waitedMs += 1_000) {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    claim = await ledger.claim(run, slot, holdMs);
  }
  if (claim.kind === "busy") return note(`Somebody is just sending this to ${label}.`);
  if (claim.kind === "delivered") return note(`This run was sent to ${label} already${told(claim.message)}.`);
  let sent: Escalated | undefined;
  try {
    sent = await desk.escalations?.send(escalation);
  } catch (error) {
    // It may be out: the destination tells a second one from the first.
    await ledger.release(run, slot, false);
    return note(`${label} did not answer (${cleanLine(sayError(error), 200)}); it may have got this. Look there before sending it again.`, "warn");
  }
  if (sent === undefined || sent.kind === "refused") {
    await ledger.release(run, slot, true);
    return note(`${label} did not take it: ${cleanLine(sent?.reason ?? "it is no longer configured", 300)}`, "warn");
  }
  const where = sent.reference === undefined ? "" : `: ${cleanLine(sent.reference, 300)}`;
  await ledger.delivered(run, slot, { by, ...(sent.reference === undefined ? {} : { reference: sent.reference }) });
  const text = sent.kind === "sent" ? `${by} escalated run ${run} to ${label}${where}` : `Run ${run} is open at ${label} already${where}`;
  return { replies: [{ slot: "escalated", audience: "everyone", blocks: [{ kind: "headline", mark: "info", text }] }] };
}

function told(message: unknown): string {
  const { by, reference } = (message ?? {}) as { by?: unknown; reference?: unknown };
  return `${typeof by === "string" ? ` by ${cleanLine(by, 80)}` : ""}${typeof reference === "string" ? `: ${cleanLine(reference, 300)}` : ""}`;
}
