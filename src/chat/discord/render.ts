import { ButtonStyle, ComponentType } from "discord.js";
import type { APIActionRowComponent, APIButtonComponentWithCustomId, APIEmbed } from "discord.js";
import type { Action, Block, Reply } from "../../core/reply.ts";
import { cleanLine, shorten } from "../../core/text.ts";
import { piecesOf } from "./blocks.ts";
import { limits } from "./limits.ts";
import { discordStyle, plainStyle, type Style } from "./markdown.ts";
import { writePress } from "./press.ts";

/** One file beside a message. */
export interface Upload {
  name: string;
  bytes: Buffer;
  /** Read aloud for pictures. */
  description?: string;
}

const isPicture = (file: Upload): boolean => /\.(?:png|jpg|gif|webp)$/u.test(file.name);

/** A message as the API takes it. Every key is there, so that an edit leaves nothing of the text before it. */
export interface Message {
  content: string;
  embeds: APIEmbed[];
  components: APIActionRowComponent<APIButtonComponentWithCustomId>[];
  allowed_mentions: { parse: [] };
  files: Upload[];
}

/** All of a reply as plain text, uncut: for the file that takes what a message cannot, and for whoever reads logs. */
export function plainText(blocks: readonly Block[]): string {
  return blocks.flatMap((block) => piecesOf(block, plainStyle)).join("\n").trim();
}

/** A reply as one Discord message, whatever its length: first the content, then embeds, then a file with all of it. */
export function renderReply(reply: Reply, files: readonly Upload[] = []): Message {
  const pictured = files.some((file) => isPicture(file));
  return renderBlocks([pictured ? reply.blocks.filter(({ kind }) => kind !== "path" && kind !== "day") : reply.blocks], reply.slot, reply.actions ?? [], files);
}

/** Several parts as one message: the first begins the content, each further one begins an embed of its own. */
export function renderBlocks(parts: readonly (readonly Block[])[], name: string, actions: readonly Action[], files: readonly Upload[] = []): Message {
  const [first = [], ...rest] = parts;
  const whole = (style: Style, blocks: readonly Block[]): string[] => blocks.flatMap((block) => piecesOf(block, style));
  const cutNote = discordStyle.small("Too long for one message; all of it is in the attached file.");
  const head = fill(whole(discordStyle, first), limits.content - cutNote.length - 1);
  const bodies: string[] = [];
  let room: number = limits.embedTotal;
  let cut = head.cut;
  for (const [place, blocks] of [...(head.left.length > 0 ? [undefined] : []), ...rest].entries()) {
    let pieces = blocks === undefined ? head.left : whole(discordStyle, blocks);
    // Later parts are not crowded out by the first: each keeps its share of what is left.
    let share = Math.floor(room / Math.max(1, rest.length + (head.left.length > 0 ? 1 : 0) - place));
    while (pieces.length > 0 && share > 200 && bodies.length < limits.embeds) {
      const body = fill(pieces, Math.min(limits.embedDescription, share));
      if (body.text === "") break;
      bodies.push(body.text);
      room -= body.text.length;
      share -= body.text.length;
      cut ||= body.cut;
      pieces = body.left;
    }
    cut ||= pieces.length > 0;
  }
  const uploads = files.slice(0, limits.files - 1).filter((file) => file.bytes.length <= limits.fileBytes);
  if (cut) uploads.push({ name: `duo-${name.replace(/[^A-Za-z0-9_-]/gu, "-").slice(0, 60)}.txt`, bytes: Buffer.from(`${parts.map((blocks) => plainText(blocks)).join("\n\n")}\n`).subarray(0, limits.fileBytes), description: "All of this answer as text" });
  const embeds: APIEmbed[] = bodies.map((description) => ({ description }));
  for (const picture of uploads.filter((file) => isPicture(file))) if (embeds.length < limits.embeds) embeds.push({ image: { url: `attachment://${picture.name}` } });
  const content = cut ? `${head.text}\n${cutNote}`.trim() : head.text;
  return { content: content === "" && embeds.length === 0 ? "—" : content, embeds, components: buttonsOf(actions), allowed_mentions: { parse: [] }, files: uploads };
}

/** Takes pieces while they fit. A first piece that is too long by itself is cut, else nothing would ever be shown of it. */
function fill(pieces: readonly string[], room: number): { text: string; left: string[]; cut: boolean } {
  let text = "";
  for (const [place, piece] of pieces.entries()) {
    const longer = text === "" ? piece.replace(/^\n/u, "") : `${text}\n${piece}`;
    if (longer.length <= room) {
      text = longer;
      continue;
    }
    if (text !== "") return { text, left: pieces.slice(place), cut: false };
    const fence = "\n```";
    const open = (piece.match(/```/gu) ?? []).length > 0;
    const short = shorten(piece, room - fence.length);
    return { text: open && (short.match(/```/gu) ?? []).length % 2 === 1 ? `${short}${fence}` : short, left: pieces.slice(place + 1), cut: true };
  }
  return { text, left: [], cut: false };
}

/** Rows of buttons. One that cannot be told apart from another, or does not fit, is left out. */
function buttonsOf(actions: readonly Action[]): APIActionRowComponent<APIButtonComponentWithCustomId>[] {
  const seen = new Set<string>();
  const buttons: APIButtonComponentWithCustomId[] = [];
  for (const action of actions) {
    const id = writePress(action);
    const label = cleanLine(action.label, limits.buttonLabel);
    if (id === undefined || seen.has(id) || label === "") continue;
    seen.add(id);
    buttons.push({ type: ComponentType.Button, style: buttons.length === 0 ? ButtonStyle.Primary : ButtonStyle.Secondary, label, custom_id: id });
  }
  const rows: APIActionRowComponent<APIButtonComponentWithCustomId>[] = [];
  for (let from = 0; from < buttons.length && rows.length < limits.rows; from += limits.buttonsInRow) rows.push({ type: ComponentType.ActionRow, components: buttons.slice(from, from + limits.buttonsInRow) });
  return rows;
}
