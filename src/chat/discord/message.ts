import type { Attachment, PostRequest } from "../../core/chat.ts";
import { limits } from "./limits.ts";
import { type Message, renderReply } from "./render.ts";

/** A request as one message: its pictures beside it, and a page of the whole run in place of a text that was too long. */
export async function messageFor({ reply, pictures = [], whole, files = [] }: PostRequest): Promise<Message> {
  const uploads = [...files.map(({ name, title, content }) => ({ name, bytes: bytesOf(content), description: title })), ...pictures.map(({ name, png, alt }) => ({ name, bytes: Buffer.from(png), description: alt }))];
  const message = renderReply(reply, uploads);
  const text = message.files.findIndex((file) => file.name.endsWith(".txt"));
  const page = text === -1 ? undefined : await whole?.();
  const bytes = bytesOf(page?.content ?? "");
  if (page !== undefined && bytes.length <= limits.fileBytes) message.files[text] = { name: page.name, bytes, description: page.title };
  return message;
}

const bytesOf = (content: Attachment["content"]): Buffer => (typeof content === "string" ? Buffer.from(content) : Buffer.from(content));
