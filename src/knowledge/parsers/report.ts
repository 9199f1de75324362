import { cleanLine } from "../../core/text.ts";
import { findHits, winnersByLine } from "../match.ts";
import type { Paste } from "../paste.ts";

/** What one line of an official tool's output says. It is what the tool reported, not what is so. */
export interface ReportedLine {
  /** Tool and step: `rake/gateway`, `troubleshoot/model`, `health-check/network`. */
  id: string;
  verdict: "pass" | "fail" | "warn" | "info";
  /** The line, cleaned, at most 300 characters, without user name and password in addresses. */
  said: string;
  /** Id of the symptom that the line is. */
  symptom?: string;
}

/** The output of an official tool, read line by line. */
export interface Report {
  tool: "rake" | "troubleshoot" | "health-check";
  /** Form of the output, where the tool has several. */
  form?: string;
  /** The tool came to its end; otherwise later steps were not run and say nothing. */
  finished: boolean;
  lines: readonly ReportedLine[];
}

export type Steps = Readonly<Record<string, readonly [step: string, verdict: ReportedLine["verdict"]]>>;

/** The lines of a paste that are symptoms of this tool, by its table of steps. */
export function reportLines(paste: Paste, tool: Report["tool"], steps: Steps): ReportedLine[] {
  const hits = findHits(paste.stretches).filter(({ symptom }) => steps[symptom.id] !== undefined);
  const told = new Set<string>();
  return [...winnersByLine(hits)]
    .sort(([a], [b]) => a - b)
    .flatMap(([line, hit]) => {
      const step = steps[hit.symptom.id];
      // A hit over several lines answers for each of them and is told once.
      const key = `${String(hit.stretch.line)} ${hit.symptom.id}`;
      if (step === undefined || told.has(key)) return [];
      told.add(key);
      const said = hit.stretch.lines > 1 ? hit.stretch.text : (paste.lines[line] ?? hit.text);
      return [{ id: `${tool}/${step[0]}`, verdict: step[1], said: sayLine(said), symptom: hit.symptom.id }];
    });
}

/** A line of the output, fit to be shown. */
export function sayLine(text: string): string {
  return cleanLine(text.replace(/(:\/\/)[^\s/@]{1,300}@/gu, "$1").replace(/^\s*>>\s?/u, ""));
}

export function holds(paste: Paste, pattern: RegExp): boolean {
  return paste.lines.some((line) => pattern.test(line));
}


