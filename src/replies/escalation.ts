import { cleanLine, shorten } from "../core/text.ts";
import type { Result } from "../core/result.ts";
import { sayVerdict } from "./verdict.ts";

// What is handed over is shown whole before it is sent, so it has to fit the smallest window.
const most = 2_400;

/** What is handed over about a run: a title and the lines that the channel has seen, as plain text. */
export function sayEscalation(result: Result): { title: string; text: string } {
  const { blocks } = sayVerdict(result);
  const headline = blocks.find((block) => block.kind === "headline");
  const lines = blocks.flatMap((block): string[] => {
    if (block.kind === "fact") return [`${block.label}: ${cleanLine(block.text, 500)}`];
    if (block.kind === "note") return [cleanLine(block.text, 300)];
    if (block.kind === "code") return [`    ${block.label === undefined ? "" : `${block.label}: `}${cleanLine(block.text, 300)}`];
    return [];
  });
  const steps = result.diagnosis.causes[0]?.remedy.slice(0, 5).map((step, place) => `${place + 1}. ${cleanLine(step.do, 240)} (${cleanLine(step.where, 80)})`) ?? [];
  const title = cleanLine(headline?.text ?? `Duo on ${result.stack}`, 200);
  return { title, text: shorten([title, ...lines, ...(steps.length === 0 ? [] : ["Steps:", ...steps])].join("\n"), most) };
}
