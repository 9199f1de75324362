import type { RespondFn, webApi } from "@slack/bolt";
import type { Responder } from "../../core/chat.ts";
import type { Conversation } from "../../core/queue.ts";
import { openFiles } from "./files.ts";
import { limits } from "./limits.ts";
import { asWritten } from "./outbound.ts";
import { type Message, renderReply } from "./render.ts";

type Client = InstanceType<typeof webApi.WebClient>;

/** Whom to speak to and where. `respond`: the response address, while Slack still gives one. `thread`: where the event stood in one. */
export interface Aside {
  conversation: Conversation;
  user: string;
  respond?: RespondFn | undefined;
  thread?: string | undefined;
}

/** A direct conversation, by its own id or its person's. */
export const directly = (channel: string): boolean => /^[DU]/u.test(channel);

const elsewhere = "Too long for one message; all of it is in your direct messages with duo-triage.";
const nowhere = "Too long for one message; the end is left out, since it could not be sent to you directly.";

/**
 * Speaks to one person: by the response address while it lasts, else by an ephemeral message; in a direct message openly. A message that one
 * person alone sees takes no file, so what is too long for it goes to that person directly. Rejects when Slack refuses.
 */
export function openWhispers(client: Client, trouble: (message: string) => void): (aside: Aside) => Responder["whisper"] {
  const files = openFiles(client, trouble);

  async function postDirectly(channel: string, thread: string | undefined, { text, blocks, file }: Message): Promise<boolean> {
    const { channel: id = channel, ts } = (await client.apiCall("chat.postMessage", { channel, ...(thread === undefined ? {} : { thread_ts: thread }), text, blocks, ...asWritten })) as { channel?: string; ts?: string };
    const under = thread ?? ts;
    return file === undefined || (under !== undefined && (await files.attach({ ...file, title: file.name }, id, under)) === undefined);
  }

  return ({ conversation, user, respond, thread }) => {
    let left: number = limits.responses;
    const until = Date.now() + limits.responseMs;

    async function toOneAlone({ text, blocks }: Message): Promise<void> {
      if (respond !== undefined && left > 0 && Date.now() < until) {
        left -= 1;
        try {
          await respond({ response_type: "ephemeral", replace_original: false, text, blocks, ...(thread === undefined ? {} : { thread_ts: thread }) });
          return;
        } catch {
          // The address has expired, or was used up; there is another way.
        }
      }
      if (directly(conversation.channel)) await postDirectly(conversation.channel, conversation.thread, { text, blocks });
      else await client.chat.postEphemeral({ channel: conversation.channel, user, ...(thread === undefined ? {} : { thread_ts: thread }), text, blocks, link_names: false, parse: "none" });
    }

    return async (reply) => {
      const message = renderReply(reply);
      if (message.file === undefined) return toOneAlone(message);
      const direct = directly(conversation.channel);
      const there = await postDirectly(direct ? conversation.channel : user, direct ? conversation.thread : undefined, message).catch((error: unknown) => {
        trouble(`A long answer could not be sent to its asker directly: ${String(error)}`);
        return false;
      });
      // Where they talk with the bot directly, it stands there now.
      if (!there || !direct) await toOneAlone(renderReply(reply, [], there ? elsewhere : nowhere));
    };
  };
}
