import { cleanBlock, cleanLine, escapeMarkup } from "../core/text.ts";

/** HTML that is safe to write as it is. Made by `html`, `line` and `block` only; every other value is escaped on its way in. */
export interface Html {
  readonly html: string;
}

type Part = Html | string | number | readonly (Html | string)[] | undefined;

const written = (part: Part): string =>
  part === undefined ? "" : typeof part === "number" ? String(part) : typeof part === "string" ? escapeMarkup(part) : Array.isArray(part) ? part.map(written).join("") : (part as Html).html;

/** A template whose values are escaped unless they are Html themselves. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { html: texts.map((text, place) => `${text}${written(parts[place])}`).join("") };
}

/** HTML from a part of ours that is escaped already: an SVG of the pictures. */
export const raw = (markup: string): Html => ({ html: markup });

export const none: Html = { html: "" };

/** One line of anybody's text. */
export const line = (text: string, limit = 4000): Html => ({ html: escapeMarkup(cleanLine(text, limit)) });

/** Anybody's text with its line breaks. */
export const block = (text: string, limit = 20_000): Html => ({ html: escapeMarkup(cleanBlock(text, limit)) });
