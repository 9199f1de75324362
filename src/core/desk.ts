import type { Attachment } from "./chat.ts";
import type { Explanation } from "./explanation.ts";
import type { Escalations, Form } from "./form.ts";
import type { Asked, Conversation, NewTriageJob, QueueHealth, Role } from "./queue.ts";
import type { Reply } from "./reply.ts";
import type { Rehearsal } from "./rehearsal.ts";
import type { ReportedEvidence } from "./reported.ts";
import type { ReportDesk } from "./report.ts";
import type { Result, SavedRun } from "./result.ts";
import type { Store } from "./store.ts";

/** The practice stack, where there is one: only in the terminal and in practice. */
export interface PracticeDesk {
  faults(): readonly { name: string; code: string; title: string }[];
  active(): readonly string[];
  breakWith(name: string): Promise<void>;
  mend(name?: string): Promise<void>;
  /** A fault drawn at random. */
  draw(): string;
}

/** One stack as commands see it. */
export interface StackCard {
  name: string;
  gitlabUrl: string;
  site: string;
  tokenGiven: boolean;
}

/** A text, judged. `answers`: it answers the test of a run, which is judged anew with it. */
export interface JudgedText {
  evidence: ReportedEvidence;
  result: Result;
  answers?: { test: string; saved: SavedRun };
}

/** Everything that a command may use. Commands open nothing themselves. */
export interface Desk {
  stacks: readonly StackCard[];
  /** Queues a question, or joins the run that answers it already. */
  ask(job: NewTriageJob): Promise<Asked>;
  /** Since when nobody is there to answer questions of a site; undefined: somebody is, or nobody can tell. */
  unserved?(site: string): Promise<{ since: number | undefined } | undefined>;
  /** Resolves when what the runs of this process found is remembered, within a moment. */
  settled?(): Promise<void>;
  newRun(): string;
  now(): Date;
  explain(text: string): Explanation;
  /**
   * Judges a pasted text as evidence: by itself, or as the answer to a test that the last run of the conversation asked for. Undefined where
   * nothing in it tells.
   */
  judge?(text: string, last?: { result: Result; saved: SavedRun }): Promise<JudgedText | undefined>;
  redact(text: string): string;
  store: Store;
  queueHealth(): Promise<QueueHealth>;
  /** What the bot is and lacks, for `self`. */
  self(): Promise<readonly { label: string; text: string }[]>;
  practice?: PracticeDesk;
  /** Whom a finding can be handed over to; absent: nobody is configured. */
  escalations?: Escalations;
  /** What an upgrade would meet, on the facts of a run; `problem` where the version cannot be read. */
  rehearse?(result: Result, saved: SavedRun, version: string): Rehearsal | { problem: string };
  /** One archive of a stored run for somebody outside, and what was hidden in it; undefined where the run is gone. */
  handOver?(run: string): Promise<{ file: Attachment; hidden: Readonly<Record<string, number>> } | undefined>;
  /** Reports, for the command of that name. */
  reports?: ReportDesk;
}

/** Who said something, and where. */
export interface Saying {
  text: string;
  person: { id: string; name: string; role: Role; /** IANA name, where the platform tells it. */ timeZone?: string };
  conversation: Conversation;
  /** Stack of the channel, if it has one. */
  channelStack?: string;
  /** Names of those who grant roles, in plain text; few, and none where nobody knows. */
  granters?: () => Promise<readonly string[]>;
  /** Zone of the channel, where its configuration names one. */
  timeZone?: string;
  /** The last run of this conversation: what `why`, `steps` and `again` are about. */
  lastRun?: string;
  /** An earlier process may have begun to answer this, and ended in the middle. */
  again?: boolean;
}

/** What a command answers at once; a queued run answers later under its own id. */
export interface Answer {
  replies: readonly Reply[];
  /** A run whose verdict will come. */
  run?: string;
  /** What that run is about, and whether somebody else asked for it before. */
  asked?: { stack: string; site: string; joined: boolean };
  /** Files that go with the reply that everyone sees. */
  files?: readonly Attachment[];
  /** Questions to ask in a window, where the platform can; otherwise the replies stand for it. */
  form?: Form;
  /** Whether what is said in this thread to nobody is heard from now on. */
  listening?: boolean;
  /** The verdict of an earlier run, decided by this answer: its message is edited. */
  decides?: { run: string; reply: Reply };
  /** The run answers a paste that was already explained: its verdict edits that reply. */
  result?: Result;
  /** Nothing was done: this role is lacking. */
  refused?: Role;
}
