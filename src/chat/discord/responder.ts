import type { Responder } from "../../core/chat.ts";
import type { Conversation } from "../../core/queue.ts";
import type { Reply } from "../../core/reply.ts";
import { idOf, type Poster } from "./poster.ts";
import { renderReply } from "./render.ts";
import { modalOf } from "./forms.ts";
import type { Right, Tokens } from "./tokens.ts";

export interface Promised {
  right: Right;
  poster: Poster;
  tokens: Tokens;
  conversation: Conversation;
  /** The message that stands there as "thinking". */
  promised?: string;
  /** The interaction had expired before it was answered: everything goes by the bot's token. */
  late: boolean;
  quiet: boolean;
  /** Reaches the person without the interaction. */
  direct(reply: Reply): Promise<void>;
  /** What a placeholder for the asker says at last when nothing was whispered. */
  closing?: string;
  /** An earlier process was promised it, and may have said something there. */
  again?: boolean;
}

/** The responder of one interaction, and what becomes of its placeholder at the end: said, whispered, or taken back. */
export function responderFor({ right, poster, tokens, conversation, promised, late, quiet, direct, closing, again = false }: Promised): { responder: Responder; settle(): Promise<void> } {
  const spot = promised === undefined ? undefined : { channel: conversation.thread ?? conversation.channel, message: promised };
  let open = !late;
  if (spot !== undefined && !quiet) poster.promised(spot, right);
  const whisper = async (reply: Reply): Promise<void> => {
    if (late || !tokens.fresh(right)) return direct(reply);
    const message = renderReply(reply);
    if (open && quiet) {
      open = false;
      const filled = await tokens.fill(right, { channel: conversation.channel, message: promised ?? "" }, message);
      if (filled.kind !== "sent") throw new Error("reason" in filled ? filled.reason : "the answer's place is gone");
      return;
    }
    // A follow-up would fill in the placeholder, in front of everybody.
    if (open) {
      open = false;
      await tokens.withdraw(right);
    }
    await tokens.whisper(right, message);
  };
  const say: Responder["say"] = async (request) => {
    if (!open || quiet || spot === undefined || late) return poster.post(request);
    const posted = await poster.say(request, spot);
    // A placeholder that could not be filled in stays promised: the next attempt takes it, or the end withdraws it.
    if (posted.kind === "posted") open = false;
    return posted;
  };
  return {
    responder: { whisper, say, ...(again && spot !== undefined && !quiet ? { promised: { message: idOf(spot, conversation), keep: () => { open = false; } } } : {}) },
    async settle() {
      if (!open) return;
      open = false;
      if (again && !quiet && (await tokens.promised(right))?.empty !== true) return;
      if (quiet && closing !== undefined) await tokens.fill(right, { channel: conversation.channel, message: promised ?? "" }, renderReply({ slot: "closing", audience: "asker", blocks: [{ kind: "note", text: closing }] }));
      else await tokens.withdraw(right);
    },
  };
}

/** How long a press waits for its window before it is acknowledged without one, ms: Discord waits three seconds. */
const windowMs = 1_700;

/**
 * The responder of a press that opens a window: the window itself is the acknowledgement, so nothing is acknowledged before. Where the house
 * takes long, or says something else, the press is acknowledged for the person alone.
 */
export function responderForWindow({ right, tokens, place, direct }: { right: Right; tokens: Tokens; place: string; direct(reply: Reply): Promise<void> }): { responder: Responder; settle(): Promise<void> } {
  let acknowledging: ReturnType<Tokens["acknowledge"]> | undefined;
  let open = false;
  let opened = false;
  const acknowledge = (): ReturnType<Tokens["acknowledge"]> => {
    clearTimeout(timer);
    open = acknowledging === undefined || open;
    return (acknowledging ??= tokens.acknowledge(right, "asker"));
  };
  const timer = setTimeout(() => void acknowledge(), windowMs);
  const responder: Responder = {
    async ask(form) {
      const modal = modalOf(form);
      if (acknowledging !== undefined || opened) throw new Error("Discord takes a window only as the first answer");
      if (modal === undefined) throw new Error("what the window is about is too long for Discord");
      opened = true;
      clearTimeout(timer);
      await tokens.open(right, modal);
    },
    async whisper(reply) {
      if (opened) return tokens.whisper(right, renderReply(reply)).catch(() => direct(reply));
      const acknowledged = await acknowledge();
      if (acknowledged.kind !== "ok") return direct(reply);
      if (!open) return tokens.whisper(right, renderReply(reply));
      open = false;
      const filled = await tokens.fill(right, { channel: place, message: "" }, renderReply(reply));
      if (filled.kind !== "sent") throw new Error("reason" in filled ? filled.reason : "the answer's place is gone");
    },
  };
  return {
    responder,
    async settle() {
      clearTimeout(timer);
      if (opened) return;
      if (acknowledging === undefined) return void (await tokens.acknowledge(right, "press"));
      if ((await acknowledging).kind === "ok" && open) await tokens.withdraw(right);
      open = false;
    },
  };
}
