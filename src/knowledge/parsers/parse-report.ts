import { parseHealthCheck } from "./health-check.ts";
import { parseRakeVerify } from "./rake.ts";
import type { Report } from "./report.ts";
import { parseTroubleshoot } from "./troubleshoot.ts";

/** Reads the output of whichever official tool it is; undefined where it is none. Never throws. */
export function parseReport(text: string): Report | undefined {
  return parseRakeVerify(text) ?? parseTroubleshoot(text) ?? parseHealthCheck(text);
}
