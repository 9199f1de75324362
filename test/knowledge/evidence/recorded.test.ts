import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readEvidence } from "../../../src/knowledge/evidence/read-evidence.ts";

interface Recording {
  id: string;
  /** Causes that this may be named as or narrowed to; `ok`: nothing is broken. */
  truth: string[];
  text: string[];
}

// Trimmed recordings of the real gateway, its agent service and its troubleshoot script (GitLab 19.3, August 2026) under faults.
const recordings = JSON.parse(readFileSync(new URL("../../fixtures/pasted/recorded.json", import.meta.url), "utf8")) as Recording[];
// Switches that the recordings were made with; they are told as what they are.
const setUp = new Set(["DT220", "DT421"]);

function outcome({ truth, text }: Recording): { named: string[]; suspects: string[] } {
  const findings = (readEvidence(text.join("\n"))?.findings ?? []).filter(({ codes }) => truth.some((code) => setUp.has(code)) || !codes.every((code) => setUp.has(code)));
  return { named: findings.filter(({ level }) => level !== "suspect").flatMap(({ codes }) => codes), suspects: findings.filter(({ level }) => level === "suspect").flatMap(({ codes }) => codes) };
}

describe("recorded output of the real gateway under faults, pasted", () => {
  it.each(recordings.map((one) => [one.id, one] as const))("%s: what is named is right, what is not decided holds the right cause", (_id, recording) => {
    const { named, suspects } = outcome(recording);
    if (recording.truth.includes("ok")) return expect(named.filter((code) => !recording.truth.includes(code))).toEqual([]);
    // One of two faults may be named beside the other: a service that cannot start, and why it cannot.
    expect(named.length === 0 || named.some((code) => recording.truth.includes(code)), `named ${named.join()}`).toBe(true);
    expect(named.some((code) => recording.truth.includes(code)) || suspects.some((code) => recording.truth.includes(code)), `neither named nor suspected, but ${suspects.join()}`).toBe(true);
  });

  it("names more than half of them outright", () => {
    const faults = recordings.filter(({ truth }) => !truth.includes("ok"));
    const right = faults.filter((one) => outcome(one).named.some((code) => one.truth.includes(code)));
    expect(right.length / faults.length).toBeGreaterThan(0.5);
  });
});
