import { cleanBlock, cleanLine } from "../../core/text.ts";

/**
 * The three characters that can begin a mention, a link or an entity. Without them no text from anywhere names a person or a channel;
 * texts are sent `verbatim` besides, so that Slack makes no mention of a bare @here.
 */
export function escapeText(text: string): string {
  return text.replace(/&/gu, "&amp;").replace(/</gu, "&lt;").replace(/>/gu, "&gt;");
}

// Three of them open a code block, and swallow what follows.
const calm = (text: string): string => text.replace(/`{3}/gu, "` ` `");

/** How many characters one character takes as it is written, at most. */
export const escapedWidth = (character: string): number => (character === "`" ? 2 : escapeText(character).length);

/** One line of text as mrkdwn. */
export const lineOf = (text: string, limit = 1000): string => escapeText(calm(cleanLine(text, limit)));

/** Text as a code block; it cannot end the block. */
export function codeOf(text: string, limit = 2400): string {
  return `\`\`\`${escapeText(calm(cleanBlock(text, limit)))}\`\`\``;
}

/** What a person typed, without Slack's markup: mentions become @name or @id, links their address, entities the characters. */
export function plainOf(text: string, bot?: string): string {
  return text
    .replace(/<([^<>]{1,4000})>/gu, (_all, inside: string) => {
      const bar = inside.indexOf("|");
      const target = bar === -1 ? inside : inside.slice(0, bar);
      const label = bar === -1 ? "" : inside.slice(bar + 1);
      if (bot !== undefined && target === `@${bot}`) return "";
      if (target.startsWith("@") || target.startsWith("#")) return label === "" ? target : `${target[0] ?? ""}${label}`;
      if (target.startsWith("!")) return `@${label === "" ? target.slice(1) : label.replace(/^@/u, "")}`;
      // Slack turns bare host names into links; what was typed is the label.
      return target.startsWith("http://") && label !== "" && target.endsWith(label) ? label : target.replace(/^mailto:/u, "");
    })
    .replace(/&lt;/gu, "<").replace(/&gt;/gu, ">").replace(/&amp;/gu, "&");
}
