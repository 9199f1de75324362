import type { App, BlockAction, ButtonAction, MessageShortcut, RespondFn, webApi } from "@slack/bolt";
import type { ChannelRule, ChatListener, Kept, Person, Responder } from "../../core/chat.ts";
import { type Form, opensForm } from "../../core/form.ts";
import { openLull } from "../../core/lull.ts";
import type { Conversation } from "../../core/queue.ts";
import { plainOf } from "./escape.ts";
import type { Outbound } from "./outbound.ts";
import type { People } from "./people.ts";
import { viewOf } from "./forms.ts";
import { actionPattern, metadataType, readAction } from "./press.ts";
import { type Aside, directly, openWhispers } from "./whisper.ts";
import { listenToWindows } from "./windows.ts";

type Client = InstanceType<typeof webApi.WebClient>;

export interface InboundOptions {
  client: Client;
  people: People;
  listener: ChatListener;
  bot: { userId: string; botId: string };
  channels: Readonly<Record<string, ChannelRule>>;
  /** Hears of messages of ours that Slack says were posted. */
  posted: Outbound["seen"];
}

/** Whom to speak to after one event, and by which ways. `trigger`: it may open a window. */
export type ResponderOf = (about: Aside & { trigger?: string | undefined }) => Responder;
/** Lets in and answers what somebody did; `respond` and `trigger` while the platform still gives them. */
type Answer = (kept: Kept, more?: { respond?: RespondFn | undefined; trigger?: string }) => Promise<void>;
/** Keeps what is being acknowledged, and answers it once. */
export type Owe = (acknowledged: Promise<void>, what: string, event: string, kept: Kept, more: { respond?: RespondFn | undefined; trigger?: string }) => Promise<void>;
/** The person, or undefined after saying why not. */
export type Admit = (user: string, team: string | undefined, responder: Responder, silent: boolean) => Promise<Person | undefined>;

/** A message event, as far as it is read. */
interface Said {
  channel: string;
  ts: string;
  user?: string;
  team?: string;
  text?: string;
  thread_ts?: string;
  subtype?: string;
  bot_id?: string;
  hidden?: boolean;
  channel_type?: string;
  edited?: unknown;
}

const plainSubtypes = new Set([undefined, "file_share", "thread_broadcast"]);

/**
 * Listens on the app. Every listener acknowledges as its first statement; nothing that takes time comes before. Gives the way to hear again
 * what an earlier process took and never answered.
 */
