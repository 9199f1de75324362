import type { Form, Submitted } from "./form.ts";
import type { Picture } from "./picture.ts";
import type { Conversation, Posted } from "./queue.ts";
import type { Reply } from "./reply.ts";

/**
 * The port between the chat platforms and the commands. An adapter gives what people say or press to `ChatListener`, and brings messages out with `post`.
 * What to answer, which message to edit, who may do what and whose run it is are decided once, for all platforms, behind `ChatListener`.
 */

/** The identity of a posted message, kept as JSON with the run. */
export interface MessageId {
  channel: string;
  id: string;
  /** The thread that answers to this message belong in; absent where the platform opens one on demand. */
  thread?: string;
}

/** A file beside a message. */
export interface Attachment {
  /** File name with its ending. */
  name: string;
  title: string;
  content: string | Uint8Array;
}

/** One message to bring out. The same run and slot is the same message, however often it is asked for. */
export interface PostRequest {
  run: string;
  slot: string;
  conversation: Conversation;
  reply: Reply;
  /** Edit this message in place. One that somebody deleted is posted anew. */
  edit?: MessageId;
  /** Post into the thread of this message. Without `edit` and `under`: into the conversation itself (its thread, if it has one). */
  under?: MessageId;
  /** With `under`: shown in the channel as well, because everybody there must hear of it. */
  broadcast?: boolean;
  /** An earlier attempt may have posted it: look before posting again. */
  uncertain: boolean;
  /** A picture of progress, outdated in two seconds: try once, and post nothing anew. */
  passing?: boolean;
  /** What the reply's `path` and `day` blocks show, painted. Where it is missing these blocks are told as text. */
  pictures?: readonly Picture[];
  /** All that the answer rests on as a file, asked for when the reply is too long for a message; undefined: its plain text has to do. */
  whole?(): Promise<Attachment | undefined>;
  /** Files that belong to it: they go into its thread, or beside it where the platform has none for files. */
  files?: readonly Attachment[];
  /** How far the run is, and the fact that was seen last. */
  progress?: { done: number; total: number; at?: string };
  /** Does what may be done later with a first text, unless the verdict was faster, or is on its way. */
  held?(work: () => Promise<void>): Promise<void>;
  /** The first of a message that progress and verdict will fill in: id of the person who waits for it. */
  waits?: string;
  signal?: AbortSignal;
}

/** A person as the platform knows them. */
export interface Person {
  id: string;
  /** Shown in plain text, never mentioned. */
  name: string;
  /** Ids of the user groups (Slack) or roles (Discord) that the person is in. */
  groups: readonly string[];
  /** Where the platform tells it: an IANA name. */
  timeZone?: string;
}

/** Something that was said to the bot, or in a channel where it listens. Text is plain: the platform's escapes are undone. */
export interface Heard {
  text: string;
  person: Person;
  /** Where the answer goes. */
  conversation: Conversation;
  /**
   * `command`: with a slash; `addressed`: a mention or a direct message; `picked`: a message that a person chose to have explained;
   * `passive`: said to nobody, answered only when it holds a code or line that is known.
   */
  how: "command" | "addressed" | "picked" | "passive";
  /**
   * Id of the event, where the adapter has not asked `first` itself: a channel's small talk is not worth a record, so `ChatListener` asks when
   * it knows that it will answer.
   */
  event?: string;
  /** Id under which it was kept; see `ChatListener.keep`. */
  kept?: string;
}

/** Something that was acknowledged and is not answered yet: words, a button, or a window that was sent off. */
export type Kept = {
  /** Of the event; the same whenever the platform brings it. */
  id: string;
  user: string;
  team?: string;
  /** The installation that it came to, where a platform has several. */
  workspace?: string;
  conversation: Conversation;
  /** The thread that it stood in itself: there its person sees what is said to them alone. */
  thread?: string;
  /** What its platform needs to answer in the place that it was promised; sealed, so that nobody else can answer there. */
  sealed?: string;
} & ({ text: string; how: Heard["how"] } | { pressed: Pick<Press, "action" | "value"> } | { sent: Submitted });

