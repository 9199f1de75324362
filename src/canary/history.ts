import { z } from "zod";

/**
 * Whether a model still answers as it did, from a few fixed questions asked again and again. The first rounds are the reference: what the model
 * usually says. The next ones are the baseline: how near to the reference, how long and how fast it answers when nothing has changed. A later round
 * is odd in a measure when it lies beyond every round of the baseline; a change is only told when all rounds of at least a day, and at least five, are
 * odd on the same side. For rounds that come from one unchanging model in any order, the chance that five given ones all lie beyond forty others on one
 * side is 1 to 45 over 5, below one in a million: with three measures, two sides and twelve rounds a day, less than one false alarm in forty years. A day
 * is waited for because load comes in days: the quiet hours of one night are no change.
 */

/** One round of all questions. */
export const roundSchema = z.object({
  at: z.number(),
  /** Mean likeness of the answers to the nearest answer of the reference, 0 to 1. */
  agreement: z.number(),
  /** Mean characters of an answer. */
  length: z.number(),
  /** Characters a second, over all answers. */
  speed: z.number(),
  /** Tokens that the server counted in all questions; null where it does not tell. Fixed by tokenizer and chat template. */
  promptTokens: z.number().nullable(),
});
export type Round = z.infer<typeof roundSchema>;

export const historySchema = z.object({
  /** Endpoint and name of the model: another one is another history, and no surprise. */
  key: z.string(),
  /** When the model was last asked, answered or not. */
  askedAt: z.number(),
  /** Answers by question. */
  reference: z.array(z.array(z.string().max(400))),
  /** Songs that made up the reference. */
  learnt: z.number(),
  baseline: z.array(roundSchema),
  recent: z.array(roundSchema),
  changed: z.object({ at: z.number(), by: z.array(z.enum(["agreement", "length", "speed", "prompt-tokens"])), rounds: z.number() }).optional(),
});
export type ModelHistory = z.infer<typeof historySchema>;
type Measure = NonNullable<ModelHistory["changed"]>["by"][number];

/** Rounds that make up the reference, and the baseline after it. */
export const referenceRounds = 12;
export const baselineRounds = 40;
/** A change is told when at least this many rounds, over at least this time, are all odd. */
export const oddRounds = 5;
const oddMs = 24 * 3_600_000;
/** A change that stayed for this many rounds is how the model is now: it is learnt anew, and the notice ends. */
export const settledRounds = 36;
/** Rounds that are kept: ten days at the usual pace. */
const recentRounds = 120;

export const newHistory = (key: string, at: number): ModelHistory => ({ key, askedAt: at, reference: [], learnt: 0, baseline: [], recent: [] });

/** Likeness of two answers: the part that they begin alike. Greedy decoding leaves its path at the first token that differs. */
function likeness(a: string, b: string): number {
  const longest = Math.max(a.length, b.length);
  if (longest === 0) return 1;
  let alike = 0;
  while (alike < a.length && alike < b.length && a[alike] === b[alike]) alike += 1;
  return alike / longest;
}

/** Takes in the answers of one round. Pure. */
export function addAnswers(history: ModelHistory, answers: readonly string[], heard: { at: number; ms: number; promptTokens: number | null }): ModelHistory {
  if (history.learnt < referenceRounds) {
    const reference = answers.map((answer, place) => [...new Set([...(history.reference[place] ?? []), answer.slice(0, 400)])]);
    return { ...history, askedAt: heard.at, reference, learnt: history.learnt + 1 };
  }
  const characters = answers.reduce((sum, answer) => sum + answer.length, 0);
  const agreement = answers.reduce((sum, answer, place) => sum + Math.max(0, ...(history.reference[place] ?? []).map((known) => likeness(known, answer.slice(0, 400)))), 0) / Math.max(1, answers.length);
  const round: Round = { at: heard.at, agreement, length: characters / Math.max(1, answers.length), speed: characters / Math.max(0.001, heard.ms / 1000), promptTokens: heard.promptTokens };
  return addRound({ ...history, askedAt: heard.at }, round);
}

/** As addAnswers, for a round whose measures are known. */
export function addRound(history: ModelHistory, round: Round): ModelHistory {
  if (history.baseline.length < baselineRounds) return { ...history, baseline: [...history.baseline, round] };
  const recent = [...history.recent, round].slice(-recentRounds);
  const found = changedBy(history.baseline, recent);
  const before = history.changed;
  // What was told stands until a day is as quiet as it took to tell it: a change that flickers is one change.
  if (before === undefined ? found.length === 0 : isUsual(history.baseline, recent)) {
    const { changed: _changed, ...same } = history;
    return { ...same, recent };
  }
  const changed = { at: before?.at ?? round.at, by: [...new Set([...(before?.by ?? []), ...found])], rounds: (before?.rounds ?? 0) + 1 };
  return changed.rounds > settledRounds ? newHistory(history.key, round.at) : { ...history, recent, changed };
}

const values: Readonly<Record<Exclude<Measure, "prompt-tokens">, (round: Round) => number>> = { agreement: (round) => round.agreement, length: (round) => round.length, speed: (round) => round.speed };

const measures = Object.entries(values) as [Exclude<Measure, "prompt-tokens">, (round: Round) => number][];

/** The rounds of the last day, and at least five; undefined where there are not that many yet. */
function lastDay(recent: readonly Round[]): readonly Round[] | undefined {
  const last = recent.at(-1);
  const first = last === undefined ? -1 : recent.findLastIndex((round) => last.at - round.at >= oddMs);
  // The first of the rounds that lie at least a day back closes the window.
  const window = first === -1 ? [] : recent.slice(Math.min(first, Math.max(0, recent.length - oddRounds)));
  return window.length < oddRounds ? undefined : window;
}

/** How a measure of a round lies to the baseline: beyond all of it on one side or the other, or within. */
function sideOf(baseline: readonly Round[], of: (round: Round) => number): (round: Round) => -1 | 0 | 1 {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const round of baseline) [least, most] = [Math.min(least, of(round)), Math.max(most, of(round))];
  return (round) => (of(round) > most ? 1 : of(round) < least ? -1 : 0);
}

/** Tokens of all rounds, where they are the same in each. */
function tokensOf(rounds: readonly Round[]): number | undefined {
  const counted = rounds[0]?.promptTokens;
  return typeof counted === "number" && rounds.every((round) => round.promptTokens === counted) ? counted : undefined;
}

/** Measures in which the rounds of the last day are all odd, on one side. */
export function changedBy(baseline: readonly Round[], recent: readonly Round[]): Measure[] {
  const window = lastDay(recent);
  if (window === undefined) return [];
  const [usual, now] = [tokensOf(baseline), tokensOf(window)];
  const odd = measures.flatMap(([measure, of]) => {
    const side = sideOf(baseline, of);
    const last = side(window.at(-1) as Round);
    return last !== 0 && window.every((round) => side(round) === last) ? [measure] : [];
  });
  return [...(usual !== undefined && now !== undefined && usual !== now ? (["prompt-tokens"] as const) : []), ...odd];
}

/** Nothing in the last day is odd. */
function isUsual(baseline: readonly Round[], recent: readonly Round[]): boolean {
  const window = lastDay(recent);
  const usual = tokensOf(baseline);
  return window !== undefined && measures.every(([, of]) => window.every((round) => sideOf(baseline, of)(round) === 0)) && (usual === undefined || window.every((round) => round.promptTokens === usual));
}
