import { createHash } from "node:crypto";
import { html, type Html, raw } from "./html.ts";
import { style } from "./style.ts";

const hash = createHash("sha256").update(style).digest("base64");

/** What a browser may do with a page: no script, no picture, no font, no address but its own; a form only where it has one. */
export const policyOf = ({ forms = false }: { forms?: boolean } = {}): string => `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action ${forms ? "'self'" : "'none'"}`;

/**
 * A whole page in one file. It may load nothing and run nothing, and says so to the browser: `forms`: it may send
 * its own.
 */
export function documentOf(title: string, body: Html, { forms = false }: { forms?: boolean } = {}): string {
  const policy = policyOf({ forms });
  return `<!doctype html>\n${html`<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer"><meta name="robots" content="noindex"><title>${title}</title><style>${raw(style)}</style></head><body>${body}</body></html>`.html}\n`;
}
