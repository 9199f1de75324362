import { catalogue } from "./catalogue.generated.ts";
import { symptoms } from "./symptoms.generated.ts";

/** A token that looks like a code and is none, with the codes that may have been meant (at most three; none when too many are as near). */
export interface NearMiss {
  found: string;
  meant: readonly string[];
}

const productCodes: ReadonlySet<string> = new Set(symptoms.flatMap(({ kind, id }) => (kind === "code" ? [id] : [])));
const causeCodes: ReadonlySet<string> = new Set(catalogue.map(({ code }) => code));
const causeNames: ReadonlyMap<string, string> = new Map(catalogue.map(({ code, name }) => [name, code]));

const meantLimit = 3;
// In a long paste a stray token is more likely part of an identifier than a mistyped code.
const shortPaste = 4096;

/** Codes of causes in a text, by code (`DT321`) or by name (`endpoint-lacks-v1`), in order of appearance. */
export function findCauseCodes(text: string): string[] {
  const found = new Set<string>();
  for (const match of text.matchAll(/(?<![\w-])(?:DT\d{3}|[a-z0-9]{1,30}(?:-[a-z0-9]{1,30}){1,10})(?![\w-])/giu)) {
    const token = match[0];
    const code = causeNames.get(token.toLowerCase()) ?? token.toUpperCase();
    if (causeCodes.has(code)) found.add(code);
  }
  return [...found];
}

/** Tokens that look like a mistyped code. */
export function findNearMisses(text: string): NearMiss[] {
  const misses = new Map<string, NearMiss>();
  for (const match of text.matchAll(/(?<![\w.#/=-])([a-z]{1,4})([-\u2010-\u2015 ]?)([0-9oil]{2,6})(?![\w-]|\.\d)/giu)) {
    const [found, letters = "", between = "", digits = ""] = match;
    const before = text.slice(Math.max(0, match.index - 20), match.index);
    const named = /(?:code|error|fehler)["'`*:=\s]{1,6}$/iu.test(before);
    if (!/\d/u.test(digits) || (!named && (text.length > shortPaste || between === " "))) continue;
    const miss = judge(found, letters.toUpperCase(), digits, between !== "");
    if (miss !== undefined) misses.set(miss.found.toUpperCase(), miss);
  }
  for (const match of text.matchAll(/\berror code["'`*:=\s]{1,6}(\d{4})(?![\w.-])/giu)) {
    const digits = match[1] ?? "";
    const meant = [...productCodes].filter((code) => code.endsWith(digits));
    if (meant.length > 0) misses.set(digits, { found: digits, meant: meant.slice(0, meantLimit) });
  }
  return [...misses.values()];
}

function judge(found: string, letters: string, typed: string, apart: boolean): NearMiss | undefined {
  const digits = typed.replace(/o/giu, "0").replace(/[il]/giu, "1");
  const token = letters + digits;
  const all = letters.startsWith("DT") || letters === "TD" ? causeCodes : productCodes;
  if (all.has(token)) return digits !== typed || apart ? { found, meant: [token] } : undefined;
  if (digits.length < 3 || !/^(?:[AGM]{1,2}|D[CR]{1,3}|RDC|CDR|DT|TD|D)$/u.test(letters)) return undefined;
  const meant = [...all].filter((code) => oneEditApart(token, code));
  const shaped = /^(?:[AGM]\d{4}|DCR\d{4}|DT\d{3})$/u.test(token);
  if (meant.length > meantLimit) return shaped ? { found, meant: [] } : undefined;
  if (meant.length === 0 && !shaped) return undefined;
  return { found, meant };
}

/** One letter inserted, left out, replaced, or two neighbours swapped. */
export function oneEditApart(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false;
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  if (a.length === b.length) {
    if (a.slice(at + 1) === b.slice(at + 1)) return true;
    return a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(at + 2) === b.slice(at + 2);
  }
  return a.length > b.length ? a.slice(at + 1) === b.slice(at) : a.slice(at) === b.slice(at + 1);
}
