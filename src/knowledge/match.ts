import type { Symptom } from "./entries.ts";
import type { Stretch } from "./paste.ts";
import { symptoms } from "./symptoms.generated.ts";

/** One place where one symptom stands. */
export interface Hit {
  symptom: Symptom;
  /** Place of the symptom in the catalogue; decides ties. */
  rank: number;
  stretch: Stretch;
  text: string;
  captures: Readonly<Record<string, string>>;
}

// A paste cannot ask for more pattern runs than this, whatever it holds; an honest one needs a few hundred.
const runLimit = 20_000;
const compiled = new Map<string, RegExp>();

function patternOf(source: string): RegExp {
  const known = compiled.get(source);
  if (known !== undefined) return known;
  const pattern = new RegExp(source, "iu");
  compiled.set(source, pattern);
  return pattern;
}

/** Every symptom on every stretch that it matches. A pattern runs only where a literal of it stands. */
export function findHits(stretches: readonly Stretch[]): Hit[] {
  const index = indexStretches(stretches);
  const hits: Hit[] = [];
  const budget = { runs: runLimit };
  for (const [rank, symptom] of symptoms.entries()) {
    const found = new Map<number, Hit>();
    for (const { source, needs } of symptom.patterns) {
      for (const place of placesOf(needs, index)) {
        const stretch = stretches[place];
        if (stretch === undefined || budget.runs <= 0) continue;
        budget.runs -= 1;
        const hit = tryPattern(source, symptom, rank, stretch);
        if (hit !== undefined && hit.text.length > (found.get(place)?.text.length ?? 0)) found.set(place, hit);
      }
    }
    hits.push(...withoutNeedlessJoins([...found.values()]));
  }
  return hits;
}

/** A symptom that stands on one line needs no join with the next: there a trailing wildcard would only swallow what follows. */
function withoutNeedlessJoins(hits: readonly Hit[]): Hit[] {
  const lines = new Set(hits.flatMap(({ stretch }) => (stretch.lines === 1 ? [stretch.line] : [])));
  if (lines.size === 0) return [...hits];
  return hits.filter(({ stretch }) => stretch.lines === 1 || !Array.from({ length: stretch.lines }, (_, more) => stretch.line + more).some((line) => lines.has(line)));
}

function tryPattern(source: string, symptom: Symptom, rank: number, stretch: Stretch): Hit | undefined {
  const match = patternOf(source).exec(stretch.text);
  if (match === null || match[0] === "") return undefined;
  const start = match.index;
  const end = start + match[0].length;
  if (stretch.lines > 1 && !crosses(stretch, start, end)) return undefined;
  const captures: Record<string, string> = {};
  for (const [name, value] of Object.entries(match.groups ?? {})) if (value !== undefined) captures[name] = value;
  return { symptom, rank, stretch, text: match[0], captures };
}

/** Of two lines: across the seam; of three: across both, as the joins of two are tried on their own. */
function crosses(stretch: Stretch, start: number, end: number): boolean {
  return stretch.seams.every((seam) => start < seam && end > seam + 1);
}

interface StretchIndex {
  text: string;
  /** Offset at which each stretch begins. */
  starts: readonly number[];
}

function indexStretches(stretches: readonly Stretch[]): StretchIndex {
  const starts: number[] = [];
  const parts: string[] = [];
  let at = 0;
  for (const { text } of stretches) {
    const low = text.toLowerCase();
    starts.push(at);
    parts.push(low);
    at += low.length + 1;
  }
  return { text: parts.join("\n"), starts };
}

/** Stretches that hold one of the literals, each once. */
function placesOf(needs: readonly string[], index: StretchIndex): Set<number> {
  const places = new Set<number>();
  for (const literal of needs) {
    let at = index.text.indexOf(literal);
    while (at !== -1) {
      const place = placeAt(index.starts, at);
      places.add(place);
      const next = index.starts[place + 1];
      if (next === undefined) break;
      at = index.text.indexOf(literal, next);
    }
  }
  return places;
}

function placeAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** A frame yields to a telling text, then the longest text wins, then a code, then the earlier entry. */
function beats(one: Hit, other: Hit): boolean {
  const frames = Number(one.symptom.frame === true) - Number(other.symptom.frame === true);
  if (frames !== 0) return frames < 0;
  if (one.text.length !== other.text.length) return one.text.length > other.text.length;
  const kinds = Number(one.symptom.kind !== "code") - Number(other.symptom.kind !== "code");
  return kinds === 0 ? one.rank < other.rank : kinds < 0;
}

/** The hit that answers for each line of the paste, from 0. */
export function winnersByLine(hits: readonly Hit[]): Map<number, Hit> {
  const winners = new Map<number, Hit>();
  for (const hit of hits) {
    for (let line = hit.stretch.line; line < hit.stretch.line + hit.stretch.lines; line += 1) {
      const winner = winners.get(line);
      if (winner === undefined || beats(hit, winner)) winners.set(line, hit);
    }
  }
  return winners;
}
