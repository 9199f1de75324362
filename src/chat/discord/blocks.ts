import { sayDay } from "../../core/day.ts";
import type { Block, Mark } from "../../core/reply.ts";
import { pathLine } from "../../core/request-path.ts";
import { tableLines } from "../../core/table.ts";
import type { RemedyStep } from "../../core/rule.ts";
import type { Style } from "./markdown.ts";

const words: Record<Mark, string> = { pass: "PASS", warn: "WARN", fail: "FAIL", skip: "SKIP", blocked: "BLOCKED", unknown: "UNKNOWN", expected: "EXPECTED", undecided: "UNDECIDED", info: "INFO" };
const shapes: Record<Mark, string> = { pass: "✓", warn: "⚠", fail: "✗", skip: "○", blocked: "⊘", unknown: "?", expected: "≈", undecided: "?", info: "ℹ" };

const stateOf = (mark: Mark): string => `${shapes[mark]} ${words[mark]}`;

/** One block as pieces that may be set apart but not cut: a step keeps its command. */
export function piecesOf(block: Block, style: Style): string[] {
  switch (block.kind) {
    case "headline":
      return [style.bold(block.mark === "info" ? style.text(block.text, 600) : `${stateOf(block.mark)}  ${style.text(block.text, 600)}`)];
    case "fact":
      return [`${style.bold(`${style.text(block.label, 80)}:`)} ${style.text(block.text)}`];
    case "note":
      return [style.small(style.text(block.text))];
    case "section":
      return [`\n${style.bold(style.text(block.title, 300))}`];
    case "check":
      return [`${stateOf(block.mark)} ${style.text(block.title, 300)}${block.text === "" ? "" : `: ${style.text(block.text)}`}`];
    case "evidence":
      return [`- ${style.text(block.said)} (${style.text(block.basis, 20)} from ${style.text(block.from, 60)}, ${style.text(block.probe, 120)})`];
    case "steps":
      return [`\n${style.bold(style.text(block.title, 300))}`, ...block.steps.map((step, place) => pieceOfStep(step, place + 1, style))];
    case "code":
      return [`${block.label === undefined ? "" : `${style.text(block.label, 80)}:\n`}${style.codeBlock(block.text)}`];
    case "links":
      return [`${style.bold(`${style.text(block.title, 80)}:`)} ${block.links.map(({ text, url }) => style.text(`${text} ${url}`, 700)).join(" · ")}`];
    case "path":
      return [style.text(pathLine(block.path, (mark) => shapes[mark]))];
    case "day":
      return [style.text(sayDay(block.day), 2500)];
    case "table":
      return [`${style.bold(style.text(block.title, 300))}\n${style.codeBlock(tableLines(block, (mark) => shapes[mark], phoneWidth))}`];
    case "waterfall":
      return [style.codeBlock(barsOf(block))];
  }
}

function pieceOfStep(step: RemedyStep, place: number, style: Style): string {
  const lines = [`${place}. ${style.text(step.do, 700)} (${style.text(step.where, 200)})`];
  if (step.command !== undefined) lines.push(style.codeBlock(step.command));
  if (step.expect !== undefined) lines.push(`   good: ${style.text(step.expect, 600)}`);
  if (step.risk !== undefined) lines.push(`   risk: ${style.text(step.risk, 600)}`);
  if (step.undo !== undefined) lines.push(`   undo: ${style.text(step.undo, 600)}`);
  return lines.join("\n");
}

const phoneWidth = 48;
// A phone shows some 40 characters of a code block in a line.
const barRoom = 16;
const labelRoom = 24;

function barsOf(block: Extract<Block, { kind: "waterfall" }>): string {
  const total = Math.max(1, block.totalMs);
  return block.rows.slice(0, 60).map((row) => {
    const from = Math.min(barRoom - 1, Math.max(0, Math.floor((row.startedMs / total) * barRoom)));
    const long = Math.max(1, Math.min(barRoom - from, Math.round((row.durationMs / total) * barRoom)));
    return `${shapes[row.mark]} ${row.label.slice(-labelRoom).padEnd(labelRoom)} ${`${" ".repeat(from)}${"█".repeat(long)}`.padEnd(barRoom)} ${String(Math.round(row.durationMs)).padStart(5)} ms`;
  }).join("\n");
}
