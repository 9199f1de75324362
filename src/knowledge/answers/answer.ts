import type { ReportedEvidence, Sign } from "../../core/reported.ts";
import { cleanLine } from "../../core/text.ts";
import type { Separator } from "../entries.ts";
import { separators } from "../look-alikes.generated.ts";
import { areaOf } from "../evidence/meaning.ts";
import { modelAnswers } from "./model.ts";
import { type About, type AnswerReader } from "./read.ts";
import { stackAnswers } from "./stack.ts";

/** The reader of each separating test's answer. */
export const answerReaders: Readonly<Record<string, AnswerReader>> = { ...modelAnswers, ...stackAnswers };

/** The test that the text is an answer to, by its mark. */
export function testNamed(text: string): string | undefined {
  const id = /\[test ([a-z0-9-]{3,60})\]/u.exec(text)?.[1];
  return id !== undefined && separators[id] !== undefined ? id : undefined;
}

/**
 * Reads the answer to a separating test as evidence. `among`: the causes that were not told apart; without them all that the test is about. The
 * outcome leaves those that it points to; a cause that stands in no outcome is what remains. Undefined where the text does not decide.
 */
export function readAnswer(id: string, text: string, among: readonly string[], about: About = {}): ReportedEvidence | undefined {
  const separator = separators[id];
  const reader = answerReaders[id];
  if (separator === undefined || reader === undefined) return undefined;
  const answer = withoutCommand(text, separator).slice(0, 200_000);
  const places = reader(answer, about);
  if (places.length === 0) return undefined;
  const named = new Set(separator.outcomes.flatMap(({ means }) => means));
  const asked = among.length > 0 ? among : [...named];
  const points = [...new Set(places.flatMap((place) => separator.outcomes[place]?.means ?? []))];
  const kept = asked.filter((code) => points.includes(code));
  // Of two that no outcome speaks of, the answer leaves both.
  const left = kept.length > 0 ? kept : asked.filter((code) => !named.has(code));
  const codes = left.length > 0 ? left : points;
  const area = codes.map(areaOf).find((one) => one !== undefined);
  if (area === undefined) return undefined;
  const line = answer.split("\n").find((one) => one.trim() !== "") ?? "nothing";
  const sees = places.map((place) => separator.outcomes[place]?.sees ?? "").join("; ");
  const sign: Sign = { id: `answer-${id}`, source: "test-answer", line: 1, times: 1, said: cleanLine(`${sees}: ${line}`, 240), strength: codes.length === 1 ? "single" : "group", points: codes };
  return { sources: ["test-answer"], signs: [sign], findings: [{ area, level: codes.length === 1 ? "likely" : "suspect", codes, excluded: asked.filter((code) => !codes.includes(code)), signs: [0] }], model: null };
}

// The next prompt, which stands below an answer; where nothing was printed it is all that there is.
const barePrompt = /^\s{0,8}(?:\[?[A-Za-z0-9_.-]{1,64}@[A-Za-z0-9_.-]{1,64}[^$#]{0,120})?[$#]\s{0,8}$/u;

/** The answer without the prompt that asked: the command itself names everything that its answer may hold. */
function withoutCommand(text: string, { command }: Separator): string {
  const lines = (command ?? "").split("\n").map((line) => line.trim().slice(0, 24)).filter((line) => line.length >= 8);
  return text.split(/\r?\n/u).filter((line) => !barePrompt.test(line) && !/\[test [a-z0-9-]+\]/u.test(line) && !lines.some((begin) => line.includes(begin))).join("\n");
}
