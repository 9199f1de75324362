import { z } from "zod";

/**
 * Whether a model still answers as it did, from a few fixed questions asked again and again. The first songs are the reference: what the model
 * usually says. The next ones are the baseline: how near to the reference, how long and how fast it answers when nothing has changed. A later song
 * is odd in a measure when it lies beyond every song of the baseline; a change is only told when all songs of at least a day, and at least five, are
 * odd on the same side. For songs that come from one unchanging model in any order, the chance that five given ones all lie beyond forty others on one
 * side is 1 to 45 over 5, below one in a million: with three measures, two sides and twelve songs a day, less than one false alarm in forty years. A day
 * is waited for because load comes in days: the quiet hours of one night are no change.
 */

/** One round of all questions. */
export const songSchema = z.object({
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
export type Song = z.infer<typeof songSchema>;

export const tuneSchema = z.object({
  /** Endpoint and name of the model: another one is another tune, and no surprise. */
  key: z.string(),
  /** When the model was last asked, answered or not. */
  askedAt: z.number(),
  /** Answers by question. */
  reference: z.array(z.array(z.string().max(400))),
  /** Songs that made up the reference. */
  learnt: z.number(),
  baseline: z.array(songSchema),
  recent: z.array(songSchema),
  changed: z.object({ at: z.number(), by: z.array(z.enum(["agreement", "length", "speed", "prompt-tokens"])), songs: z.number() }).optional(),
});
export type Tune = z.infer<typeof tuneSchema>;
type Measure = NonNullable<Tune["changed"]>["by"][number];

export const referenceSongs = 12;
export const baselineSongs = 40;
const oddSongs = 5;
const oddMs = 24 * 3_600_000;
/** A change that stayed for this many songs is how the model is now: it is learnt anew, and the notice ends. */
export const settledSongs = 36;
const recentSongs = 120;

export const newTune = (key: string, at: number): Tune => ({ key, askedAt: at, reference: [], learnt: 0, baseline: [], recent: [] });

/** Likeness of two answers: the part that they begin alike. Greedy decoding leaves its path at the first token that differs. */
function likeness(a: string, b: string): number {
  const longest = Math.max(a.length, b.length);
  if (longest === 0) return 1;
  let alike = 0;
  while (alike < a.length && alike < b.length && a[alike] === b[alike]) alike += 1;
  return alike / longest;
}

/** Takes in the answers of one round. Pure. */
export function takeSong(tune: Tune, answers: readonly string[], heard: { at: number; ms: number; promptTokens: number | null }): Tune {
  if (tune.learnt < referenceSongs) {
    const reference = answers.map((answer, place) => [...new Set([...(tune.reference[place] ?? []), answer.slice(0, 400)])]);
    return { ...tune, askedAt: heard.at, reference, learnt: tune.learnt + 1 };
  }
  const characters = answers.reduce((sum, answer) => sum + answer.length, 0);
  const agreement = answers.reduce((sum, answer, place) => sum + Math.max(0, ...(tune.reference[place] ?? []).map((known) => likeness(known, answer.slice(0, 400)))), 0) / Math.max(1, answers.length);
  const song: Song = { at: heard.at, agreement, length: characters / Math.max(1, answers.length), speed: characters / Math.max(0.001, heard.ms / 1000), promptTokens: heard.promptTokens };
  return takeMeasured({ ...tune, askedAt: heard.at }, song);
}

/** As takeSong, for a song whose measures are known. */
export function takeMeasured(tune: Tune, song: Song): Tune {
  if (tune.baseline.length < baselineSongs) return { ...tune, baseline: [...tune.baseline, song] };
  const recent = [...tune.recent, song].slice(-recentSongs);
  const found = changedBy(tune.baseline, recent);
  const before = tune.changed;
  // What was told stands until a day is as quiet as it took to tell it: a change that flickers is one change.
  if (before === undefined ? found.length === 0 : isUsual(tune.baseline, recent)) {
    const { changed: _changed, ...same } = tune;
    return { ...same, recent };
  }
  const changed = { at: before?.at ?? song.at, by: [...new Set([...(before?.by ?? []), ...found])], songs: (before?.songs ?? 0) + 1 };
  return changed.songs > settledSongs ? newTune(tune.key, song.at) : { ...tune, recent, changed };
}

const values: Readonly<Record<Exclude<Measure, "prompt-tokens">, (song: Song) => number>> = { agreement: (song) => song.agreement, length: (song) => song.length, speed: (song) => song.speed };

const measures = Object.entries(values) as [Exclude<Measure, "prompt-tokens">, (song: Song) => number][];

/** The songs of the last day, and at least five; undefined where there are not that many yet. */
function lastDay(recent: readonly Song[]): readonly Song[] | undefined {
  const last = recent.at(-1);
  const first = last === undefined ? -1 : recent.findLastIndex((song) => last.at - song.at >= oddMs);
  // The first of the songs that lie at least a day back closes the window.
  const window = first === -1 ? [] : recent.slice(Math.min(first, Math.max(0, recent.length - oddSongs)));
  return window.length < oddSongs ? undefined : window;
}

/** How a measure of a song lies to the baseline: beyond all of it on one side or the other, or within. */
function sideOf(baseline: readonly Song[], of: (song: Song) => number): (song: Song) => -1 | 0 | 1 {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const song of baseline) [least, most] = [Math.min(least, of(song)), Math.max(most, of(song))];
  return (song) => (of(song) > most ? 1 : of(song) < least ? -1 : 0);
}

/** Tokens of all songs, where they are the same in each. */
function tokensOf(songs: readonly Song[]): number | undefined {
  const counted = songs[0]?.promptTokens;
  return typeof counted === "number" && songs.every((song) => song.promptTokens === counted) ? counted : undefined;
}

/** Measures in which the songs of the last day are all odd, on one side. */
export function changedBy(baseline: readonly Song[], recent: readonly Song[]): Measure[] {
  const window = lastDay(recent);
  if (window === undefined) return [];
  const [usual, now] = [tokensOf(baseline), tokensOf(window)];
  const odd = measures.flatMap(([measure, of]) => {
    const side = sideOf(baseline, of);
    const last = side(window.at(-1) as Song);
    return last !== 0 && window.every((song) => side(song) === last) ? [measure] : [];
  });
  return [...(usual !== undefined && now !== undefined && usual !== now ? (["prompt-tokens"] as const) : []), ...odd];
}

/** Nothing in the last day is odd. */
function isUsual(baseline: readonly Song[], recent: readonly Song[]): boolean {
  const window = lastDay(recent);
  const usual = tokensOf(baseline);
  return window !== undefined && measures.every(([, of]) => window.every((song) => sideOf(baseline, of)(song) === 0)) && (usual === undefined || window.every((song) => song.promptTokens === usual));
}
