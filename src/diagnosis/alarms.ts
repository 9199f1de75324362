import type { Facts } from "../core/fact.ts";
import type { NamedAlarm } from "../core/result.ts";
import type { AlarmRule } from "../core/rule.ts";
import { cleanLine } from "../core/text.ts";
import { type BrokenRule, subjectsOf } from "./judge.ts";
import { fillText } from "./names.ts";
import { evidenceOf, namesFor, type Rulebook } from "./say.ts";
import { type Context, type Index, readFacts, seeFacts } from "./view.ts";

/** What the answer names or suspects: a false alarm may not contradict it, and some only matter beside it. */
export interface Beside {
  codes: ReadonlySet<string>;
  hops: ReadonlySet<string>;
  /** Models by code; undefined where the code is about the whole stack. */
  models(code: string): readonly string[] | undefined;
}

const place = { "false-red": 0, "wrong-blame": 1, ambiguous: 2, "false-green": 3 } as const;

/** Results of the official tools that this run's facts show to mislead, the loudest first. Pure; a rule that throws is reported, not fatal. */
export function nameAlarms<V>(facts: Facts, index: Index, context: Omit<Context, "subject">, beside: Beside, book: Rulebook<V>, stack: string): { alarms: NamedAlarm[]; broken: BrokenRule[] } {
  const broken: BrokenRule[] = [];
  const models = subjectsOf(facts);
  const alarms = (book.alarms ?? []).flatMap((rule) =>
    (rule.per === "model" ? models : [undefined]).flatMap((subject): NamedAlarm[] => {
      if (!fits(rule, subject, beside)) return [];
      try {
        const term = rule.misleads(seeFacts<V>(index, { ...context, subject }));
        if (term.truth !== "holds") return [];
        const names = namesFor(book, index, stack, subject);
        const quote = rule.quote?.(readFacts<V>(index, subject));
        return [{
          id: rule.id, tool: rule.tool, direction: rule.direction, ...(subject === undefined ? {} : { model: subject }),
          shows: cleanLine(quote === undefined || quote.trim() === "" ? rule.shows : quote, 300), says: fillText(rule.sentence, names), evidence: evidenceOf(term.evidence, index),
        }];
      } catch (error) {
        broken.push({ rule: rule.id, error: String(error) });
        return [];
      }
    }),
  );
  return { alarms: alarms.sort((a, b) => place[a.direction] - place[b.direction]), broken };
}

function fits<V>(rule: AlarmRule<V>, subject: string | undefined, beside: Beside): boolean {
  if (rule.notBeside?.some((code) => beside.codes.has(code)) === true) return false;
  if (rule.notBesideHops?.some((hop) => beside.hops.has(hop)) === true) return false;
  const { onlyBeside } = rule;
  if (onlyBeside === undefined) return true;
  const about = (code: string): boolean => subject === undefined || beside.models(code)?.includes(subject) !== false;
  return onlyBeside.codes?.some((code) => beside.codes.has(code) && about(code)) === true || onlyBeside.hops?.some((hop) => beside.hops.has(hop)) === true;
}
