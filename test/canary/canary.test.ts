import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readRun } from "../../scripts/saved-runs/table.mjs";
import { canaryName, openCanary, describeHistory } from "../../src/canary/canary.ts";
import { questions, askRound, askableModels } from "../../src/canary/ask-round.ts";
import { baselineRounds, changedBy, newHistory, referenceRounds, settledRounds, type Round, addRound, addAnswers, type ModelHistory, historySchema } from "../../src/canary/history.ts";
import { parseConfig } from "../../src/config/load.ts";
import type { Facts } from "../../src/core/fact.ts";
import { createRedact } from "../../src/core/redact.ts";
import { type SavedRun, savedRunSchema } from "../../src/core/result.ts";
import { diagnose, judgeSaved } from "../../src/diagnosis/diagnose.ts";
import { loadRegistry } from "../../src/app/registry.ts";
import { createProbes } from "../../src/probes/probes.ts";
import { startPracticeStack, type PracticeStack } from "../../src/practice/stack.ts";
import { practiceConfig } from "../../src/app/practice.ts";

const hour = 3_600_000;

/** A small generator with a fixed seed (mulberry32). */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A model as it behaves from round to round: answers that flip now and then, speed that follows the hours of a day and the load of the moment. */
interface Behaviour { flips: number; length: number; speed: number; tokens: number }
const usual: Behaviour = { flips: 0.15, length: 80, speed: 300, tokens: 120 };

function roundOf(at: number, { flips, length, speed, tokens }: Behaviour, draw: () => number): Round {
  const flipped = Array.from({ length: 6 }, () => (draw() < flips ? 0.2 + 0.6 * draw() : 1));
  const day = 1 + 0.4 * Math.sin(((at % (24 * hour)) / (24 * hour)) * 2 * Math.PI);
  return { at, agreement: flipped.reduce((sum, one) => sum + one, 0) / 6, length: length + 10 * (draw() - 0.5), speed: speed * day * (0.7 + 0.6 * draw()), promptTokens: tokens };
}

/** Weeks of rounds every two hours; gives each moment at which a change began to be told, and the last state. */
function weeks(many: number, seed: number, at: (week: number) => Behaviour, from: ModelHistory = { ...newHistory("k", 0), learnt: referenceRounds }): { told: { week: number; by: readonly string[] }[]; history: ModelHistory } {
  const draw = random(seed);
  const told: { week: number; by: readonly string[] }[] = [];
  let history = from;
  for (let time = 0; time < many * 168 * hour; time += 2 * hour) {
    const before = history.changed;
    // What was learnt anew begins with a reference again; its texts are not part of this simulation.
    if (history.learnt < referenceRounds) history = { ...history, learnt: referenceRounds };
    history = addRound(history, roundOf(time, at(time / (168 * hour)), draw));
    if (before === undefined && history.changed !== undefined) told.push({ week: time / (168 * hour), by: history.changed.by });
  }
  return { told, history };
}

describe("weeks of one unchanging model", () => {
  it("are never called a change: 60 models over 26 weeks, with days and nights, flips and load", () => {
    const alarms = Array.from({ length: 60 }, (_, seed) => weeks(26, seed + 1, () => usual).told).flat();
    // Thirty years of one model: the bound that the statistics promise is one.
    expect(alarms).toEqual([]);
  });

  it("and one bad day of load or one odd answer is no change either", () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const { told } = weeks(8, seed, (week) => (week > 5 && week < 5 + 0.9 / 7 ? { ...usual, speed: 30 } : usual));
      expect(told).toEqual([]);
    }
  });
});

