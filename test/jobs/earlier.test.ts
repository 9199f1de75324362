import { describe, expect, it } from "vitest";
import type { RunRecord } from "../../src/core/store.ts";
import { readEarlier } from "../../src/jobs/earlier.ts";
import { openMemoryStore } from "../kit/memory-store.ts";

const saved = (run: string) => ({
  schemaVersion: 1, run, trigger: "schedule", startedAt: "2026-11-22T10:00:00.000Z", durationMs: 1,
  stack: { name: "prod", gitlabUrl: "https://gitlab.example.com", profile: "online", site: "default", expect: [] }, reported: [],
  facts: [{ id: "gitlab/version", from: "worker:default", basis: "measured", startedMs: 0, durationMs: 1, at: "2026-11-22T10:00:00.000Z", value: { run }, said: run }],
});
const record = (run: string, startedAt: number, more: Partial<RunRecord> = {}): RunRecord => ({ run, stack: "prod", trigger: "schedule", question: { kind: "check", deep: false }, verdict: "pass", startedAt, durationMs: 1, result: {}, facts: saved(run), ...more });

describe("what the store remembers of a stack", () => {
  it("is nothing before the first run", async () => {
    expect(await readEarlier(openMemoryStore().runs, "prod")).toBeUndefined();
  });

  it("is the last good run of the whole stack, and when it was last asked", async () => {
    const { runs } = openMemoryStore();
    await runs.save(record("r-good", 1_000));
    await runs.save(record("r-old", 500));
    await runs.save(record("r-part", 2_000, { question: { kind: "check", deep: false, only: ["gateway/health"] } }));
    await runs.save(record("r-code", 2_500, { question: { kind: "explain-check", deep: false } }));
    await runs.save(record("r-other", 2_600, { stack: "lab" }));
    await runs.save(record("r-bad", 3_000, { verdict: "fail" }));
    const earlier = await readEarlier(runs, "prod");
    expect(earlier?.lastRunAt).toBe(new Date(3_000).toISOString());
    expect(earlier?.good?.map((fact) => fact.said)).toEqual(["r-good"]);
  });

  it("is looked for behind a long outage, and told without it where there was no good day", async () => {
    const { runs } = openMemoryStore();
    for (let run = 1; run <= 250; run += 1) await runs.save(record(`r-${run}`, run * 1_000, { verdict: "undecided" }));
    expect(await readEarlier(runs, "prod")).toEqual({ lastRunAt: new Date(250_000).toISOString() });
    await runs.save(record("r-good", 10));
    expect((await readEarlier(runs, "prod"))?.good).toHaveLength(1);
  });
});
