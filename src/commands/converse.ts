import type { ChannelRule, ChatAdapter, ChatListener, Heard, MessageId, Person, PostRequest, Press, Sent, Responder } from "../core/chat.ts";
import type { Answer, Desk, Saying } from "../core/desk.ts";
import { opensForm } from "../core/form.ts";
import { type AccessRules, type Conversation, type Handlers, type Posted, type Role, runIdSchema } from "../core/queue.ts";
import type { Reply } from "../core/reply.ts";
import { sayError } from "../core/text.ts";
import { sayRotate } from "../replies/explanation.ts";
import { roleOf } from "./access.ts";
import { note, whoGrants } from "./command.ts";
import { conversationKey, openMemory } from "./conversation-memory.ts";
import { createDelivery } from "./deliver-answer.ts";
import { explainPaste } from "./explain.ts";
import { type Following, followingId, messageOf, openFollowings, suffixOf } from "./following.ts";
import { beforeVerdict, type FollowDesk, openTurns } from "./follow-run.ts";
import { openFollowers } from "./followers.ts";
import { joinReplies } from "./join-replies.ts";
import { answerForm, formProblems } from "./forms.ts";
import { sayHome } from "./home.ts";
import { answerPress, runOfPress } from "./press.ts";
import { openRecorder } from "./recorder.ts";
import { answerLine } from "./table.ts";
import { openTaken, type Owed, sameRun } from "./taken.ts";

export interface ConversationOptions {
  desk: Desk;
  queues: FollowDesk["queues"];
  adapters: readonly ChatAdapter[];
  /** Channels of a platform by id, as configured. */
  channels(platform: string): Readonly<Record<string, ChannelRule>>;
  roles: AccessRules | undefined;
  trouble(message: string): void;
  /** Least time between two edits of one message, ms. */
  editEveryMs?: number;
  /** After this a question that a process took and never answered is answered by another, and what it followed is followed by another, ms. */
  leftMs?: number;
}

export interface Conversations {
  listener(platform: string): ChatListener;
  /** For `queues.startWorkers`. */
  delivery: NonNullable<Handlers["delivery"]>;
  /** Begins to follow on with the runs of processes that have ended, now and as long as this one lives; a store that is away is asked again. Never throws. */
  resume(): Promise<void>;
  close(): void;
}

const doubleClickMs = 3_000;
// A window that was closed by mistake may be opened again at once.
const doubleWindowMs = 700;
const firstMs = 1_500;

