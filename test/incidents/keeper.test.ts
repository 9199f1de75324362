import { describe, expect, it } from "vitest";
import { usualRules } from "../../src/core/incident.ts";
import { alertChannelsOf, silencesOf, watchesOf } from "../../src/core/kept.ts";
import type { DeliveryJob } from "../../src/core/queue.ts";
import type { RunRecord } from "../../src/core/store.ts";
import { type Keeper, openKeeper } from "../../src/incidents/keeper.ts";
import { openMemoryPlace, openMemoryStore } from "../kit/memory-store.ts";

const start = Date.parse("2026-11-23T00:00:00Z");
const minute = 60_000;

function record(run: string, atMinute: number, code?: string, more: Partial<RunRecord> = {}): RunRecord {
  const causes = code === undefined ? [] : [{ code, name: "model-server-down", certainty: "proven", severity: "outage", title: `title of ${code}`, hop: "model", models: [], breaks: ["chat"], explains: [], evidence: [], against: [], remedy: [{ do: "start it", where: "model host" }] }];
  const verdict = code === undefined ? "pass" : "fail";
  const startedAt = start + atMinute * minute;
  return {
    run, stack: "prod", trigger: "schedule", question: { kind: "check", deep: false }, verdict, startedAt, durationMs: 1_000,
    result: { schemaVersion: 1, run, stack: "prod", trigger: "schedule", startedAt: new Date(startedAt).toISOString(), durationMs: 1_000, vantagePoints: [], verdict, diagnosis: { causes, cannotTell: [], notices: [], notRun: [] }, checks: [] }, ...more,
  };
}

function openWorld() {
  const memory = openMemoryPlace();
  const store = openMemoryStore(memory);
  const jobs = new Map<string, DeliveryJob>();
  const world = {
    store, jobs, troubles: [] as string[], rechecks: [] as string[], failing: false,
    slots: (): string[] => [...jobs.keys()].map((key) => key.split(" ")[1] ?? ""),
    open: (): Keeper => openKeeper({
      store: openMemoryStore(memory), rules: usualRules, channels: () => [{ platform: "slack", channel: "C1" }], trouble: (message) => void world.troubles.push(message),
      recheck: async (_stack, run) => void world.rechecks.push(run),
      deliver: async (job) => {
        if (world.failing) throw new Error("the queue is away");
        jobs.set(`${job.run} ${job.slot}`, job);
      },
    }),
  };
  return world;
}

describe("the memory of incidents", () => {
  it("announces once, whichever of several processes takes in whichever run, at the same time and again", async () => {
    const world = openWorld();
    const keepers = [world.open(), world.open(), world.open()];
    for (const [place, code] of [undefined, "DT301", "DT301", "DT301", undefined, undefined].entries()) await Promise.all(keepers.map((one) => one.observe(record(`r-${place}`, place * 5, code))));
    expect(world.slots()).toEqual(["card-1.slack.C1", "card-2.slack.C1", "loud-2.slack.C1"]);
    expect((await world.store.incidents.list()).map(({ document }) => [document.code, document.closedAt])).toEqual([["DT301", start + 25 * minute]]);
    expect(new Set(world.rechecks)).toEqual(new Set(["r-1", "r-4"]));
    expect(world.troubles).toEqual([]);
  });

  it("loses no announcement when the queue is away at that moment, and repeats none", async () => {
    const world = openWorld();
    const one = world.open();
    await one.observe(record("r-1", 0, "DT301"));
    world.failing = true;
    await one.observe(record("r-2", 5, "DT301"));
    expect(world.troubles[0]).toContain("the queue is away");
    world.failing = false;
    await world.open().resume(["prod"]);
    await world.open().resume(["prod"]);
    expect(world.slots()).toEqual(["card-1.slack.C1"]);
    expect((await watchesOf(world.store).get("prod"))?.outbox).toEqual([]);
  });

  it("takes in the last run of a process that ended before it could", async () => {
    const world = openWorld();
    await world.open().observe(record("r-1", 0, "DT301"));
    await world.store.runs.save(record("r-2", 5, "DT301"));
    await world.open().resume(["prod", "lab"]);
    expect(world.slots()).toEqual(["card-1.slack.C1"]);
  });

  it("concludes nothing from a run that was asked for a part", async () => {
    const world = openWorld();
    const one = world.open();
    for (const place of [1, 2, 3]) await one.observe(record(`r-${place}`, place, "DT301", { question: { kind: "check", deep: false, only: ["model"] } }));
    expect(await watchesOf(world.store).get("prod")).toBeUndefined();
  });

  it("tells the channels that asked for it, about their stacks, and nobody in a silence", async () => {
    const world = openWorld();
    await alertChannelsOf(world.store).put("discord/9", { conversation: { platform: "discord", channel: "9" }, stacks: ["prod"], author: "Ana", at: 0 });
    await alertChannelsOf(world.store).put("slack/C9", { conversation: { platform: "slack", channel: "C9" }, stacks: ["lab"], author: "Ana", at: 0 });
    await silencesOf(world.store).put("prod", { stack: "prod", from: start, until: start + 8 * minute, reason: "upgrade", author: "Ana" });
    const one = world.open();
    for (const place of [0, 1]) await one.observe(record(`r-${place}`, place * 5, "DT301"));
    expect(world.slots()).toEqual([]);
    await one.observe(record("r-3", 10, "DT301"));
    expect(world.slots()).toEqual(["card-1.slack.C1", "card-1.discord.9"]);
    expect(JSON.stringify([...world.jobs.values()][0]?.reply)).toContain("title of DT301");
  });
});
