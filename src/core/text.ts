// Characters that a terminal, a chat or a reader's eye takes as something else than text: C0 and C1 controls, bidirectional
// overrides, zero-width characters, line and paragraph separators.
const unsafe = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu;
const ansi = /\u001b(?:\[[0-?]{0,32}[ -/]{0,8}[@-~]|\][^\u0007\u001b]{0,256}(?:\u0007|\u001b\\)?|[@-Z\\-_])/gu;

/**
 * Makes text from a target or a user safe to show: one line, no control or invisible characters, at most `limit` characters.
 * Mentions and markup of a platform are the business of its renderer.
 */
export function cleanLine(text: string, limit = 300): string {
  const flat = text.slice(0, limit * 4).replace(ansi, "").replace(/[\r\n\t]+/gu, " ").replace(unsafe, "").replace(/ {2,}/gu, " ").trim();
  return shorten(flat, limit);
}

/** As cleanLine, keeping line breaks. */
export function cleanBlock(text: string, limit = 4000): string {
  const kept = text.slice(0, limit * 4).replace(ansi, "").replace(/\r\n?/gu, "\n").replace(/\t/gu, "  ").replace(unsafe, "");
  return shorten(kept, limit);
}

/** Cuts to `limit` characters, marking the cut, never inside a surrogate pair. */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  let end = Math.max(0, limit - 1);
  const last = text.charCodeAt(end - 1);
  if (last >= 0xd800 && last <= 0xdbff) end -= 1;
  return `${text.slice(0, end)}…`;
}

/** What an error of any kind says. */
export const sayError = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Text as XML and HTML: it cannot begin an element, end an attribute or hold what is no character there; halves of characters are left out. */
export function escapeMarkup(text: string): string {
  return text.replace(/[\ufffe\uffff\ud800-\udfff]/gu, "").replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;").replaceAll("'", "&#39;");
}

/** A duration in seconds, with a digit after the point below ten: `0.4 s`, `12 s`. */
export const seconds = (ms: number): string => `${(ms / 1000).toFixed(ms < 9950 ? 1 : 0)} s`;

/** A length of time in the two words that matter: `2 h 5 min`, `3 d 4 h`. */
export function span(ms: number): string {
  const minutes = Math.max(0, Math.round(ms / 60_000));
  if (minutes < 1) return `${Math.max(0, Math.round(ms / 1000))} s`;
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return hours % 24 === 0 ? `${hours / 24} d` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** A line that somebody said to the bot, without the bot's name before it. */
export const withoutName = (text: string): string => text.trim().replace(/^(?:\/|@)?duo\b[\s:,]*/iu, "");
