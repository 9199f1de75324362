import { sayDay } from "../../core/day.ts";
import type { Block, Mark, Reply } from "../../core/reply.ts";
import { pathLine } from "../../core/request-path.ts";
import { tableLines } from "../../core/table.ts";
import { cleanBlock, cleanLine } from "../../core/text.ts";

export interface Look {
  /** Colour and symbols; `false` is the plain mode: letters only. */
  colour: boolean;
  width: number;
  /** Nothing is cut: for a file. */
  whole?: boolean;
}

const words: Record<Mark, string> = { pass: "PASS", warn: "WARN", fail: "FAIL", skip: "SKIP", blocked: "BLOCKED", unknown: "UNKNOWN", expected: "EXPECTED", undecided: "UNDECIDED", info: "INFO" };
const shapes: Record<Mark, string> = { pass: "✓", warn: "⚠", fail: "✗", skip: "○", blocked: "⊘", unknown: "?", expected: "≈", undecided: "?", info: "i" };
const plainShapes: Record<Mark, string> = { pass: "OK", warn: "!", fail: "X", skip: ".", blocked: "-", unknown: "?", expected: "~", undecided: "?", info: "i" };
const colours: Record<Mark, number> = { pass: 32, warn: 33, fail: 31, skip: 90, blocked: 90, unknown: 35, expected: 36, undecided: 35, info: 36 };

const paint = (look: Look, code: number, text: string): string => (look.colour ? `\u001b[${code}m${text}\u001b[0m` : text);

// What a line of ours begins with. No wrapped line may: a target's words would stand there as a verdict.
const beginnings = new Set([words, shapes, plainShapes].flatMap((of) => Object.values(of)));

function wrap(text: string, width: number, indent: string): string {
  const lines: string[] = [];
  const lead = /^ */u.exec(text)?.[0] ?? "";
  let line = "";
  for (const word of text.slice(lead.length).split(" ")) {
    if (line !== "" && !beginnings.has(word) && line.length + 1 + word.length > width - (lines.length === 0 ? 0 : indent.length)) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lead + lines.join(`\n${indent}`);
}

/** One reply as lines for a terminal. Every text is cleaned here: no control code of a target reaches the screen. */
export function renderReply(reply: Reply, look: Look): string {
  return reply.blocks.map((block) => renderBlock(block, look)).join("\n");
}

function renderBlock(block: Block, look: Look): string {
  const line = (text: string, limit = 1200): string => cleanLine(text, look.whole === true ? 100_000 : limit);
  const shape = (mark: Mark): string => (look.colour ? shapes[mark] : plainShapes[mark]);
  switch (block.kind) {
    case "headline":
      return paint(look, 1, `${paint(look, colours[block.mark], `${shape(block.mark)} ${words[block.mark]}`)}  ${line(block.text)}`);
    case "fact":
      return wrap(`${paint(look, 1, `${line(block.label, 80)}:`)} ${line(block.text)}`, look.width, "    ");
    case "note":
      return paint(look, 90, wrap(line(block.text), look.width, "    "));
    case "section":
      return `\n${paint(look, 1, line(block.title))}`;
    case "check":
      return wrap(`${paint(look, colours[block.mark], `${shape(block.mark)} ${words[block.mark]}`)} ${line(block.title)}${block.text === "" ? "" : `: ${line(block.text)}`}`, look.width, "    ");
    case "evidence":
      return wrap(`  - ${line(block.said)} ${paint(look, 90, `(${line(block.basis, 20)} from ${line(block.from, 60)}, ${line(block.probe, 120)})`)}`, look.width, "    ");
    case "steps":
      return `\n${paint(look, 1, wrap(line(block.title), look.width, ""))}\n${block.steps.map((step, place) => renderStep(step, place + 1, look)).join("\n")}`;
    case "code":
      return (block.label === undefined ? "" : `  ${line(block.label, 80)}:\n`) + cleanBlock(block.text, look.whole === true ? 1_000_000 : undefined).split("\n").map((text) => `    ${paint(look, 36, text)}`).join("\n");
    case "links":
      return block.links.map(({ text, url }) => `${paint(look, 1, `${line(block.title, 80)}:`)} ${line(text, 80)} ${line(url, 600)}`).join("\n");
    case "path":
      return wrap(line(pathLine(block.path, (mark) => (look.colour ? shapes[mark] : plainShapes[mark])), 600), look.width, "    ");
    case "day":
      return wrap(line(sayDay(block.day), 4000), look.width, "    ");
    case "table":
      return `${paint(look, 1, line(block.title))}\n${tableLines(block, shape, look.width - 4).split("\n").map((text) => `    ${text}`).join("\n")}`;
    case "waterfall":
      return renderWaterfall(block, look);
  }
}

function renderStep(step: { do: string; where: string; command?: string; expect?: string; risk?: string; undo?: string }, place: number, look: Look): string {
  const lines = [wrap(`${place}. ${cleanLine(step.do, 600)} ${paint(look, 90, `[${cleanLine(step.where, 200)}]`)}`, look.width, "   ")];
  if (step.command !== undefined) lines.push(cleanBlock(step.command).split("\n").map((text) => `     ${paint(look, 36, text)}`).join("\n"));
  if (step.expect !== undefined) lines.push(wrap(`   good: ${cleanLine(step.expect, 600)}`, look.width, "         "));
  if (step.risk !== undefined) lines.push(wrap(`   risk: ${cleanLine(step.risk, 600)}`, look.width, "         "));
  if (step.undo !== undefined) lines.push(wrap(`   undo: ${cleanLine(step.undo, 600)}`, look.width, "         "));
  return lines.join("\n");
}

function renderWaterfall(block: Extract<Block, { kind: "waterfall" }>, look: Look): string {
  const label = Math.min(44, Math.max(10, ...block.rows.map((row) => row.label.length)));
  const room = Math.max(10, look.width - label - 12);
  const total = Math.max(1, block.totalMs);
  return block.rows
    .map((row) => {
      const from = Math.min(room - 1, Math.floor((row.startedMs / total) * room));
      const long = Math.max(1, Math.min(room - from, Math.round((row.durationMs / total) * room)));
      const bar = `${" ".repeat(from)}${(look.colour ? "█" : "#").repeat(long)}`;
      return `${cleanLine(row.label, label).padEnd(label)} ${paint(look, colours[row.mark], bar.padEnd(room))} ${String(Math.round(row.durationMs)).padStart(6)} ms`;
    })
    .join("\n");
}
