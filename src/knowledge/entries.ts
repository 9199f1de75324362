import type { CommandPlace } from "../core/deployment.ts";
import type { Hop, Severity } from "../core/hop.ts";
import type { RemedyStep } from "../core/rule.ts";

/** What it takes to see a thing: nothing, a GitLab token, an administrator's, reach to the model, a shell, or a log. */
export type Vantage = "none" | "user" | "admin" | "model" | "gateway" | "gitlab-exec" | "log";

/** One plain step that narrows a symptom down; `{names}` are filled with the stack's own. */
export interface Look {
  from: Vantage;
  do: string;
  /** How to read what is seen. */
  reading?: string;
}

/** Something that people paste: a code, a message, a body, a log line, the output of a tool. */
export interface Symptom {
  /** The code itself (`A1003`) or a stable kebab-case name. */
  id: string;
  kind: "code" | "message" | "http-body" | "log-line" | "tool-output";
  /** Where people find it. */
  seenIn: string;
  /** What it means, in one or two sentences. */
  says: string;
  /** Only wraps a more telling text, and yields to it. */
  frame?: boolean;
  /** Suspected causes, most likely first; never a verdict. Empty: a sign of health, or explained by no cause. */
  pointsTo: readonly string[];
  /** Its suspects do not count where one of these, which tell more, stands in the paste. */
  yieldsTo?: readonly string[];
  /** Suspects instead of `pointsTo` where the matched text holds this, lower-cased. */
  narrows?: readonly { text: string; pointsTo: readonly string[] }[];
  /** Cheapest first; a string is the id of a shared look. */
  firstLook: readonly (string | Look)[];
  /** The wrong conclusion that people draw from it. */
  neverMeans?: string;
  /** The link from text to cause is inferred, not seen. */
  unverified?: boolean;
  /** Named groups of the patterns, and what they hold. */
  captures?: Readonly<Record<string, string>>;
  /** Patterns for flags `iu`, bounded; at least one text of `needs` stands in everything that matches. */
  patterns: readonly { source: string; needs: readonly string[] }[];
}

/** A result of an official tool that misleads. */
export interface FalseAlarm {
  id: string;
  tool: string;
  versions: string;
  /** Says broken and is fine; says fine and proves less; broken, but elsewhere; may be either. */
  direction: "false-red" | "false-green" | "wrong-blame" | "ambiguous";
  /** What the tool prints or does. */
  shows: string;
  truth: string;
  /** All of these must hold before the result may be called a false alarm. */
  when: readonly { from: Vantage; see: string }[];
  /** What to say instead. */
  sentence: string;
  /** Causes to look for although the alarm is known. */
  neverSuppress: readonly string[];
  /** Symptoms whose text shows it. */
  symptoms: readonly string[];
  /** Where given, one of these must stand in the paste too, lower-cased. */
  text?: readonly string[];
}

/** Causes that the same evidence fits. */
export interface LookAlike {
  id: string;
  codes: readonly string[];
  /** Why they look the same. */
  because: string;
  /** Ids of tests, best first. */
  tests: readonly string[];
}

/** A test that tells look-alikes apart. */
export interface Separator {
  from: Vantage;
  do: string;
  where: string;
  command?: string;
  /** Where the command is run, if it names no container and differs by how that place is installed. */
  inside?: CommandPlace;
  outcomes: readonly { sees: string; means: readonly string[] }[];
}

/** One cause of the catalogue, without its proof. */
export interface CauseEntry {
  code: string;
  name: string;
  /** One sentence with `{placeholders}`. */
  title: string;
  hop: Hop;
  severity: Severity;
  breaks: readonly string[];
  /** Codes that users see while it holds. */
  explains: readonly string[];
  /** The best that can be said without a foothold, with an administrator's token; `group`: one of several that look the same. */
  outside: "proven" | "likely" | "group" | "no";
  /** The same where the worker also reaches the model endpoint. */
  outsideWithModel?: "proven" | "likely";
  /** Releases that can have it, where not all. */
  versions?: string;
  remedy: readonly RemedyStep[];
}