describe("another model behind the same name", () => {
  const changes: [string, Partial<Behaviour>, string][] = [
    ["a quantised one, which leaves its path more often", { flips: 0.97, speed: 420 }, "agreement"],
    ["another one, with another tokenizer", { flips: 1, tokens: 131, length: 95 }, "prompt-tokens"],
    ["one that says more", { length: 140 }, "length"],
    ["a much slower one", { speed: 20 }, "speed"],
  ];
  it.each(changes)("%s, is told within three days, each time", (_name, change, by) => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const { told, history } = weeks(5.5, seed, (week) => (week >= 5 ? { ...usual, ...change } : usual));
      expect(told).toHaveLength(1);
      expect(history.changed?.by).toContain(by);
      expect((told[0]?.week ?? 0) - 5).toBeGreaterThanOrEqual(1 / 7 - 0.02);
      expect((told[0]?.week ?? 9) - 5).toBeLessThan(3 / 7);
    }
  });

  it("is learnt as the new normal in the end, and the notice is over", () => {
    const { told, history } = weeks(14, 3, (week) => (week >= 5 ? { ...usual, flips: 1, tokens: 131 } : usual));
    expect(told).toHaveLength(1);
    expect(history.changed).toBeUndefined();
    expect(history.baseline.every((round) => round.promptTokens === 131)).toBe(true);
    expect(settledRounds).toBeGreaterThan(12);
  });

  it("is not told before a day and five rounds have seen it, nor where a server counts no tokens", () => {
    const baseline = Array.from({ length: baselineRounds }, (_, place) => roundOf(place * 2 * hour, usual, random(place)));
    const odd = (count: number, every: number): Round[] => Array.from({ length: count }, (_, place) => ({ ...roundOf(0, { ...usual, flips: 1 }, random(place)), at: place * every, agreement: 0.1 }));
    expect(changedBy(baseline, odd(12, 2 * hour))).toEqual([]);
    expect(changedBy(baseline, odd(13, 2 * hour))).toEqual(["agreement"]);
    expect(changedBy(baseline, odd(4, 12 * hour))).toEqual([]);
    expect(changedBy(baseline, odd(5, 12 * hour))).toEqual(["agreement"]);
    const silent = (rounds: Round[]): Round[] => rounds.map((round) => ({ ...round, promptTokens: null }));
    expect(changedBy(silent(baseline), odd(13, 2 * hour).map((round) => ({ ...round, agreement: 1 })))).toEqual([]);
  });
});

describe("answers", () => {
  it("are compared with what the model usually says, to the first letter that differs", () => {
    let history = newHistory("k", 0);
    for (let place = 0; place < referenceRounds; place += 1) history = addAnswers(history, ["four, five, six", place % 2 === 0 ? "red" : "red, green"], { at: place, ms: 100, promptTokens: 9 });
    expect(history.reference).toEqual([["four, five, six"], ["red", "red, green"]]);
    const agreement = (answers: string[]): number | undefined => addAnswers(history, answers, { at: 99, ms: 100, promptTokens: 9 }).baseline.at(-1)?.agreement;
    expect(agreement(["four, five, six", "red, green"])).toBe(1);
    expect(agreement(["IV, V, VI", ""])).toBe(0);
    expect(agreement(["four, five, 666", "red"])).toBeCloseTo((12 / 15 + 1) / 2);
    expect(historySchema.parse(JSON.parse(JSON.stringify(history)))).toEqual(history);
  });
});

