import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createRedact } from "../../src/core/redact.ts";
import type { Result } from "../../src/core/result.ts";
import { diagnose } from "../../src/diagnosis/diagnose.ts";
import { loadRegistry } from "../../src/app/registry.ts";
import { explainText } from "../../src/knowledge/explain.ts";
import { symptoms } from "../../src/knowledge/symptoms.generated.ts";
import { practiceConfig } from "../../src/app/practice.ts";
import { faults } from "../../src/practice/faults/table.ts";
import { fitsVersion } from "../../src/practice/variations.ts";
import { startPracticeStack } from "../../src/practice/stack.ts";
import { createProbes } from "../../src/probes/probes.ts";
import { sayVerdict } from "../../src/replies/verdict.ts";

/** Asks the practice stack what a pasted text leads to: the same targeted question as a paste in a chat. */
async function explainOn(text: string, broken: readonly string[], version = "19.3.1"): Promise<{ result: Result; asked: number }> {
  const stack = await startPracticeStack({ faults: [...broken], seed: 1, retryScale: 0.1, gitlabVersion: version });
  const probes = createProbes({});
  try {
    const { suspects, reported } = explainText(text);
    const { result, saved } = await diagnose({ run: "r-explain", trigger: "cli", stack: practiceConfig(stack), only: suspects, reported }, await loadRegistry(), { probes, redact: createRedact([]), now: () => new Date(), newId: randomUUID });
    return { result, asked: saved.facts.length };
  } finally {
    await probes.close();
    await stack.close();
  }
}

const codes = (result: Result): string[] => result.diagnosis.causes.map((cause) => cause.code);

describe("a reported code and the check that follows it", () => {
  it.each([
    ["A1001", "gateway-name-unresolved", "DT501"],
    ["A1001", "gateway-tls-too-old", "DT506"],
    ["A1003", "streaming-ignored", "DT360"],
    ["A1004", "endpoint-lacks-v1", "DT321"],
    ["A1004", "served-name-mismatch", "DT324"],
    ["A1007", "agent-signing-key-missing", "DT420"],
    ["DCR5000", "agent-portal-variable-empty", "DT402"],
    ["A9999", "custom-models-disabled", "DT221"],
    ["A9999", "no-self-hosted-model", "DT636"],
    ["A9999", "reasoning-uses-up-answer", "DT367"],
    ["M3004", "seat-missing", "DT612"],
    ["M3006", "gateway-newer-than-gitlab", "DT271"],
    ["M4000", "proxy-refuses-post", "DT531"],
    ["M4000", "gateway-older-than-gitlab", "DT270"],
  ])("%s with %s ends in %s alone", async (code, fault, cause) => {
    const known = faults.find((one) => one.name === fault);
    const version = ["19.3.1", "18.5.2"].find((one) => fitsVersion(known?.onVersion, one));
    const { result } = await explainOn(`Error code: ${code}`, [fault], version);
    expect({ verdict: result.verdict, codes: codes(result), cannotTell: result.diagnosis.cannotTell.map((one) => one.among) }).toEqual({ verdict: "fail", codes: [cause], cannotTell: [] });
  }, 60_000);

  it.each([["A1001", "gateway-down", "DT201"], ["A9999", "issuer-name-unresolved", "DT242"]])("%s with %s says honestly what cannot be told from outside, and the test", async (code, fault, cause) => {
    const { result } = await explainOn(code, [fault]);
    expect(codes(result)).toEqual([]);
    expect(result.diagnosis.cannotTell).toHaveLength(1);
    expect(result.diagnosis.cannotTell[0]?.among).toContain(cause);
    expect(result.diagnosis.cannotTell[0]?.separatingTest.do.length).toBeGreaterThan(20);
  }, 60_000);

  it("names nothing on a stack that works, keeps what comes and goes open, and says what would tell", async () => {
    const { result } = await explainOn("Error code: A1003", []);
    const [entry] = result.diagnosis.cannotTell;
    expect({ verdict: result.verdict, codes: codes(result), failing: result.checks.filter((check) => check.verdict === "fail") }).toEqual({ verdict: "undecided", codes: [], failing: [] });
    expect(entry?.among).toContain("DT362");
    expect(entry?.because).toMatch(/^A1003 was reported, and nothing that was asked in this run fails\. Not ruled out: /u);
    expect(sayVerdict(result).blocks[0]).toMatchObject({ text: "Duo on practice: everything that was asked works now; what was reported is not explained yet" });
  }, 60_000);

  it("a sign of health points to nothing, and asks nothing more than usual of the verdict", async () => {
    const { result } = await explainOn('Self-hosted model connection was successful', []);
    expect({ verdict: result.verdict, cannotTell: result.diagnosis.cannotTell }).toMatchObject({ cannotTell: [] });
  }, 60_000);
});

it("every code of the table leads to causes that the registry judges", async () => {
  const registry = await loadRegistry();
  const judged = new Set(Object.values(registry.causes).map((cause) => cause.code));
  const lost = symptoms.filter((symptom) => symptom.kind === "code" && symptom.pointsTo.length > 0 && !explainText(symptom.id).suspects.some((code) => judged.has(code)));
  expect(lost.map((symptom) => symptom.id)).toEqual([]);
});
