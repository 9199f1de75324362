/** The port to whoever is called when a chat message is not enough: a pager, an issue tracker, a webhook. */

/** What is handed on about an incident: its five lines, redacted. */
export interface Alarm {
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
export type Raised =
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
  preview(alarm: Alarm): string;
  raise(alarm: Alarm, signal: AbortSignal): Promise<Raised>;
  /** Closes what was raised for an incident; `reference` as `raise` gave it. Repeating it is harmless. */
  resolve(incident: string, reference: string | undefined, note: string, signal: AbortSignal): Promise<Raised>;
}