describe("with a model server", () => {
  let practice: PracticeStack;
  const probes = createProbes({});
  beforeAll(async () => { practice = await startPracticeStack({ variations: ["fast-model"], retryScale: 0.1 }); });
  afterAll(async () => {
    await probes.close();
    await practice.close();
  });

  it("is asked when a scheduled check finds it due, within the budget, and stands in every run", async () => {
    const registry = await loadRegistry();
    const stack = practiceConfig(practice, "model");
    const kept = new Map<string, ModelHistory>();
    let now = Date.parse("2026-11-23T00:00:00Z");
    let spent = 0;
    let refuse = false;
    const canary = openCanary({
      every: { [stack.name]: 2 * hour }, probes, redact: createRedact([]), now: () => now, newId: randomUUID,
      histories: { put: async (id, history) => void kept.set(id, historySchema.parse(history)), get: async (id) => kept.get(id), remove: async (id) => kept.delete(id), list: async () => [] },
    });
    const { result, saved } = await diagnose({ run: "r-canary", trigger: "schedule", stack }, registry, {
      probes, redact: createRedact([]), now: () => new Date(), newId: randomUUID, after: canary, afford: async (tokens) => { spent += tokens; return true; },
    });
    const check = result.checks.find(({ id }) => id.startsWith("custom/canary-"));
    expect([result.verdict, check?.verdict, check?.reason]).toEqual(["pass", "skip", `still learning how it answers: ${referenceRounds + baselineRounds - 1} more rounds`]);
    expect([...kept.values()].map((history) => [history.learnt, history.reference.length])).toEqual([[1, questions.length]]);

    const facts = saved.facts as unknown as Facts;
    const ask = (trigger: "schedule" | "chat") => canary({ stack, facts, trigger, signal: new AbortController().signal, afford: async () => !refuse });
    const learnt = (): number => [...kept.values()][0]?.learnt ?? 0;
    await ask("schedule");
    expect(learnt()).toBe(1);
    now += 2 * hour;
    expect(await ask("chat")).toHaveLength(1);
    refuse = true;
    await ask("schedule");
    expect(learnt()).toBe(1);
    refuse = false;
    await ask("schedule");
    expect(learnt()).toBe(2);
    expect(spent).toBeGreaterThan(questions.length);
    expect(await canary({ stack: { ...stack, name: "another" }, facts, trigger: "schedule", signal: new AbortController().signal, afford: async () => true })).toEqual([]);
  });

  it("drops a round in which one question is not answered", async () => {
    const facts = savedRunSchema.parse(readRun("healthy.model")).facts as unknown as Facts;
    const [model] = askableModels(facts);
    expect(model).toBeDefined();
    const away = model === undefined ? undefined : await askRound({ ...model, place: { ...model.place, base: "http://127.0.0.1:9/v1" } }, undefined, { probes, signal: new AbortController().signal, newId: randomUUID });
    expect(away).toBeUndefined();
  });
});

describe("a change that was seen", () => {
  const changed = (by: NonNullable<ModelHistory["changed"]>["by"]): ModelHistory => ({ ...newHistory("k", 0), learnt: referenceRounds, baseline: Array.from({ length: baselineRounds }, () => roundOf(0, usual, random(1))), recent: [roundOf(0, usual, random(2))], changed: { at: 0, by, rounds: 1 } });
  const judged = async (by: NonNullable<ModelHistory["changed"]>["by"]) => {
    const healthy = savedRunSchema.parse(readRun("healthy.model"));
    const value = describeHistory("Team model", changed(by), 2 * hour);
    const run: SavedRun = { ...healthy, facts: [...healthy.facts, { id: `custom/${canaryName("Team model")}`, from: "worker:default", basis: "measured", startedMs: 0, durationMs: 0, at: healthy.startedAt, value, said: value.reason }] };
    return judgeSaved(run, await loadRegistry());
  };

  it("is a notice and never an outage", async () => {
    const result = await judged(["agreement"]);
    expect([result.verdict, result.diagnosis.causes, result.diagnosis.cannotTell]).toEqual(["warn", [], []]);
    expect(result.diagnosis.notices).toMatchObject([{ severity: "warning", title: expect.stringContaining("another model, quantisation or template") as string }]);
    expect((await judged(["speed"])).diagnosis.notices).toMatchObject([{ severity: "info" }]);
  });

  it("has a name of its own for each model", () => {
    expect(canaryName("Team model")).toMatch(/^canary-team-model-[0-9a-f]{4}$/u);
    expect(canaryName("Team-Model")).not.toBe(canaryName("Team model"));
    expect(canaryName("模型 ".repeat(40))).toMatch(/^canary-[a-z0-9-]{1,33}$/u);
  });
});

describe("the configuration", () => {
  const canary = (yaml: string) => parseConfig(`stacks:\n  prod:\n    gitlab: { url: https://g.example.com }\n${yaml}`, { file: "f", env: {}, cwd: "/" }).canary;
  it("asks nobody who has not opted in, every two hours unless told", () => {
    expect(canary("")).toEqual({});
    expect(canary("    canary: {}\n")).toEqual({ prod: 2 * hour });
    expect(canary("    canary: { every: 6h }\n")).toEqual({ prod: 6 * hour });
    expect(() => canary("    canary: { every: 1m }\n")).toThrow(/f:4: stacks\.prod\.canary\.every/u);
  });
});
