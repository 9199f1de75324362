import type { Facts, Observation } from "../core/fact.ts";
import type { Read, See } from "../core/rule.ts";
import type { Term, Truth } from "../core/truth.ts";

/** What a rule is told beside the facts. */
export interface Context {
  /** Model that the rule is judged for. */
  subject?: string | undefined;
  today: Date;
  profile: "online" | "offline";
  reported: readonly string[];
  /** The run that is judged, whose requests carry its mark. */
  run?: string;
}

export type Index = ReadonlyMap<string, Observation>;

export const keyOf = (id: string, subject?: string): string => (subject === undefined ? id : `${id}@${subject}`);

export function indexFacts(facts: Facts): Index {
  return new Map(facts.map((fact) => [keyOf(fact.id, fact.subject), fact]));
}

const truthOf = (answer: boolean | undefined): Truth => (answer === undefined ? "open" : answer ? "holds" : "refuted");

/** The eyes of a rule: every look becomes a term that remembers what it read. */
export function seeFacts<V>(index: Index, context: Context): See<V> {
  const find = (id: string): Observation | undefined =>
    (context.subject === undefined ? undefined : index.get(keyOf(id, context.subject))) ?? index.get(id);
  const keyFor = (id: string, found: Observation | undefined): string => keyOf(id, found?.subject);

  function term(id: string, found: Observation | undefined, answer: (value: unknown) => boolean | undefined): Term {
    const key = keyFor(id, found);
    if (found === undefined || found.absent !== undefined) {
      if (found?.absent?.reason === "not-applicable") return { truth: "refuted", evidence: [], missing: [], reads: [id] };
      return { truth: "open", evidence: [], missing: [key], reads: [id] };
    }
    const truth = truthOf(answer(found.value));
    return { truth, evidence: truth === "open" ? [] : [key], missing: [], reads: [id] };
  }

  const see = (id: string, holds: (value: never) => boolean | undefined): Term => term(id, find(id), holds as (value: unknown) => boolean | undefined);

  const both = (a: string, b: string, holds: (a: never, b: never) => boolean | undefined): Term => {
    const first = find(a);
    const second = find(b);
    const absent = [term(a, first, () => true), term(b, second, () => true)].filter((part) => part.truth !== "holds");
    const reads = [a, b];
    if (absent.length > 0) {
      const refuted = absent.some((part) => part.truth === "refuted");
      return { truth: refuted ? "refuted" : "open", evidence: [], missing: refuted ? [] : absent.flatMap((part) => part.missing), reads };
    }
    const truth = truthOf(holds(first?.value as never, second?.value as never));
    return { truth, evidence: truth === "open" ? [] : [keyFor(a, first), keyFor(b, second)], missing: [], reads };
  };

  const some = (id: string, holds: (value: never, model: string) => boolean | undefined, butThis?: "other"): Term => {
    const found = [...index.values()].filter((fact) => fact.id === id && (butThis === undefined || fact.subject !== context.subject));
    const terms = found.map((fact) => term(id, fact, (value) => holds(value as never, fact.subject ?? "")));
    const holding = terms.find((part) => part.truth === "holds");
    if (holding !== undefined) return holding;
    if (terms.length === 0 && butThis === undefined) return { truth: "open", evidence: [], missing: [id], reads: [id] };
    const open = terms.some((part) => part.truth === "open");
    return { truth: open ? "open" : "refuted", evidence: terms.flatMap((part) => part.evidence), missing: terms.flatMap((part) => part.missing), reads: [id] };
  };

  const absent = (id: string, reason: string): Term => {
    const found = find(id);
    const truth: Truth = found === undefined ? "open" : found.absent?.reason === reason ? "holds" : "refuted";
    return { truth, evidence: [], missing: found === undefined ? [id] : [], reads: [id] };
  };

  return Object.assign(see, { both, some, absent, today: context.today, profile: context.profile, reported: context.reported }) as unknown as See<V>;
}

/** Plain reading for the names in titles. */
export function readFacts<V>(index: Index, subject?: string): Read<V> {
  return ((id: string) => {
    const found = (subject === undefined ? undefined : index.get(keyOf(id, subject))) ?? index.get(id);
    return found?.absent === undefined ? found?.value : undefined;
  }) as Read<V>;
}
