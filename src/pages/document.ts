import { createHash } from "node:crypto";
import { html, type Html, raw } from "./html.ts";
import { style } from "./style.ts";

const hash = createHash("sha256").update(style).digest("base64");

/**
 * A whole page in one file. It may load nothing and run nothing, and says so to the browser: no script, no picture, no font, no form, no
 * address but its own.
 */
export function documentOf(title: string, body: Html): string {
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>\n${html`<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer"><meta name="robots" content="noindex"><title>${title}</title><style>${raw(style)}</style></head><body>${body}</body></html>`.html}\n`;
}
