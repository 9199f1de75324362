import type { ReportedEvidence, Sign } from "../../core/reported.ts";
import { cleanLine } from "../../core/text.ts";
import type { Separator } from "../entries.ts";
import { separators } from "../look-alikes.generated.ts";
import { markOf } from "../look-alikes.ts";
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
  const answer = withoutCommand(id, text, separator).slice(0, 200_000);
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

// What kubectl, docker, sudo, a shell and the Rails runner say beside an answer.
const besideAnswer = /^(?:Defaulted container "|Found \d{1,4} pods, using |Unable to use a TTY|If you don't see a command prompt|command terminated with (?:non-zero )?exit code|the input device is not a TTY|Emulate Docker CLI using podman|\[sudo\] password for |bash: warning: setlocale|-?\S{0,20}: warning: setlocale|Warning: Use tokens from the TokenRequest API|DEPRECATION WARNING: |\/\S{1,300}:\d{1,6}: warning: |WARN: Unresolved or ambiguous specs|Please report a bug if this causes problems|\s{0,8}Available\/installed versions of this gem)/u;

const bareMark = /^\s{0,8}\[test [a-z0-9-]{3,60}\]\s{0,8}$/u;

/** The answer without the prompt that asked, whose command names everything that its answer may hold, and without what tools say beside it. */
function withoutCommand(id: string, text: string, { command }: Separator): string {
  const begins = (command ?? "").split("\n").map((line) => line.trim().slice(0, 24)).filter((line) => line.length >= 8);
  const all = text.split(/\r?\n/u);
  // What the command has printed begins with the mark on a line of its own; before it stands the command, perhaps wrapped by the terminal.
  const printed = all.findLastIndex((line) => line.trim() === markOf(id));
  const end = printed < 0 ? -1 : all.findIndex((line, place) => place > printed && bareMark.test(line));
  return all.slice(printed + 1, end < 0 ? undefined : end).filter((line) => !barePrompt.test(line) && !besideAnswer.test(line.trim()) && !/\[test [a-z0-9-]+\]/u.test(line) && !begins.some((begin) => line.includes(begin))).join("\n");
}
