import { describe, expect, it } from "vitest";
import { z } from "zod";
import { absent, type Fact } from "../../src/core/fact.ts";
import type { Probes } from "../../src/core/ports.ts";
import { gather, type Gathering } from "../../src/diagnosis/gather.ts";

const base = { hop: "gitlab", cost: "free", timeoutMs: 1000, schema: z.unknown(), title: "something" } as const;
const said = (): string => "seen";

function gathering(facts: Record<string, Fact<unknown>>, more: Partial<Gathering> = {}): Gathering {
  return {
    facts,
    wanted: Object.keys(facts),
    surroundings: {
      stack: { name: "lab", gitlab: { url: "http://127.0.0.1" }, models: [], site: "default", profile: "online", expect: [] },
      probes: {} as Probes,
      now: () => new Date("2026-11-22T10:00:00Z"),
      newId: () => "id",
      deep: false,
      vault: new Map(),
      earlier: undefined,
    },
    from: "worker:default",
    redact: (text) => text.replaceAll("hunter2", "[hidden]"),
    budgetMs: 2000,
    deep: false,
    foothold: false,
    subjectsNeed: ["gitlab/models"],
    subjects: (read) => ((read("gitlab/models") as string[] | undefined) ?? []).map((name) => ({ name })),
    tokenGiven: false,
    ...more,
  };
}

describe("gathering facts", () => {
  it("starts a fact only when what it needs is there, and runs independent ones side by side", async () => {
    const log: string[] = [];
    const slow = (name: string, needs: string[] = []): Fact<unknown> => ({
      ...base, needs, describe: said,
      observe: async ({ pause }) => {
        log.push(`+${name}`);
        await pause(60);
        log.push(`-${name}`);
        return name;
      },
    });
    await gather(gathering({ a: slow("a"), b: slow("b"), c: slow("c", ["a", "b"]) }));
    expect(log.slice(0, 2).sort()).toEqual(["+a", "+b"]);
    expect(log.slice(4)).toEqual(["+c", "-c"]);
  });

  it("lets go of a wait that lost its race as soon as the fact has answered", async () => {
    const began = performance.now();
    let left: Promise<void> | undefined;
    await gather(gathering({
      racing: { ...base, timeoutMs: 60_000, describe: said, observe: async ({ pause }) => { left = pause(50_000); return 1; } },
    }, { budgetMs: 60_000 }));
    await left;
    expect(performance.now() - began).toBeLessThan(40_000);
  });

  it("says within two seconds what hangs, and nothing of what has answered", async () => {
    const told: { titles: readonly string[]; done: number; total: number; at: number }[] = [];
    const began = performance.now();
    await gather(gathering({
      quick: { ...base, title: "the quick one", describe: said, observe: async () => 1 },
      hung: { ...base, title: "the hung one", timeoutMs: 1900, describe: said, observe: async ({ pause }) => pause(10_000).then(() => 1) },
    }, { budgetMs: 10_000, waiting: (titles, done, total) => told.push({ titles, done, total, at: performance.now() - began }) }));
    expect(told).toEqual([{ titles: ["the hung one"], done: 1, total: 2, at: expect.any(Number) as number }]);
    expect(told[0]?.at).toBeGreaterThan(1000);
  });

  it("names what blocked a fact, and passes on that a question does not apply", async () => {
    const seen = await gather(gathering({
      broken: { ...base, describe: said, observe: async () => { throw new Error("bug hunter2"); } },
      after: { ...base, needs: ["broken"], describe: said, observe: async () => 1 },
      moot: { ...base, describe: said, observe: async () => absent({ reason: "not-applicable", because: "no such thing" }) },
      alsoMoot: { ...base, needs: ["moot"], describe: said, observe: async () => 1 },
    }));
    const absence = Object.fromEntries(seen.map((fact) => [fact.id, fact.absent]));
    expect(absence["broken"]).toMatchObject({ reason: "broke", error: expect.not.stringContaining("hunter2") });
    expect(absence["after"]).toEqual({ reason: "blocked", by: "broken" });
    expect(absence["alsoMoot"]).toEqual({ reason: "not-applicable", because: "no such thing" });
  });

  it("observes per-model facts once for each model", async () => {
    const seen = await gather(gathering({
      "gitlab/models": { ...base, describe: said, observe: async () => ["m2", "m1"] },
      "model/a": { ...base, per: "model", describe: said, observe: async ({ subject }) => subject },
      "model/b": { ...base, per: "model", needs: ["model/a"], describe: said, observe: async ({ read, subject }) => `${String(read("model/a", subject))}!` },
      sum: { ...base, uses: ["model/b"], describe: said, observe: async ({ read }) => [read("model/b", "m1"), read("model/b", "m2")] },
    }));
    expect(seen.map((fact) => [fact.id, fact.subject, fact.value])).toEqual([
      ["gitlab/models", undefined, ["m2", "m1"]],
      ["model/a", "m1", "m1"], ["model/a", "m2", "m2"],
      ["model/b", "m1", "m1!"], ["model/b", "m2", "m2!"],
      ["sum", undefined, ["m1!", "m2!"]],
    ]);
  });

  it("ends at its budget even when a fact ignores its signal", async () => {
    const began = performance.now();
    const seen = await gather(gathering({ stuck: { ...base, timeoutMs: 60_000, describe: said, observe: () => new Promise(() => {}) }, fine: { ...base, describe: said, observe: async () => 1 } }, { budgetMs: 200 }));
    expect(performance.now() - began).toBeLessThan(1500);
    expect(seen.find((fact) => fact.id === "stuck")?.absent).toEqual({ reason: "over-budget" });
    expect(seen.find((fact) => fact.id === "fine")?.value).toBe(1);
  });

  it("hides configured secrets before anything else sees a value", async () => {
    const seen = await gather(gathering({ leak: { ...base, describe: (value) => `it said ${String((value as { body: string }).body)}`, observe: async () => ({ body: "password hunter2", hunter2: "x" }) } }));
    expect(JSON.stringify(seen)).not.toContain("hunter2");
  });

  it("does not ask what the token may not read, and drops what is left once the question is settled", async () => {
    const seen = await gather(gathering({
      "gitlab/token": { ...base, describe: said, observe: async () => ({ rung: "user" }) },
      admin: { ...base, rung: "admin", needs: ["gitlab/token"], describe: said, observe: async () => 1 },
      slow: { ...base, timeoutMs: 30_000, describe: said, observe: async ({ pause }) => { await pause(20_000); return absent({ reason: "over-budget" }); } },
    }, { budgetMs: 20_000, settled: (_facts, waiting) => waiting.length === 1 && waiting[0] === "slow" }));
    expect(seen.find((fact) => fact.id === "admin")?.absent).toEqual({ reason: "not-permitted", rung: "admin" });
    expect(seen.find((fact) => fact.id === "slow")?.absent).toEqual({ reason: "over-budget" });
  });
});