/** A button that was pressed. `action` and `value` are those of the reply's `Action`, also when it was posted by an earlier process. */
export interface Press {
  action: string;
  value: string;
  person: Person;
  conversation: Conversation;
  /** Id under which it was kept; see `ChatListener.keep`. */
  kept?: string;
}

/** How to answer one event beside `post`: by its response address or interaction token. Lives as long as that does. */
export interface Responder {
  /** Shows a reply to the person alone; tries its best, and rejects when it could not. */
  whisper(reply: Reply): Promise<void>;
  /** Brings out the first message that everyone sees, where the platform has promised one already (a deferred interaction). Default: `post`. */
  say?(request: PostRequest): Promise<Posted>;
  /**
   * The message that an earlier process was promised for this: it may say something already. Where nothing is said in it now it is taken back
   * at the end, unless `keep` is called: something else will stand in it.
   */
  promised?: { message: MessageId; keep(): void };
  /** Asks in a window; rejects when the platform no longer lets it. Absent where this event cannot open one. */
  ask?(form: Form): Promise<void>;
}

/** A form that somebody sent off. */
export interface Sent extends Submitted {
  person: Person;
  conversation: Conversation;
  /** Id under which it was kept; see `ChatListener.keep`. */
  kept?: string;
}

/** What an adapter hands its events to. No method rejects; all may take as long as the store and the queue need, so acknowledge first. */
export interface ChatListener {
  /** True for the first who asks with this id (of an event or message), in any process; a redelivered event gets false. */
  first(id: string): Promise<boolean>;
  /**
   * Keeps what a platform will not bring again, from its acknowledgement until it is answered: if this process dies in between, another one
   * answers it (`ChatAdapter.again`). Begins to write at once; called beside the acknowledgement, not before it, and not waited for: where
   * it cannot be written down, `hear`, `press` and `submit` tell the person so. Never rejects.
   */
  keep?(kept: Kept): Promise<void>;
  /** What was kept is not answered here. `over`: its person was told why, so it is owed nothing more; otherwise another process has it. */
  drop?(id: string, over: boolean): Promise<void>;
  hear(heard: Heard, responder: Responder): Promise<void>;
  press(press: Press, responder: Responder): Promise<void>;
  /** What is wrong with the answers of a form, by field; at once, since a platform shows it in the window. Empty: `submit` takes them. */
  problems(submitted: Submitted): Readonly<Record<string, string>>;
  submit(sent: Sent, responder: Responder): Promise<void>;
  /** Somebody opens the bot's own page: what stands there for them. Undefined for people without a role. */
  home(person: Person): Promise<Reply | undefined>;
  /** A sentence about something that nobody in a chat waits for: a lost socket, a missing scope. */
  trouble(message: string): void;
}

export interface ChatHealth {
  platform: string;
  state: "starting" | "connected" | "disconnected" | "stopped";
  /** ms since 1970 of the last change of state. */
  since: number;
  /** What is lacking or broken, one sentence each: a scope, an intent, a token. */
  problems: readonly string[];
}

export interface ChatAdapter {
  /** As in `Conversation.platform`. */
  platform: string;
  /** Connects, and resolves when events arrive; a platform that is away is tried again in the background. Rejects for what only a person can mend. */
  start(listener: ChatListener): Promise<void>;
  /** Brings out one message; `message` of a posted one is a `MessageId`. Throws when it cannot tell whether it was posted. */
  post(request: PostRequest): Promise<Posted>;
  health(): ChatHealth;
  close(): Promise<void>;
  /** The name of somebody by id, for plain text; undefined where the platform does not tell. */
  nameOf?(person: string): Promise<string | undefined>;
  /** Hears what an earlier process took and never answered; it comes through `ChatListener` once more. */
  again?(kept: Kept): Promise<void>;
  /** A message has no thread here: what would stand in one is told when somebody asks. */
  flat?: boolean;
  /** Every message costs one of few calls here: what belongs below a verdict comes as one. */
  brief?: boolean;
}

/** What chat platforms know about a channel. */
export interface ChannelRule {
  stack?: string;
  /** Answers known codes and lines without being asked. */
  passive: boolean;
  timeZone?: string;
}
