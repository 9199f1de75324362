/**
 * Three-valued logic over facts. A term holds, is refuted, or is open because a fact that it reads is absent. Terms are built eagerly,
 * so the facts that a rule reads are known without running it on anything.
 */
export type Truth = "holds" | "refuted" | "open";

export interface Term {
  truth: Truth;
  /** Keys (`id` or `id@subject`) of the facts that the truth rests on. */
  evidence: readonly string[];
  /** Keys of the absent facts that keep it open. */
  missing: readonly string[];
  /** Ids of all facts that the term looks at. */
  reads: readonly string[];
}

const join = (...lists: (readonly string[])[]): string[] => [...new Set(lists.flat())];

function combine(truth: Truth, from: readonly Term[], all: readonly Term[]): Term {
  return {
    truth,
    evidence: join(...from.map((term) => term.evidence)),
    missing: join(...from.map((term) => term.missing)),
    reads: join(...all.map((term) => term.reads)),
  };
}

/** Holds when every term holds; refuted as soon as one is. */
export function all(...terms: readonly Term[]): Term {
  const refuted = terms.filter((term) => term.truth === "refuted");
  if (refuted.length > 0) return combine("refuted", refuted.slice(0, 1), terms);
  const open = terms.filter((term) => term.truth === "open");
  if (open.length > 0) return combine("open", terms, terms);
  return combine("holds", terms, terms);
}

/** Holds as soon as one term holds; refuted when every term is. */
export function any(...terms: readonly Term[]): Term {
  const holding = terms.filter((term) => term.truth === "holds");
  if (holding.length > 0) return combine("holds", holding, terms);
  const open = terms.filter((term) => term.truth === "open");
  if (open.length > 0) return combine("open", open, terms);
  return combine("refuted", terms, terms);
}

/** As `any`, of what was looked at: where one place tells, another that nobody may look at keeps nothing open. */
export function whereSeen(...terms: readonly Term[]): Term {
  const known = terms.filter(({ truth }) => truth !== "open");
  return any(...(known.length === 0 ? terms : known));
}

export function not(term: Term): Term {
  const turned: Record<Truth, Truth> = { holds: "refuted", refuted: "holds", open: "open" };
  return { ...term, truth: turned[term.truth] };
}

/** Holds only when the term is known not to hold or cannot be known: for evidence that would speak against, if it were there. */
export function unlessSeen(term: Term): Term {
  return { ...term, truth: term.truth === "holds" ? "refuted" : "holds", missing: [] };
}

/** Holds only when the term is known to hold: for evidence that few can give, whose absence must keep nothing open. */
export const ifSeen = (term: Term): Term => not(unlessSeen(term));

/**
 * What an alternative of a proof earns. `proven`: nothing else looks like this. `likely`: the best explanation, not the only one.
 * `suspect`: one of a group that the present facts cannot separate.
 */
export type Level = "proven" | "likely" | "suspect";

export interface Alternative {
  level: Level;
  term: Term;
}

export const proven = (...terms: readonly Term[]): Alternative => ({ level: "proven", term: all(...terms) });
export const likely = (...terms: readonly Term[]): Alternative => ({ level: "likely", term: all(...terms) });
export const suspect = (...terms: readonly Term[]): Alternative => ({ level: "suspect", term: all(...terms) });
