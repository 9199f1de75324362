import { cleanLine } from "../core/text.ts";
import { findCauseCodes, findNearMisses, type NearMiss } from "./codes.ts";
import type { FalseAlarm, Look, Symptom } from "./entries.ts";
import { falseAlarms } from "./false-alarms.generated.ts";
import { findHits, type Hit, winnersByLine } from "./match.ts";
import { type Paste, readPaste } from "./paste.ts";
import { looks, symptoms } from "./symptoms.generated.ts";

/** A symptom that stands in the paste. */
export interface Recognised {
  symptom: Symptom;
  /** First line of the paste that it stands on, from 1. */
  line: number;
  /** On how many lines. */
  times: number;
  /** The text that matched, cleaned, at most 200 characters. Not redacted. */
  text: string;
  captures: Readonly<Record<string, string>>;
  /** Suspects for exactly this text, most likely first. */
  pointsTo: readonly string[];
}

/** A cause that what was pasted may come from. */
export interface Suspect {
  code: string;
  /** For ranking only; higher is more likely. */
  weight: number;
  /** Ids of the symptoms that point to it. */
  because: readonly string[];
}

/** What a paste holds. */
export interface Recognition {
  matches: readonly Recognised[];
  /** Codes of the product, such as A1003 and DCR4005, in order of appearance. */
  codes: readonly string[];
  /** Codes of causes, such as DT321. */
  causeCodes: readonly string[];
  nearMisses: readonly NearMiss[];
  falseAlarms: readonly { alarm: FalseAlarm; because: readonly string[] }[];
  /** Most likely first, at most forty. */
  suspects: readonly Suspect[];
  /** The paste was longer than what is read; its middle was left out. */
  cut: boolean;
}

const suspectLimit = 40;
// A chat window prints its sentence and its code on neighbouring lines.
const sentenceReach = 2;

/** Recognises every code, message, body, log line and tool output in a text of any length and form. Never throws. */
export function recognise(text: string): Recognition {
  const paste = readPaste(text);
  const matches = dropSentences(gatherLines(findHits(paste.stretches)));
  const flat = paste.lines.join("\n");
  const codes = [...new Set(matches.filter(({ symptom }) => symptom.kind === "code").map(({ symptom }) => symptom.id))];
  return {
    matches,
    codes,
    causeCodes: findCauseCodes(flat),
    nearMisses: findNearMisses(flat).filter(({ meant }) => meant.length === 0 || !meant.every((code) => codes.includes(code))),
    falseAlarms: recogniseAlarms(matches, paste),
    suspects: rankSuspects(matches),
    cut: paste.cut,
  };
}

/** The symptom with this id or code, in any case. */
export function symptomOf(id: string): Symptom | undefined {
  const wanted = id.toLowerCase();
  return symptoms.find((symptom) => symptom.id.toLowerCase() === wanted);
}

/** The first looks of a symptom, cheapest first. */
export function looksOf(symptom: Symptom): Look[] {
  return symptom.firstLook.flatMap((look) => {
    const step = typeof look === "string" ? looks[look] : look;
    return step === undefined ? [] : [step];
  });
}

/** The winner of every line, and every code on it; one entry per symptom. */
function gatherLines(hits: readonly Hit[]): Recognised[] {
  const kept = new Set(winnersByLine(hits).values());
  for (const hit of hits) if (hit.symptom.kind === "code") kept.add(hit);
  const bySymptom = new Map<string, { best: Hit; lines: Set<number> }>();
  for (const hit of [...kept].sort((a, b) => a.stretch.line - b.stretch.line)) {
    const known = bySymptom.get(hit.symptom.id);
    if (known === undefined) bySymptom.set(hit.symptom.id, { best: hit, lines: new Set([hit.stretch.line]) });
    else known.lines.add(hit.stretch.line);
  }
  return [...bySymptom.values()].map(({ best, lines }) => describe(best, lines)).sort((a, b) => a.line - b.line);
}

function describe(hit: Hit, lines: ReadonlySet<number>): Recognised {
  const low = hit.text.toLowerCase();
  const narrowed = hit.symptom.narrows?.find((one) => low.includes(one.text));
  return {
    symptom: hit.symptom,
    line: hit.stretch.line + 1,
    times: lines.size,
    text: cleanLine(hit.text, 200),
    captures: Object.fromEntries(Object.entries(hit.captures).map(([name, value]) => [name, cleanLine(value, 200)])),
    pointsTo: narrowed?.pointsTo ?? hit.symptom.pointsTo,
  };
}

/** The sentence that Chat prints before a code says nothing beside the code. */
function dropSentences(matches: readonly Recognised[]): Recognised[] {
  const codeLines = matches.filter(({ symptom }) => symptom.kind === "code").map(({ line }) => line);
  return matches.filter(({ symptom, line }) => !(symptom.kind === "message" && symptom.frame === true && codeLines.some((code) => Math.abs(code - line) <= sentenceReach)));
}

function recogniseAlarms(matches: readonly Recognised[], paste: Paste): Recognition["falseAlarms"] {
  const ids = new Set(matches.map(({ symptom }) => symptom.id));
  let low: string | undefined;
  return falseAlarms.flatMap((alarm) => {
    const because = alarm.symptoms.filter((id) => ids.has(id));
    if (because.length === 0) return [];
    low ??= paste.lines.join(" ").toLowerCase();
    const paper = low;
    return alarm.text === undefined || alarm.text.some((text) => paper.includes(text)) ? [{ alarm, because }] : [];
  });
}

/** Each symptom gives its suspects less the further down they stand; a frame counts a third. Symptoms that agree add up. */
function rankSuspects(matches: readonly Recognised[]): Suspect[] {
  const suspects = new Map<string, { weight: number; because: string[] }>();
  const ids = new Set(matches.map(({ symptom }) => symptom.id));
  for (const { symptom, pointsTo } of matches) {
    if (symptom.yieldsTo?.some((id) => ids.has(id)) === true) continue;
    const share = symptom.frame === true ? 1 / 3 : 1;
    for (const [place, code] of pointsTo.entries()) {
      const known = suspects.get(code) ?? { weight: 0, because: [] };
      known.weight += share / (place + 2);
      known.because.push(symptom.id);
      suspects.set(code, known);
    }
  }
  return [...suspects]
    .map(([code, { weight, because }]) => ({ code, weight: Math.round(weight * 1000) / 1000, because }))
    .sort((a, b) => b.weight - a.weight || (a.code < b.code ? -1 : 1))
    .slice(0, suspectLimit);
}