/** Everything between the chat platforms and the commands: who may, what about, which message, whose run. */
export function openConversations(options: ConversationOptions): Conversations {
  const { desk, adapters, trouble } = options;
  const ledger = desk.store.deliveries;
  const followings = openFollowings(desk.store);
  const memory = openMemory(desk.store, desk.now);
  const recorder = openRecorder(desk, trouble);
  const adapter = (platform: string): ChatAdapter | undefined => adapters.find((one) => one.platform === platform);
  const followDesk: FollowDesk = { adapter, queues: options.queues, store: desk.store, ledger, followings, trouble, editEveryMs: options.editEveryMs ?? 1_700, unserved: desk.unserved, turn: openTurns() };
  const taken = openTaken({ store: desk.store, adapter, redact: desk.redact, now: () => desk.now().getTime(), trouble, ...(options.leftMs === undefined ? {} : { leftMs: options.leftMs }) });
  const followers = openFollowers({ desk: followDesk, store: desk.store, now: () => desk.now().getTime(), ...(options.leftMs === undefined ? {} : { holdsMs: options.leftMs }) });
  const heardHere = new Map<string, number>();

  const stackOf = (conversation: Conversation): string | undefined => options.channels(conversation.platform)[conversation.channel]?.stack;

  /** The stacks that a line is about, for rules that hold for some stacks only. */
  async function stacksMeant(text: string, conversation: Conversation, lastRun: string | undefined): Promise<string[]> {
    const names = desk.stacks.map((stack) => stack.name);
    const words = new Set(text.split(/\s+/u, 200));
    const said = names.filter((name) => words.has(name));
    const last = lastRun === undefined ? undefined : (await desk.store.runs.get(lastRun))?.stack;
    const standing = stackOf(conversation) ?? (names.length === 1 ? names[0] : undefined);
    const meant = said.length > 0 ? said : standing === undefined ? names : [standing];
    return last === undefined ? meant : [...new Set([...meant, last])];
  }

  async function sayingOf(text: string, person: Person, conversation: Conversation, lastRun: string | undefined): Promise<Saying | undefined> {
    const role = roleOf(options.roles, person, conversation.channel, await stacksMeant(text, conversation, lastRun));
    return role === undefined ? undefined : sayingAs(role, text, person, conversation, lastRun);
  }

  function sayingAs(role: Role, text: string, person: Person, conversation: Conversation, lastRun: string | undefined): Saying {
    const channelStack = stackOf(conversation);
    const { timeZone } = options.channels(conversation.platform)[conversation.channel] ?? {};
    return { ...(timeZone === undefined ? {} : { timeZone }), text, person: { id: person.id, name: person.name, role, ...(person.timeZone === undefined ? {} : { timeZone: person.timeZone }) }, conversation, granters: () => grantersOf(conversation.platform), ...(channelStack === undefined ? {} : { channelStack }), ...(lastRun === undefined ? {} : { lastRun }) };
  }

  /** Names of those who may change roles, as far as the platform tells them. */
  async function grantersOf(platform: string): Promise<readonly string[]> {
    const chat = adapter(platform);
    const names = await Promise.all((options.roles?.admin.users ?? []).slice(0, 3).map(async (id) => chat?.nameOf?.(id).catch(() => undefined)));
    return names.filter((name) => name !== undefined);
  }

  /** Where something about a run belongs: the thread of its message, where that stands in this channel. */
  async function placeOf(run: string | undefined, conversation: Conversation): Promise<Conversation> {
    if (run === undefined || !runIdSchema.safeParse(run).success) return conversation;
    for (const suffix of ["", suffixOf(conversation), suffixOf({ platform: conversation.platform, channel: conversation.channel })]) {
      const message = messageOf(await ledger.message(run, `parent${suffix}`));
      if (message?.thread === undefined || (message.channel !== conversation.channel && message.channel !== conversation.thread)) continue;
      return { platform: conversation.platform, channel: conversation.channel, thread: message.thread, message: message.id };
    }
    return conversation;
  }

  async function answer(heard: Heard, responder: Responder): Promise<void> {
    const { conversation, person, how } = heard;
    const owed = taken.of(heard.kept);
    const talk = await memory.of(conversation);
    if (how === "passive" && talk?.deaf === true) return;
    const saying = await sayingOf(heard.text, person, conversation, talk?.run);
    if (saying === undefined) return how === "passive" ? undefined : refuse(person, conversation, "speak", responder);
    if (how === "passive" || how === "picked") {
      const explanation = desk.explain(heard.text);
      const known = explanation.symptoms.length + explanation.causes.length > 0 || /\[test [a-z0-9-]{3,60}\]/u.test(heard.text);
      if (how === "passive" && !known) return explanation.secrets.length === 0 ? undefined : whisper(sayRotate(explanation.secrets), responder);
      if (heard.event !== undefined && !(await first(conversation.platform, heard.event))) return;
      // The same code once more in a thread is no new question.
      if (how === "passive" && explanation.reported.length > 0 && explanation.reported.every((code) => talk?.codes.includes(code))) return;
      await memory.note(conversation, { codes: explanation.reported });
      return bringOut(await explainPaste(heard.text, saying, sameRun(desk, owed?.run)), saying, responder, (said) => recorder.line(heard.text, how, saying, said), owed);
    }
    const said = await answerLine({ ...saying, text: `duo ${heard.text.trim()}` }, sameRun(desk, owed?.run));
    if (said.replies.some((reply) => reply.slot === "explanation")) await memory.note(conversation, { codes: desk.explain(heard.text).reported });
    return bringOut(said, saying, responder, () => recorder.line(heard.text, how, saying, said), owed);
  }

  /** Brings out an answer: what is for the asker alone by whisper, the rest as one message, which a run goes on to edit. */
  async function bringOut(said: Answer, saying: Saying, responder: Responder, record: (said: Answer) => Promise<void>, owed?: Owed): Promise<void> {
    // A store that is slow keeps nobody waiting for the answer.
    const recorded = record(said);
    await show(said, saying, responder, owed);
    await recorded;
  }

  async function show(said: Answer, saying: Saying, responder: Responder, owed: Owed | undefined): Promise<void> {
    if (said.listening !== undefined) await memory.note(saying.conversation, { deaf: !said.listening });
    if (said.form !== undefined && responder.ask !== undefined) {
      const asked = await responder.ask(said.form).then(() => true, (error: unknown) => trouble(`A window did not open: ${sayError(error)}`));
      if (asked === true) return;
    }
    const open = said.replies.filter((reply) => reply.audience === "everyone");
    if (said.run !== undefined) await beginRun(said, said.run, open, saying, responder);
    else if (open.length > 0) {
      const posted = await put({ run: owed?.run ?? desk.newRun(), slot: open[0]?.slot ?? "answer", conversation: saying.conversation, reply: joinReplies(open), uncertain: owed?.again ?? false, ...(said.files === undefined ? {} : { files: said.files }) }, responder);
      if (posted.kind !== "posted") await whisper(joinReplies(open), responder);
      else if (posted.lacks !== undefined) await whisper(note(posted.lacks, "warn").replies[0] as Reply, responder);
    }
    if (said.decides !== undefined) await editVerdict(said.decides, saying.conversation);
    for (const reply of said.replies) if (reply.audience === "asker") await whisper(reply, responder);
  }

  /** A verdict that an answer in its thread has decided: its own message says so. Where that message is not found, the answer stands alone. */
  async function editVerdict({ run, reply }: NonNullable<Answer["decides"]>, conversation: Conversation): Promise<void> {
    const place = await placeOf(run, conversation);
    const chat = adapter(conversation.platform);
    if (place.message === undefined || chat === undefined) return;
    await chat.post({ run, slot: reply.slot, conversation: place, reply, edit: { channel: place.channel, id: place.message, ...(place.thread === undefined ? {} : { thread: place.thread }) }, uncertain: false }).catch((error: unknown) => trouble(`A verdict was not edited: ${sayError(error)}`));
  }

  async function beginRun(said: Answer, run: string, open: readonly Reply[], saying: Saying, responder: Responder): Promise<void> {
    const { conversation } = saying;
    const about = said.asked ?? { stack: "", site: "default", joined: false };
    const first = about.joined ? await followings.get(followingId({ run, suffix: "" })) : undefined;
    const here = first !== undefined && conversationKey(first.conversation) === conversationKey(conversation);
    const suffix = about.joined && !here ? suffixOf(conversation) : "";
    const verdict = open.find((reply) => reply.slot === "verdict");
    const preface = open.filter((reply) => reply.slot !== "verdict");
    const known = here || (suffix !== "" && (await followings.get(followingId({ run, suffix }))) !== undefined);
    if (known) return verdict === undefined ? undefined : whisper(joinReplies(open), responder);
    const following = followers.own({ run, suffix, stack: about.stack, site: about.site, conversation, ended: false, at: desk.now().getTime(), ...(preface.length === 0 ? {} : { preface: preface.flatMap((reply) => [...reply.blocks]) }) });
    await followings.put(followingId(following), following);
    await memory.note(conversation, { run });
    const posted = await putParent(following, joinReplies([...preface, ...(verdict === undefined ? [] : [verdict])], "verdict"), saying.person.id, responder);
    if (posted?.kind !== "undeliverable") return followers.follow(following);
    await whisper({ slot: "verdict", audience: "asker", blocks: [...(verdict?.blocks ?? []), { kind: "note", text: `Only you see this: ${posted.reason}` }] }, responder);
    followers.follow(following, (reply) => responder.whisper(reply));
  }

  /** Posts the message that progress and verdict will edit, unless the verdict was faster and stands there already. */
  async function putParent(following: Following, reply: Reply, waits: string, responder: Responder): Promise<Posted | undefined> {
    const { run, suffix, conversation } = following;
    const slot = `parent${suffix}`;
    const claim = await ledger.claim(run, slot, 20_000);
    const { promised } = responder;
    if (claim.kind !== "claimed") {
      // The one who claimed it died before it could write down which message that is, or says the same in a moment.
      if (claim.kind === "busy" && promised !== undefined) await ledger.delivered(run, slot, promised.message);
      if (claim.kind === "busy" || messageOf(claim)?.id === promised?.message.id) promised?.keep();
      return undefined;
    }
    let posted: Posted;
    try {
      posted = await put({ run, slot: `verdict${suffix}`, conversation, reply, waits, uncertain: claim.uncertain, held: async (work) => beforeVerdict(following, ledger, work) }, responder);
    } catch (error) {
      // It may stand there: the verdict's delivery looks for it.
      await ledger.release(run, slot, false);
      trouble(`The first message of run ${run} may not be out: ${sayError(error)}`);
      return undefined;
    }
    const message: MessageId | undefined = posted.kind === "posted" ? messageOf({ message: posted.message }) : undefined;
    if (message === undefined) await ledger.release(run, slot, true);
    else {
      await ledger.delivered(run, slot, message);
      await memory.note({ platform: conversation.platform, channel: message.channel, ...(message.thread === undefined ? {} : { thread: message.thread }) }, { run, codes: (await memory.of(conversation))?.codes ?? [] });
    }
    return posted;
  }

  /** Posts now; a platform that asks for a moment gets it, within reason. */
  async function put(request: PostRequest, responder: Responder): Promise<Posted> {
    const chat = adapter(request.conversation.platform);
    const post = responder.say?.bind(responder) ?? ((one: PostRequest): Promise<Posted> => chat?.post(one) ?? Promise.resolve({ kind: "undeliverable", reason: "This chat is not connected" }));
    for (let attempt = 1; ; attempt += 1) {
      const posted = await post(request);
      if (posted.kind !== "later" || attempt === 3 || posted.afterMs > 10_000) return posted;
      await new Promise((resolve) => setTimeout(resolve, posted.afterMs));
    }
  }

  async function whisper(reply: Reply, responder: Responder): Promise<void> {
    await responder.whisper(reply).catch((error: unknown) => trouble(`An answer to one person did not get through: ${sayError(error)}`));
  }

  async function press(pressed: Press, responder: Responder): Promise<void> {
    if (!firstHere(`press/${pressed.person.id}/${pressed.action}/${pressed.value}`, opensForm(pressed.action) ? doubleWindowMs : doubleClickMs)) return;
    const about = runOfPress(pressed);
    const conversation = await placeOf(about, pressed.conversation);
    const saying = await sayingOf(pressed.action === "check" ? pressed.value : "", pressed.person, conversation, about);
    if (saying === undefined) return refuse(pressed.person, conversation, `press ${pressed.action}`, responder);
    const owed = taken.of(pressed.kept);
    return bringOut(await answerPress(pressed, saying, sameRun(desk, owed?.run)), saying, responder, (said) => recorder.pressed(pressed, about, saying, said), owed);
  }

  async function submit(sent: Sent, responder: Responder): Promise<void> {
    const about = sent.value === "-" ? undefined : sent.value;
    const conversation = await placeOf(about, sent.conversation);
    const saying = await sayingOf(sent.fields["stack"] ?? "", sent.person, conversation, about);
    if (saying === undefined) return refuse(sent.person, conversation, `submit ${sent.form}`, responder);
    const owed = taken.of(sent.kept);
    return bringOut(await answerForm(sent, { ...saying, again: owed?.again ?? false }, sameRun(desk, owed?.run)), saying, responder, (said) => recorder.submitted(sent, saying, said), owed);
  }

  async function refuse(person: Person, conversation: Conversation, what: string, responder: Responder): Promise<void> {
    await Promise.all([whisper(await refusal(conversation), responder), recorder.stranger(person, conversation, what)]);
  }

  async function refusal({ platform }: Conversation): Promise<Reply> {
    return { slot: "refused", audience: "asker", blocks: [{ kind: "headline", mark: "unknown", text: `You have no role in duo-triage here: this needs the role viewer. ${whoGrants(await grantersOf(platform))}` }] };
  }

  function firstHere(id: string, forMs: number): boolean {
    const now = Date.now();
    if (heardHere.size > 5_000) for (const [old, until] of heardHere) if (until < now) heardHere.delete(old);
    if ((heardHere.get(id) ?? 0) > now) return false;
    heardHere.set(id, now + forMs);
    return true;
  }

  async function first(platform: string, id: string): Promise<boolean> {
    if (!firstHere(`${platform}/${id}`, 15 * 60_000)) return false;
    try {
      // The same event may reach another process, or this one again after a restart. A store that is slow keeps nobody unheard.
      const claim = await Promise.race([ledger.claim(`heard.${platform}`, id.replace(/[^A-Za-z0-9._-]/gu, "_").slice(0, 64), 15 * 60_000), new Promise<undefined>((resolve) => void setTimeout(resolve, firstMs, undefined).unref())]);
      return claim === undefined || (claim.kind === "claimed" && !claim.uncertain);
    } catch {
      return true;
    }
  }

  /** Trouble of our own is said to the person and to the log; nothing is thrown into a platform's library. */
  async function guarded(act: () => Promise<void>, responder: Responder, silent: boolean): Promise<void> {
    try {
      await act();
    } catch (error) {
      trouble(`An answer failed: ${sayError(error)}`);
      if (!silent) await whisper(note("duo-triage itself failed on this; its store or queue may be away. Try again in a minute.", "unknown").replies[0] as Reply, responder);
    }
  }

  /** The same for what may have been kept. Where its answer takes time and nothing could be written down, the person is told. */
  const owing = (kept: string | undefined, act: () => Promise<void>, responder: Responder, silent = false): Promise<void> =>
    taken.answer(kept, () => guarded(act, responder, silent), () => void whisper(note("This is being worked on, but it could not be written down: duo-triage's store does not answer. If no answer comes within a minute, ask again.", "warn").replies[0] as Reply, responder));

  return {
    listener: (platform) => ({
      first: (id) => first(platform, id),
      keep: taken.keep,
      drop: taken.drop,
      hear: (heard, responder) => owing(heard.kept, () => answer(heard, responder), responder, heard.how === "passive"),
      press: (pressed, responder) => owing(pressed.kept, () => press(pressed, responder), responder),
      problems: (submitted) => formProblems(submitted, desk),
      submit: (sent, responder) => owing(sent.kept, () => submit(sent, responder), responder),
      home: async (person) => sayHome(desk, desk.stacks.filter(({ name }) => roleOf(options.roles, person, "", [name]) !== undefined)),
      trouble,
    }),
    delivery: createDelivery({ adapter, ledger, followings, memory, now: desk.now }),
    async resume() {
      taken.start();
      await followers.start();
    },
    close: () => {
      taken.close();
      followers.close();
    },
  };
}
