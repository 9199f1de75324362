import { cleanBlock } from "../core/text.ts";

/** How much of a paste is read: its beginning and its end, where logs name the first and the last error. */
export const pasteLimit = 64 * 1024;
const tailShare = 16 * 1024;
// A paste that a terminal has wrapped has lines of some length; thousands of short ones are no wrapped messages.
const joinedLines = 2000;

/** A stretch of the paste that patterns are tried on. */
export interface Stretch {
  text: string;
  /** Line of the paste, from 0, where it begins; `lines` is how many it joins. */
  line: number;
  lines: number;
  /** Where lines were joined, as offsets into `text`; a match of a joined stretch counts only when it lies across one. */
  seams: readonly number[];
}

export interface Paste {
  lines: readonly string[];
  stretches: readonly Stretch[];
  /** Part in the middle was left out. */
  cut: boolean;
}

const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " ", "#39": "'", "#x27": "'", "#34": '"', "#x2f": "/", amp: "&" };
const quotes: readonly (readonly [RegExp, string])[] = [
  [/[\u201c-\u201f\u00ab\u00bb\u2033]/gu, '"'],
  [/[\u2018-\u201b\u2032\u00b4]/gu, "'"],
  [/[\u00a0\u2000-\u200a\u202f\u3000]/gu, " "],
  [/[\u2010-\u2015\u2212]/gu, "-"],
];

/** Undoes what chats, terminals and browsers do to text, and lays out the stretches that a message may stand on. */
export function readPaste(text: string): Paste {
  const cut = text.length > pasteLimit;
  const kept = cut ? `${text.slice(0, pasteLimit - tailShare)}\n${text.slice(-tailShare)}` : text;
  const lines = undoLinks(undoEntities(cleanBlock(straighten(kept), pasteLimit + 1))).split("\n");
  const plain = lines.map(undoDecoration);
  const stretches: Stretch[] = [];
  for (const [line, raw] of lines.entries()) {
    if (raw.trim() === "") continue;
    stretches.push({ text: raw, line, lines: 1, seams: [] });
    const bare = plain[line] ?? raw;
    if (bare !== raw) stretches.push({ text: bare, line, lines: 1, seams: [] });
    // A record that quotes another one in a string of its own, perhaps more than once over.
    if (raw.includes('\\"')) stretches.push({ text: raw.replace(/\\+(?=["\\/])/gu, ""), line, lines: 1, seams: [] });
    if (lines.length <= joinedLines) stretches.push(...joined(plain, lines, line));
  }
  return { lines, stretches, cut };
}

function straighten(text: string): string {
  let straight = text;
  for (const [form, sign] of quotes) straight = straight.replace(form, sign);
  return straight;
}

function undoEntities(text: string): string {
  return text.replace(/&(lt|gt|quot|apos|nbsp|#39|#x27|#34|#x2f|amp);/giu, (whole, name: string) => entities[name.toLowerCase()] ?? whole);
}

/** Slack's `<url|text>` and Markdown's `[text](url)` become their text: a code in a link's address does not count. */
function undoLinks(text: string): string {
  return text
    .replace(/<(?:https?|mailto|slack):[^<>|\s]{1,2000}\|([^<>|\n]{1,500})>/giu, "$1")
    .replace(/<(https?:[^<>|\s]{1,2000})>/giu, "$1")
    .replace(/\[([^[\]\n]{1,200})\]\(<?(?:https?:|\/)[^()\s<>]{1,1000}>?\)/giu, "$1");
}

/** A line without quote marks, bullets, code marks and emphasis. */
function undoDecoration(line: string): string {
  return line
    .replace(/^\s{0,40}(?:>{1,3}\s?){1,6}/u, "")
    .replace(/^\s{0,40}(?:[-*\u2022+]|\d{1,3}[.)])\s{1,4}/u, "")
    .replace(/`{1,3}|\*{2,3}|__|~~|\|\|/gu, "")
    .replace(/(^|[\s(:"'])[*_~](?=[^\s*_~])/gu, "$1")
    .replace(/([^\s*_~])[*_~](?=$|[\s.,:;!?)"'])/gu, "$1");
}

// Beginnings that a wrapped line does not have: time stamps, records, marks of the official tools, frames of a stack.
const begins = /^(?:\s{0,40}(?:\{|>> |\[?\d{4}-\d\d|\[?\d\d:\d\d|[-+*] |at |File "|Traceback|(?:time|level|severity|msg)=|\[?(?:INFO|WARN|ERROR|DEBUG|CRITICAL|FATAL)\b))/u;

/** Joins of this line with the next one or two, as a terminal or a chat may have wrapped them. */
function joined(lines: readonly string[], raw: readonly string[], line: number): Stretch[] {
  const first = lines[line] ?? "";
  const second = lines[line + 1];
  if (!continues(first, second, raw[line + 1])) return [];
  const third = continues(second, lines[line + 2], raw[line + 2]) ? lines[line + 2] : undefined;
  return [" ", ""].flatMap((glue) => [join(line, glue, first, second), ...(third === undefined ? [] : [join(line, glue, first, second, third)])]);
}

function continues(before: string, after: string | undefined, raw: string | undefined): after is string {
  return after !== undefined && raw !== undefined && after.trim() !== "" && before.length <= 600 && after.length <= 600 && !before.trimEnd().endsWith("}") && !begins.test(raw);
}

function join(line: number, glue: string, ...parts: readonly string[]): Stretch {
  const seams: number[] = [];
  let text = (parts[0] ?? "").trimEnd();
  for (const part of parts.slice(1)) {
    seams.push(text.length);
    text += glue + part.trim();
  }
  return { text, line, lines: parts.length, seams };
}
