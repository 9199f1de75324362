/** The port to whoever is called when a chat message is not enough: a pager, an issue tracker, a webhook. */

/** What is handed on: the five lines of an incident, redacted. */
export interface Escalation {
  /** Identity of the incident; the same one is never raised twice at one place. */
  incident: string;
  stack: string;
  /** Cause code, or `undecided`. */
  code: string;
  severity: "outage" | "degraded" | "security" | "warning" | "info";
  /** One line. */
  title: string;
  /** Label and text, in the order that people read them: cause, who is hit, do now, since, run. */
  details: readonly { label: string; text: string }[];
  /** Who decided; `duo-triage` where a rule did. */
  by: string;
  /** ms since 1970. */
  at: number;
}

/** How it went. `again`: it was raised there before and stands; nothing new was made. */
export type Escalated =
  | { kind: "done"; again: boolean; /** What the place calls it: an issue number, a key. */ reference?: string; url?: string }
  /** Certainly not raised; try again after this many milliseconds. */
  | { kind: "later"; afterMs: number; reason: string }
  /** Certainly not raised, and trying again is useless: a wrong key, a project that is not there. */
  | { kind: "refused"; reason: string };

/** One place to escalate to. Neither method rejects. */
export interface EscalationPlace {
  /** `pagerduty`, `opsgenie`, `gitlab`, `webhook`. */
  name: string;
  /** For a button or a list. */
  label: string;
  /** Exactly what will be sent, as text for people to read before they confirm; secrets are not in it. */
  preview(escalation: Escalation): string;
  raise(escalation: Escalation, signal: AbortSignal): Promise<Escalated>;
  /** Closes what was raised for an incident; `reference` as `raise` gave it. Repeating it is harmless. */
  resolve(incident: string, reference: string | undefined, note: string, signal: AbortSignal): Promise<Escalated>;
}

/** What was asked for: done in the background by the delivery queue, which tries again and never does it twice. */
export type EscalationAsked = { kind: "asked"; place: string } | { kind: "already"; place: string; reference?: string; url?: string } | { kind: "unknown"; because: string };

export interface Escalations {
  places: readonly EscalationPlace[];
  /** Raises an incident at a place, once, in the background. Rejects only when the queue is away. */
  ask(place: string, escalation: Escalation): Promise<EscalationAsked>;
}
