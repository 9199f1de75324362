import type { Expectation } from "../core/custom.ts";
import type { DnsAnswer, HttpAnswer, TlsLook } from "../core/probe-answer.ts";
import { header } from "../core/probe-answer.ts";
import { cleanLine } from "../core/text.ts";

/** A value that expectations compare; a list holds what `contains` looks for as a whole item. */
export type Sight = string | number | boolean | null | undefined | readonly string[];

const dayMs = 86_400_000;

export function seeHttp(answer: HttpAnswer, { see, at = "" }: Expectation): Sight {
  switch (see) {
    case "status": return answer.status;
    case "header": return header(answer, at);
    case "body": return answer.body;
    case "bytes": return answer.bodyBytes;
    case "end": return answer.end;
    case "took_ms": return answer.timings.total;
    case "json": return jsonAt(answer.body, at);
    default: return undefined;
  }
}

export function seeTls(look: TlsLook, { see }: Expectation, now: Date): Sight {
  const [leaf] = look.chain;
  switch (see) {
    case "trusted": return look.trusted;
    case "name_matches": return look.nameMatches;
    case "days_left": return leaf === undefined ? undefined : Math.floor((Date.parse(leaf.notAfter) - now.getTime()) / dayMs);
    case "protocol": return look.protocol;
    case "issuer": return leaf?.issuer;
    case "subject": return leaf?.subject;
    case "names": return leaf?.names;
    case "took_ms": return look.timings.total;
    default: return undefined;
  }
}

export function seeDns(answer: DnsAnswer, { see }: Expectation): Sight {
  switch (see) {
    case "addresses": return answer.system;
    case "count": return answer.system.length;
    case "took_ms": return answer.timings.total;
    default: return undefined;
  }
}

/** A value in a JSON text by a dotted path of own keys and places; undefined where it is not there. */
function jsonAt(body: string, path: string): Sight {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined;
  }
  for (const key of path.split(".").slice(0, 20)) {
    if (value === null || typeof value !== "object" || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  if (Array.isArray(value)) return value.filter((item) => typeof item === "string");
  return value === null || ["string", "number", "boolean"].includes(typeof value) ? (value as Sight) : undefined;
}

const show = (value: Sight): string => (value === undefined ? "nothing" : typeof value === "object" && value !== null ? cleanLine(value.join(", "), 120) || "nothing" : typeof value === "string" ? `"${cleanLine(value, 80)}"` : String(value));
const number = (value: Sight): number => (typeof value === "number" ? value : typeof value === "string" && value.trim() !== "" ? Number(value) : Number.NaN);
const holds = (value: Sight, part: string): boolean => (typeof value === "object" && value !== null ? value.includes(part) : typeof value === "string" ? value.includes(part) : false);

/** What is wrong with what was seen, one sentence; undefined where it is as expected. */
export function differs(expectation: Expectation, seen: Sight): string | undefined {
  const { see, at, is, not, contains, lacks, at_least: least, at_most: most } = expectation;
  const what = at === undefined ? see.replaceAll("_", " ") : `${see} ${cleanLine(at, 80)}`;
  const say = (expected: string): string => `${what} is ${show(seen)}, expected ${expected}`;
  // A number stands in JSON and headers as a number or as text: both are the same to whoever wrote the rule.
  const same = (wanted: string | number | boolean | null): boolean => seen === wanted || (typeof wanted === "number" && number(seen) === wanted) || (typeof wanted === "string" && typeof seen === "number" && String(seen) === wanted);
  if (is !== undefined && !same(is)) return say(show(is));
  if (not !== undefined && same(not)) return say(`anything but ${show(not)}`);
  if (contains !== undefined && !holds(seen, contains)) return say(`to contain "${cleanLine(contains, 80)}"`);
  if (lacks !== undefined && holds(seen, lacks)) return `${what} holds "${cleanLine(lacks, 80)}", which it should not`;
  if (least !== undefined && !(number(seen) >= least)) return say(`at least ${least}`);
  if (most !== undefined && !(number(seen) <= most)) return say(`at most ${most}`);
  return undefined;
}
