import { describe, expect, it } from "vitest";
import { readRun } from "../../scripts/saved-runs/table.mjs";
import { answerLine } from "../../src/commands/table.ts";
import { savedRunSchema } from "../../src/core/result.ts";
import type { RunRecord } from "../../src/core/store.ts";
import { judgeSaved } from "../../src/diagnosis/diagnose.ts";
import { loadRegistry } from "../../src/app/registry.ts";
import { readTarget, rehearse } from "../../src/knowledge/rehearsal/rehearse.ts";
import { openDesk, say } from "../kit/desk.ts";

const saved = savedRunSchema.parse(readRun("healthy.model"));
const registry = await loadRegistry();
const record = (run: string, ageMs: number, more: object = {}): RunRecord => {
  const facts = { ...saved, ...more };
  return { run, stack: "prod", trigger: "schedule", verdict: "pass", startedAt: Date.parse("2026-11-22T10:00:00Z") - ageMs, durationMs: 10, result: judgeSaved(facts, registry), facts };
};
const desk = (runs: RunRecord[]) => openDesk({
  runs,
  rehearse: (result, evidence, version) => {
    const target = readTarget(version);
    return "problem" in target ? target : rehearse(result, evidence, target);
  },
});
const words = async (text: string, runs = [record("r-1", 60_000)]): Promise<string> => JSON.stringify((await answerLine(say(text), desk(runs))).replies);

describe("/duo rehearse", () => {
  it("answers from the latest whole run, with or without the stack's name", async () => {
    expect(await words("/duo rehearse prod 19.4")).toMatch(/GitLab 19\.4 on .*: go, once/u);
    expect(await words("/duo rehearse 19.4")).toMatch(/GitLab 19\.4 on .*: go, once/u);
    expect(await words("/duo rehearse 19.4", [record("r-1", 60_000), record("r-2", 1_000, { asked: ["chat"], facts: [] })])).toContain(": go, once");
  });

  it("asks for a check where nothing fresh is stored", async () => {
    for (const runs of [[], [record("r-1", 2 * 86_400_000)], [record("r-1", 1_000, { asked: ["chat"] })]]) expect(await words("/duo rehearse prod 19.4", runs)).toMatch(/Check it first.*Check prod/u);
  });

  it("says what is wrong with what was typed", async () => {
    expect(await words("/duo rehearse")).toContain("To which version?");
    expect(await words("/duo rehearse prod")).toContain("To which version?");
    expect(await words("/duo rehearse prod soon")).toContain("is no version of GitLab");
    expect(await words("/duo rehearse prdo 19.4")).toMatch(/one word too many|No stack/u);
  });
});
