import { accessSync, constants, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Reply } from "../core/reply.ts";
import { exitCodes, type Result, type SavedRun } from "../core/result.ts";
import { sayEvidence, saySteps, sayTimings, sayVerdict } from "../replies/verdict.ts";
import { UsageError, type Arguments } from "./arguments.ts";
import { toJunit } from "./junit.ts";

/** What the command line is given: streams, and how to show a reply. */
export interface Console {
  out(text: string): void;
  err(text: string): void;
  /** Standard error is a terminal: a bar instead of lines. */
  bar: boolean;
  render(reply: Reply): string;
}

export const exitOf = (result: Result): number => exitCodes[result.verdict];

/** Prints a result in the form asked for and gives the exit status. */
export function printResult(result: Result, flags: Arguments["flags"], console: Console): number {
  if (flags["json"] === true) console.out(`${JSON.stringify(result, null, 2)}\n`);
  else if (flags["junit"] === true) console.out(toJunit(result));
  else {
    const replies = [sayVerdict(result)];
    if (flags["evidence"] !== false && result.verdict !== "pass") replies.push(sayEvidence(result));
    if (result.diagnosis.causes.length + result.diagnosis.cannotTell.length > 0 || flags["steps"] === true) replies.push(saySteps(result));
    if (flags["timings"] === true) replies.push(sayTimings(result));
    console.out(`${replies.map((reply) => console.render(reply)).join("\n")}\n`);
  }
  return exitOf(result);
}

/** Seconds of --timeout as milliseconds. */
export function budgetOf(flags: Arguments["flags"]): number | undefined {
  const text = flags["timeout"];
  if (typeof text !== "string") return undefined;
  const seconds = Number(text);
  if (!Number.isFinite(seconds) || seconds <= 0 || seconds > 3600) throw new UsageError(`--timeout takes seconds between 1 and 3600, found "${text.slice(0, 20)}"`);
  return seconds * 1000;
}

/** Progress on standard error: a bar that rewrites itself on a terminal, a line now and then otherwise. */
export function showProgress(console: Console): (done: number, total: number, id: string) => void {
  let last = 0;
  return (done, total, id) => {
    if (console.bar) {
      const width = 24;
      const full = Math.round((done / Math.max(1, total)) * width);
      console.err(done === total ? "\r\u001b[K" : `\r\u001b[K[${"#".repeat(full)}${".".repeat(width - full)}] ${done}/${total} ${id}`);
    } else if (done === total || Date.now() - last > 2000) {
      last = Date.now();
      console.err(`seen ${done}/${total}\n`);
    }
  };
}

/** While a target hangs: what has no answer yet, so that a person knows at once where it is. */
export function showWaiting(console: Console): (titles: readonly string[], done: number, total: number) => void {
  return (titles, done, total) => {
    if (titles.length === 0) return;
    const more = titles.length > 3 ? `; and ${titles.length - 3} more` : "";
    console.err(`${console.bar ? "\r\u001b[K" : ""}seen ${done}/${total}, no answer yet: ${titles.slice(0, 3).join("; ")}${more}\n`);
  };
}

export function saveRun(saved: SavedRun, flags: Arguments["flags"]): void {
  writeOut("save", flags, () => `${JSON.stringify(saved, null, 1)}\n`);
}

/** Writes the run as one HTML file that opens without a network. */
export async function writeReport(result: Result, saved: SavedRun, flags: Arguments["flags"]): Promise<void> {
  if (flags["report"] === undefined) return;
  const { runPage } = await import("../pages/run-page.ts");
  writeOut("report", flags, () => runPage(result, saved));
}

/** A run takes a minute; that its answer has no place to go is said before. Throws UsageError. */
export function refuseUnwritable(flags: Arguments["flags"]): void {
  for (const flag of ["save", "report"] as const) {
    const path = flags[flag];
    if (typeof path !== "string") continue;
    try {
      const folder = statSync(path, { throwIfNoEntry: false })?.isDirectory();
      if (folder === true) throw Object.assign(new Error(), { code: "EISDIR" });
      accessSync(folder === undefined ? dirname(path) : path, constants.W_OK);
    } catch (error) {
      throw unwritable(flag, path, error);
    }
  }
}

const unwritable = (flag: string, path: string, error: unknown): UsageError => new UsageError(`--${flag} ${path}: cannot be written (${(error as NodeJS.ErrnoException).code ?? "error"})`);

function writeOut(flag: "save" | "report", flags: Arguments["flags"], text: () => string): void {
  const path = flags[flag];
  if (typeof path !== "string") return;
  try {
    writeFileSync(path, text(), { mode: 0o600 });
  } catch (error) {
    throw unwritable(flag, path, error);
  }
}
