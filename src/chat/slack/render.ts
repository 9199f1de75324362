import type { ActionsBlock, KnownBlock } from "@slack/types";
import type { Action, Block, Reply } from "../../core/reply.ts";
import { cleanLine, shorten } from "../../core/text.ts";
import { lineOf } from "./escape.ts";
import { limits } from "./limits.ts";
import { fallbackText, mrkdwn, piecesOf, plainText, stateOf } from "./pieces.ts";
import { writeAction } from "./press.ts";

/** A reply as Slack takes it. `file` holds all of it, where the message could not. */
export interface Message {
  text: string;
  blocks: KnownBlock[];
  file?: { name: string; content: string };
  /** The same without pictures, for where Slack does not take them. */
  without?: () => Message;
}

const attachedNote = "Too long for one message; all of it is in the attached file.";

/** A picture that Slack holds already. */
export interface Held {
  id: string;
  alt: string;
}

/**
 * A reply as one Slack message, whatever its length: no input makes a message that Slack refuses. `pictures` stand for the blocks that they
 * show; `cutNote` says where the rest is of what did not fit.
 */
export function renderReply(reply: Reply, pictures: readonly Held[] = [], cutNote = attachedNote): Message {
  const actions = buttonsOf(reply.actions ?? []);
  const blocks: KnownBlock[] = [];
  const room = { blocks: limits.blocks - (actions === undefined ? 0 : 1) - pictures.length - 1, characters: limits.blockTotal };
  let cut = false;
  let body = "";
  // Lines that follow each other share a block; a block of one line each would fill fifty in no time.
  const flush = (): void => {
    if (body.trim() === "") {
      body = "";
      return;
    }
    blocks.push({ type: "section", text: { type: "mrkdwn", text: body.trim(), verbatim: true } });
    body = "";
  };
  const fits = (length: number): boolean => blocks.length + (body === "" ? 1 : 2) <= room.blocks && length <= room.characters;
  for (const block of reply.blocks) {
    if (cut) break;
    if (pictures.length > 0 && (block.kind === "path" || block.kind === "day")) continue;
    const single = singleBlock(block, blocks.length === 0 && body === "");
    if (single !== undefined) {
      flush();
      if (!fits(single.length)) cut = true;
      else {
        blocks.push(single.block);
        room.characters -= single.length;
      }
      continue;
    }
    for (const piece of piecesOf(block, mrkdwn)) {
      const whole = piece.length <= limits.text ? piece : cutPiece(piece, limits.text);
      if (whole !== piece) cut = true;
      if (body !== "" && body.length + 1 + whole.length > limits.text) flush();
      if (!fits(whole.length + 1)) {
        cut = true;
        break;
      }
      body = body === "" ? whole : `${body}\n${whole}`;
      room.characters -= whole.length + 1;
    }
  }
  flush();
  blocks.push(...pictures.map(({ id, alt }): KnownBlock => ({ type: "image", slack_file: { id }, alt_text: shorten(alt, limits.altText) || "picture" })));
  if (cut) blocks.push({ type: "context", elements: [{ type: "mrkdwn", text: cutNote, verbatim: true }] });
  if (actions !== undefined) blocks.push(actions);
  return {
    text: fallbackText(reply.blocks, limits.messageText),
    blocks,
    ...(cut ? { file: { name: `duo-${reply.slot.replace(/[^A-Za-z0-9_-]/gu, "-").slice(0, 60)}.txt`, content: `${plainText(reply.blocks)}\n` } } : {}),
  };
}

/** The blocks that stand alone: the first headline, and small print. */
function singleBlock(block: Block, first: boolean): { block: KnownBlock; length: number } | undefined {
  if (block.kind === "headline" && first) {
    const text = `${block.mark === "info" ? "" : `${stateOf(block.mark)}  `}${cleanLine(block.text, 600)}`;
    // A header's text is plain: nothing in it is markup, so nothing is escaped.
    if (text.length <= limits.header && text !== "") return { block: { type: "header", text: { type: "plain_text", text, emoji: false } }, length: text.length };
  }
  if (block.kind === "note") {
    const text = shortenEscaped(lineOf(block.text, 1500), limits.text);
    if (text !== "") return { block: { type: "context", elements: [{ type: "mrkdwn", text, verbatim: true }] }, length: text.length };
  }
  return undefined;
}

function shortenEscaped(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 2).replace(/&[a-z]{0,3}$/u, "")} …`;
}

/** A piece that is too long by itself is cut, and its code block closed, else nothing would be shown of it. */
function cutPiece(piece: string, limit: number): string {
  const short = shortenEscaped(piece, limit - 4);
  return (short.split("```").length - 1) % 2 === 1 ? `${short}\n\`\`\`` : short;
}

function buttonsOf(actions: readonly Action[]): ActionsBlock | undefined {
  const elements = actions.slice(0, limits.buttons).flatMap((action, place) => {
    const written = writeAction(action, place);
    const label = cleanLine(action.label, limits.buttonText);
    if (written === undefined || label === "") return [];
    return [{ type: "button" as const, action_id: written.actionId, value: written.value, text: { type: "plain_text" as const, text: label, emoji: false } }];
  });
  return elements.length === 0 ? undefined : { type: "actions", elements };
}
