import { sayDay } from "../../core/day.ts";
import type { Block, Mark } from "../../core/reply.ts";
import { pathLine } from "../../core/request-path.ts";
import type { RemedyStep } from "../../core/rule.ts";
import { tableLines } from "../../core/table.ts";
import { cleanBlock, cleanLine } from "../../core/text.ts";
import { codeOf, escapeText, lineOf } from "./escape.ts";

const words: Record<Mark, string> = { pass: "PASS", warn: "WARN", fail: "FAIL", skip: "SKIP", blocked: "BLOCKED", unknown: "UNKNOWN", expected: "EXPECTED", undecided: "UNDECIDED", info: "INFO" };
const shapes: Record<Mark, string> = { pass: "✓", warn: "⚠", fail: "✗", skip: "○", blocked: "⊘", unknown: "?", expected: "≈", undecided: "?", info: "ℹ" };

export const stateOf = (mark: Mark): string => `${shapes[mark]} ${words[mark]}`;

/** How texts become Slack's markup, or none. */
export interface Style {
  line(text: string, limit?: number): string;
  bold(text: string): string;
  quiet(text: string): string;
  code(text: string): string;
  link(text: string, url: string): string;
}

export const mrkdwn: Style = {
  line: lineOf,
  bold: (text) => (text === "" ? "" : `*${text.replace(/\*/gu, "∗")}*`),
  quiet: (text) => text,
  code: (text) => codeOf(text),
  link: (text, url) => `<${escapeText(url.replace(/[<>|\s]/gu, encodeURIComponent))}|${lineOf(text, 80).replace(/\|/gu, "")}>`,
};

/** For the notification, the screen reader and the file. */
export const plain: Style = {
  line: (text, limit = 4000) => cleanLine(text, limit),
  bold: (text) => text,
  quiet: (text) => text,
  code: (text) => cleanBlock(text, 100_000).split("\n").map((line) => `    ${line}`).join("\n"),
  link: (text, url) => `${cleanLine(text, 80)} ${url}`,
};

/** One block of a reply as pieces of text, each of which stays whole: a step keeps its command. */
export function piecesOf(block: Block, style: Style): string[] {
  switch (block.kind) {
    case "headline":
      return [style.bold(`${block.mark === "info" ? "" : `${stateOf(block.mark)}  `}${style.line(block.text, 600)}`)];
    case "fact":
      return [`${style.bold(`${style.line(block.label, 80)}:`)} ${style.line(block.text)}`];
    case "note":
      return [style.quiet(style.line(block.text))];
    case "section":
      return [`\n${style.bold(style.line(block.title, 300))}`];
    case "check":
      return [`${stateOf(block.mark)} ${style.line(block.title, 300)}${block.text === "" ? "" : `: ${style.line(block.text)}`}`];
    case "evidence":
      return [`• ${style.line(block.said)} (${style.line(block.basis, 20)} from ${style.line(block.from, 60)}, ${style.line(block.probe, 120)})`];
    case "steps":
      return [`\n${style.bold(style.line(block.title, 300))}`, ...block.steps.map((step, place) => stepOf(step, place + 1, style))];
    case "code":
      return [`${block.label === undefined ? "" : `${style.line(block.label, 80)}:\n`}${style.code(block.text)}`];
    case "links":
      return [`${style.bold(`${style.line(block.title, 80)}:`)} ${block.links.map(({ text, url }) => style.link(text, url)).join(" · ")}`];
    case "path":
      return [style.line(pathLine(block.path, (mark) => shapes[mark]))];
    case "day":
      return [style.line(sayDay(block.day), 2500)];
    case "table":
      return [`${style.bold(style.line(block.title, 300))}\n${style.code(tableLines(block, (mark) => shapes[mark], 84))}`];
    case "waterfall":
      return [style.code(barsOf(block))];
  }
}

function stepOf(step: RemedyStep, place: number, style: Style): string {
  const lines = [`${place}. ${style.line(step.do, 700)} (${style.line(step.where, 200)})`];
  if (step.command !== undefined) lines.push(style.code(step.command));
  if (step.expect !== undefined) lines.push(`good: ${style.line(step.expect, 600)}`);
  if (step.risk !== undefined) lines.push(`risk: ${style.line(step.risk, 600)}`);
  if (step.undo !== undefined) lines.push(`undo: ${style.line(step.undo, 600)}`);
  return lines.join("\n");
}

const barRoom = 24;

function barsOf(block: Extract<Block, { kind: "waterfall" }>): string {
  const total = Math.max(1, block.totalMs);
  return block.rows.slice(0, 60).map((row) => {
    const from = Math.min(barRoom - 1, Math.max(0, Math.floor((row.startedMs / total) * barRoom)));
    const long = Math.max(1, Math.min(barRoom - from, Math.round((row.durationMs / total) * barRoom)));
    return `${shapes[row.mark]} ${row.label.slice(-32).padEnd(32)} ${`${" ".repeat(from)}${"█".repeat(long)}`.padEnd(barRoom)} ${String(Math.round(row.durationMs)).padStart(6)} ms`;
  }).join("\n");
}

/** All of a reply as plain text, uncut. */
export function plainText(blocks: readonly Block[]): string {
  return blocks.flatMap((block) => piecesOf(block, plain)).join("\n").trim();
}

/** The plain text of a message: whole where it fits, escaped since Slack reads even that as markup. */
export function fallbackText(blocks: readonly Block[], limit: number): string {
  const whole = escapeText(plainText(blocks));
  if (whole.length <= limit) return whole === "" ? "duo-triage" : whole;
  // Never inside an entity.
  return `${whole.slice(0, limit - 2).replace(/&[a-z]{0,3}$/u, "").replace(/[\ud800-\udbff]$/u, "")} …`;
}
