import type { DayPicture, RequestPath } from "./picture.ts";
import type { RemedyStep } from "./rule.ts";

/** State of a line, told by word and shape, never by colour alone. */
export type Mark = "pass" | "warn" | "fail" | "skip" | "blocked" | "unknown" | "expected" | "undecided" | "info";

/** A row of a table: its name, and one cell for each head. */
export interface TableRow {
  name: string;
  cells: readonly { mark?: Mark; text: string }[];
}

/** Parts of an answer, neutral of any platform. All texts are plain: each renderer escapes for itself. */
export type Block =
  | { kind: "headline"; mark: Mark; text: string }
  /** One of the five lines: `Cause`, `Who is hit`, `Do now` ... */
  | { kind: "fact"; label: string; text: string }
  | { kind: "note"; text: string }
  | { kind: "section"; title: string }
  /** One row of the tick list. */
  | { kind: "check"; mark: Mark; title: string; text: string }
  | { kind: "evidence"; probe: string; from: string; basis: string; said: string }
  | { kind: "steps"; title: string; steps: readonly RemedyStep[] }
  /** Something to type; `label` says for whom, where one of several fits. */
  | { kind: "code"; label?: string; text: string }
  /** Addresses of our own, never a target's: `title` says what stands there. */
  | { kind: "links"; title: string; links: readonly { text: string; url: string }[] }
  /** The request path: a picture where the platform takes one, else one line. */
  | { kind: "path"; path: RequestPath }
  /** State and latency of stacks over a day: a picture where the platform takes one, else a sentence for each. */
  | { kind: "day"; day: DayPicture }
  /** A few short columns; `mark` stands before a cell's text. Where it is too wide, each row becomes a few lines. */
  | { kind: "table"; title: string; heads: readonly string[]; rows: readonly TableRow[] }
  | { kind: "waterfall"; totalMs: number; rows: readonly { label: string; startedMs: number; durationMs: number; mark: Mark }[] };

/** Something a person may press or type next. */
export interface Action {
  /** Verb of the command table or of the thread: again, why, steps, evidence ... */
  id: string;
  label: string;
  /** Run, check or stack that it is about. */
  value: string;
}

/** One message. The same run and slot is the same message: a later reply edits it. */
export interface Reply {
  slot: string;
  /** `asker`: only the person who asked sees it. */
  audience: "everyone" | "asker";
  blocks: readonly Block[];
  actions?: readonly Action[];
}
