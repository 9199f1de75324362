import { cleanBlock, cleanLine } from "../../core/text.ts";

/** How texts become markup: Discord's, or none for a file. */
export interface Style {
  text(text: string, limit?: number): string;
  bold(text: string): string;
  small(text: string): string;
  codeBlock(text: string, limit?: number): string;
}

// Addresses stay as they are, in angle brackets: clickable, and no preview, for which Discord would fetch them.
const address = /https?:\/\/[^\s<>"'`|\\]*[^\s<>"'`|\\.,;:!?)\]}]/giu;

/** Text from anywhere as Discord shows it: no markup, no mention, no timestamp, no custom emoji comes through. */
export function escapeMarkdown(text: string): string {
  let escaped = "";
  let from = 0;
  for (const match of text.matchAll(address)) {
    escaped += `${escapePlain(text.slice(from, match.index))}<${quiet(match[0])}>`;
    from = match.index + match[0].length;
  }
  return escaped + escapePlain(text.slice(from));
}

const escapePlain = (text: string): string => quiet(text.replace(/[\\*_~`|<>[\]]/gu, "\\$&").replace(/^(\s*)([#>+-])/gu, "$1\\$2").replace(/^(\s*\d+)\./gu, "$1\\."));

// Allowed mentions are none on every message; this is the second lock, for whoever copies the text.
const quiet = (text: string): string => text.replace(/@(?=everyone\b|here\b)/giu, "@\u200b");

/** Text as a code block; it cannot end the block. */
function codeBlock(text: string, limit = 3000): string {
  return `\`\`\`\n${quiet(cleanBlock(text, limit)).replace(/`{3}/gu, "`\u200b``")}\n\`\`\``;
}

export const discordStyle: Style = {
  text: (text, limit = 1000) => escapeMarkdown(cleanLine(text, limit)),
  bold: (text) => (text === "" ? "" : `**${text}**`),
  small: (text) => `-# ${text}`,
  codeBlock,
};

export const plainStyle: Style = {
  text: (text, limit = 4000) => cleanLine(text, limit),
  bold: (text) => text,
  small: (text) => text,
  codeBlock: (text) => cleanBlock(text, 100_000).split("\n").map((line) => `    ${line}`).join("\n"),
};
