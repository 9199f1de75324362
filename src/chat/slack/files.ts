import { createHash } from "node:crypto";
import type { webApi } from "@slack/bolt";
import type { Attachment } from "../../core/chat.ts";
import type { Picture } from "../../core/picture.ts";
import { sayError } from "../../core/text.ts";
import type { Held } from "./render.ts";

type Client = InstanceType<typeof webApi.WebClient>;

export interface Files {
  /** Brings pictures to Slack, each once. Those that do not get there in time are left out: the message goes without. */
  hold(pictures: readonly Picture[]): Promise<Held[]>;
  /** A file in the thread of a message that stands already. What kept it back, where something did, is told and given back. */
  attach(file: Attachment, channel: string, thread: string): Promise<string | undefined>;
}

// A verdict waits no longer for its picture, ms.
const patienceMs = 6_000;
const remembered = 200;

/** Uploads by the bot's token. */
export function openFiles(client: Client, tell: (message: string) => void): Files {
  const held = new Map<string, string>();

  async function upload({ name, png, alt }: Picture): Promise<string | undefined> {
    const uploaded = (await client.filesUploadV2({ filename: name, title: alt.slice(0, 100), alt_text: alt, file: Buffer.from(png) })) as { files?: { files?: { id?: string }[] }[] };
    return uploaded.files?.[0]?.files?.[0]?.id;
  }

  async function holdOne(picture: Picture): Promise<Held[]> {
    const key = createHash("sha256").update(picture.png).digest("base64url");
    const known = held.get(key);
    if (known !== undefined) return [{ id: known, alt: picture.alt }];
    let timer: NodeJS.Timeout | undefined;
    try {
      const late = new Promise<never>((_resolve, reject) => { timer = setTimeout(() => reject(new Error(`no answer in ${patienceMs} ms`)), patienceMs); });
      const id = await Promise.race([upload(picture), late]);
      if (id === undefined) return [];
      if (held.size > remembered) held.clear();
      held.set(key, id);
      return [{ id, alt: picture.alt }];
    } catch (error) {
      tell(`A picture could not be brought to Slack, the answer goes without: ${sayError(error)}`);
      return [];
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    hold: async (pictures) => (await Promise.all(pictures.map(holdOne))).flat(),
    async attach({ name, title, content }, channel, thread) {
      try {
        await client.filesUploadV2({ channel_id: channel, thread_ts: thread, filename: name, title, ...(typeof content === "string" ? { content } : { file: Buffer.from(content) }) });
        return undefined;
      } catch (error) {
        const problem = `A file could not be attached in Slack: ${sayError(error)}`;
        tell(problem);
        return problem;
      }
    },
  };
}
