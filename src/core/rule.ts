import type { CommandPlace } from "./deployment.ts";
import type { Hop, Severity, Verdict } from "./hop.ts";
import type { Alternative, Term } from "./truth.ts";

/**
 * How a rule looks at facts. `V` maps fact ids to value types. A predicate may answer `undefined`: the fact is there and does not tell.
 * Facts with `per: "model"` are those of the model that the rule is judged for; in a rule that is not `per: "model"` they are open, use
 * `some`.
 */
export interface See<V> {
  <K extends keyof V & string>(id: K, holds: (value: V[K]) => boolean | undefined): Term;
  /** Over two facts at once. */
  both<A extends keyof V & string, B extends keyof V & string>(a: A, b: B, holds: (a: V[A], b: V[B]) => boolean | undefined): Term;
  /** Holds when it holds for at least one model (with `butThis`, another model than the judged one). */
  some<K extends keyof V & string>(id: K, holds: (value: V[K], model: string) => boolean | undefined, butThis?: "other"): Term;
  /** Holds when the fact is absent for that reason, refuted when it has a value. */
  absent<K extends keyof V & string>(id: K, reason: "not-permitted" | "blocked" | "not-applicable" | "not-asked" | "over-budget" | "broke"): Term;
  /** Wall time of the run's start, for dates; no rule reads a clock. */
  today: Date;
  /** Profile and expectations of the stack. */
  profile: "online" | "offline";
  /** Codes and symptom ids that a person reported with the question, empty otherwise. */
  reported: readonly string[];
}

/** Reads values for the names in titles and remedies; undefined where absent. */
export type Read<V> = <K extends keyof V & string>(id: K) => V[K] | undefined;

export interface RemedyStep {
  do: string;
  where: string;
  command?: string;
  /** Where the command is run, if it names no container and differs by how that place is installed. */
  inside?: CommandPlace;
  /** What good looks like. */
  expect?: string;
  risk?: string;
  undo?: string;
}

/** One root cause of the catalogue: one file below causes/. */
export interface CauseRule<V> {
  /** `DT` and three digits; never reused. */
  code: string;
  /** Kebab-case, equals the file name. */
  name: string;
  /** One sentence; `{placeholders}` are filled from `names` and the names of the stack. */
  title: string;
  /** The same without what its placeholders stand for, where nothing was seen of that: in a pasted text, in a list of suspects. */
  plainTitle?: string;
  hop: Hop;
  severity: Severity;
  breaks: readonly string[];
  /** What it explains: codes that users see, and checks (by id) that fail or warn because of it. */
  explains: { codes: readonly string[]; checks: readonly string[] };
  per?: "model";
  proof(see: See<V>): readonly Alternative[];
  /** Excluded when this holds, whatever the proof says. */
  unless?(see: See<V>): Term;
  /** Codes of causes that bring this picture about: where one of them is named, this one is not. */
  consequenceOf?: readonly string[];
  rivals?: Readonly<Record<string, string>>;
  remedy: readonly RemedyStep[];
  names?(read: Read<V>): Record<string, string | number | undefined>;
}

/** `unknown`: it matters and could not be seen from here, so that what rests on it is not judged either. */
export interface CheckOutcome {
  verdict: Extract<Verdict, "pass" | "warn" | "fail" | "skip" | "unknown">;
  when: Term;
  /** One sentence; placeholders as in titles. */
  reason: string;
}

/** One question with a tick or a cross: one file below checks/, its id is its path. */
export interface CheckRule<V> {
  /** A fact that a tick confirms and a cross denies. */
  title: string;
  hop: Hop;
  per?: "model";
  /** Checks that must hold first; one that failed blocks this one. */
  after?: readonly string[];
  /** In order: the first outcome whose term holds is the verdict. With none, the check is skipped for the facts that are missing. */
  judge(see: See<V>): readonly CheckOutcome[];
  /** Codes that the failure shows itself in: a cause that users see as one of them explains it as well. */
  codes?(read: Read<V>): readonly string[];
  /** What would tell, when this fails and no cause explains it. */
  wouldTell?: RemedyStep;
  names?(read: Read<V>): Record<string, string | number | undefined>;
}

/**
 * A result of an official tool that this run's facts show to mislead. It is named beside the causes and is never one itself: it explains
 * nothing, and an answer without it is the same answer.
 */
export interface AlarmRule<V> {
  /** Stable id of the catalogue of false alarms. */
  id: string;
  /** The tool, and where in it the result stands. */
  tool: string;
  /** Says broken and is fine; says fine and proves less; broken, but elsewhere; may be either. */
  direction: "false-red" | "false-green" | "wrong-blame" | "ambiguous";
  /** What the tool shows, where the facts do not hold its own words. */
  shows: string;
  /** What to say instead. */
  sentence: string;
  per?: "model";
  /** Holds where the result was seen or reported, and facts of this run show that it misleads. */
  misleads(see: See<V>): Term;
  /** The tool's own words, from the facts. */
  quote?(read: Read<V>): string | undefined;
  /** Codes that would make the result true: beside one of them, named or suspected, it is not called a false alarm. */
  notBeside?: readonly string[];
  /** The same for every cause of these hops. */
  notBesideHops?: readonly Hop[];
  /** It only matters beside one of these, named or suspected. */
  onlyBeside?: { codes?: readonly string[]; hops?: readonly Hop[] };
}