export function listen(app: App, options: InboundOptions): (kept: Kept) => Promise<void> {
  const { client, people, listener, bot, channels } = options;

  const lull = openLull();

  const whispers = openWhispers(client, listener.trouble);
  const responderOf: ResponderOf = ({ trigger, ...aside }) => ({
    ...(trigger === undefined ? {} : {
      async ask(form: Form) {
        await client.views.open({ trigger_id: trigger, view: viewOf(form, aside.conversation) });
      },
    }),
    whisper: whispers(aside),
  });

  /** The person, or undefined after saying why not. Silence towards bots, and towards everybody who did not ask. */
  const admit: Admit = async (user, team, responder, silent) => {
    const known = await people.know(user, team);
    if (known.kind === "person") return known.person;
    if (!silent && known.reason !== "") await responder.whisper({ slot: "refused", audience: "asker", blocks: [{ kind: "headline", mark: "unknown", text: known.reason }] }).catch((error: unknown) => listener.trouble(`A refusal did not get through: ${String(error)}`));
    return undefined;
  };

  const hear = async (said: Said): Promise<void> => {
    const { channel, ts, user, text = "", thread_ts: thread } = said;
    if (user === undefined || user === bot.userId || said.bot_id !== undefined || said.hidden === true || said.edited !== undefined || !plainSubtypes.has(said.subtype)) return;
    const direct = said.channel_type === "im" || directly(channel);
    const addressed = direct || text.includes(`<@${bot.userId}>`) || text.includes(`<@${bot.userId}|`);
    if (!addressed && channels[channel]?.passive !== true) return;
    const words = plainOf(text, bot.userId).trim();
    if (!addressed && words === "") return;
    // One message may come twice: redelivered, and as a mention besides.
    const event = `m-${channel}-${ts}`;
    const at = direct ? thread : (thread ?? ts);
    const conversation: Conversation = { platform: "slack", channel, message: ts, ...(at === undefined ? {} : { thread: at }) };
    if (addressed) {
      const kept: Kept = { id: `slack-${event}`, user, ...(said.team === undefined ? {} : { team: said.team }), conversation, ...(thread === undefined ? {} : { thread }), text: words, how: "addressed" };
      // Slack may bring the same message twice, long after it was answered: only the first is kept.
      if (!(await listener.first(event))) return;
      void listener.keep?.(kept);
      await lull();
      return answer(kept);
    }
    await lull();
    const responder = responderOf({ conversation, user, thread });
    const person = await admit(user, said.team, responder, true);
    if (person !== undefined) await listener.hear({ text: words, person, conversation, how: "passive", event }, responder);
  };

  const answer: Answer = async (kept, more = {}) => {
    const { id, user, team, conversation, thread } = kept;
    const responder = responderOf({ conversation, user, thread, ...more });
    const person = await admit(user, team, responder, false);
    if (person === undefined) return listener.drop?.(id, true);
    const about = { person, conversation, kept: id };
    if ("pressed" in kept) await listener.press({ ...kept.pressed, ...about }, responder);
    else if ("sent" in kept) await listener.submit({ ...kept.sent, ...about }, responder);
    else await listener.hear({ text: kept.text, how: kept.how, ...about }, responder);
  };

  /** Answers what was acknowledged, once: Slack brings none of it again, so it is kept in the same breath. `event`: its id among all. */
  const owe: Owe = async (acknowledged, what, event, kept, more) => {
    void listener.keep?.(kept);
    // A socket that went away takes the acknowledgement with it; the answer goes on.
    await acknowledged.catch((error: unknown) => listener.trouble(`A ${what} could not be acknowledged: ${String(error)}`));
    await lull();
    if (await listener.first(event)) await answer(kept, more);
    else await listener.drop?.(kept.id, false);
  };

  // Events are acknowledged by the library before their listeners run.
  app.event("app_mention", async ({ event }) => hear(event as Said));
  app.event("message", async ({ event }) => hear(event as Said));

  app.event("message_metadata_posted", async ({ event }) => {
    if (event.metadata.event_type === metadataType && event.bot_id === bot.botId) options.posted({ channel: event.channel_id, id: event.message_ts }, event.metadata.event_payload);
  });

  app.command(/^\/duo/u, async ({ ack, command, respond }) => {
    const acknowledged = ack();
    const event = `c-${command.trigger_id}`;
    await owe(acknowledged, "command", event, { id: `slack-${event}`, user: command.user_id, team: command.team_id, conversation: { platform: "slack", channel: command.channel_id }, text: plainOf(command.text ?? "", bot.userId).trim(), how: "command" }, { respond, trigger: command.trigger_id });
  });

  app.shortcut({ type: "message_action", callback_id: "explain_error" }, async ({ ack, shortcut, respond }) => {
    const acknowledged = ack();
    const picked = shortcut as MessageShortcut;
    const message = picked.message as { ts: string; text?: string; thread_ts?: string };
    const event = `s-${picked.trigger_id}`;
    const team = picked.user.team_id ?? picked.team?.id;
    await owe(acknowledged, "shortcut", event, {
      id: `slack-${event}`, user: picked.user.id, ...(team === undefined ? {} : { team }), conversation: { platform: "slack", channel: picked.channel.id, message: message.ts, thread: message.thread_ts ?? message.ts },
      ...(message.thread_ts === undefined ? {} : { thread: message.thread_ts }), text: plainOf(message.text ?? "", bot.userId), how: "picked",
    }, { respond, trigger: picked.trigger_id });
  });

  app.action(actionPattern, async ({ ack, body, action, respond }) => {
    const acknowledged = ack();
    const pressed = body as BlockAction<ButtonAction>;
    const { action_id: actionId, value = "", action_ts: at } = action as ButtonAction;
    // On the bot's own page there is no channel: what follows belongs into the direct conversation.
    const channel = pressed.channel?.id ?? (pressed.container as { channel_id?: string }).channel_id ?? pressed.user.id;
    const message = (pressed.message ?? {}) as { ts?: string; thread_ts?: string };
    // What one person alone sees has no thread of its own.
    const thread = message.thread_ts ?? message.ts ?? (pressed.container as { thread_ts?: string }).thread_ts;
    const event = `a-${pressed.user.id}-${at}`;
    // An id of another version is the house's to answer: it offers to ask again.
    const named = readAction(actionId) ?? actionId.split(":")[1] ?? "unknown";
    const kept: Kept = {
      id: `slack-${event}`, user: pressed.user.id, ...(pressed.user.team_id === undefined ? {} : { team: pressed.user.team_id }), conversation: { platform: "slack", channel, ...(thread === undefined ? {} : { thread }) },
      ...(message.thread_ts === undefined ? {} : { thread: message.thread_ts }), pressed: { action: named, value },
    };
    const more = { respond: pressed.response_url === undefined ? undefined : respond, trigger: pressed.trigger_id };
    if (!opensForm(named)) return owe(acknowledged, "button", event, kept, more);
    // A window opens within three seconds or never: its person sees that, and presses again.
    await acknowledged.catch((error: unknown) => listener.trouble(`A button could not be acknowledged: ${String(error)}`));
    if (await listener.first(event)) await answer(kept, more);
  });

  listenToWindows(app, { client, listener, admit, owe });

  app.error(async (error) => listener.trouble(`Slack: ${error.message}`));
  return (kept) => answer(kept);
}
