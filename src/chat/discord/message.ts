import type { PostRequest } from "../../core/chat.ts";
import { limits } from "./limits.ts";
import { type Message, renderReply } from "./render.ts";

/** A request as one message: its pictures beside it, and a page of the whole run in place of a text that was too long. */
export async function messageFor({ reply, pictures = [], whole }: PostRequest): Promise<Message> {
  const message = renderReply(reply, pictures.map(({ name, png, alt }) => ({ name, bytes: Buffer.from(png), description: alt })));
  const text = message.files.findIndex((file) => file.name.endsWith(".txt"));
  const page = text === -1 ? undefined : await whole?.();
  const bytes = Buffer.from(page?.content ?? "");
  if (page !== undefined && bytes.length <= limits.fileBytes) message.files[text] = { name: page.name, bytes, description: page.title };
  return message;
}
