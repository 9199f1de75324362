import type { Result } from "../../src/core/result.ts";

export interface AcceptedRun {
  saved: string;
  changes?: { to: string; reason: string }[];
}
export const folder: string;
export const shortestReason: number;
export function runNames(): string[];
export function readRun(name: string): unknown;
export function readTable(): Record<string, AcceptedRun>;
export function lineOf(result: Result): string;
export function acceptedOf(entry: AcceptedRun): string;
export function problemsOf(entry: AcceptedRun): string[];
