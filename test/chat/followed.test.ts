import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { begin } from "../../bench/kit.mjs";
import { buildMs, builtSources } from "../kit/built.ts";
import { until } from "../kit/until.ts";
import { lanes, useStore } from "../store/lanes.ts";
import type { Seen, Stage } from "./contract.ts";
import { openStage as openDiscord } from "./discord/stage.ts";
import { openStage as openSlack } from "./slack/stage.ts";

/** A bot that hears and follows is killed with -9 while another one lives, which is started by nobody afterwards. */

const bot = fileURLToPath(new URL("../../bench/drill-process.mjs", import.meta.url));
const laneOf = (name: string) => lanes.find((lane) => lane.name === name)!;

describe.each([
  ["slack", "redis", () => openSlack("socket")], ["discord", "redis", openDiscord], ["slack", "postgresql", () => openSlack("socket")],
] as const)("a bot in %s on %s that is killed with -9 while others live", (platform, backend, open) => {
  const lane = laneOf(backend);
  if (lane.missing !== undefined) return it.skip(`LANE NOT RUN: ${lane.missing}`);
  let stage: Stage & { env: Record<string, string> };
  let made: Awaited<ReturnType<typeof lane.make>>;
  let built = "";
  let gate = "shut";
  const door = createServer((_request, response) => void response.end(gate));
  const alive = new Set<ReturnType<typeof begin>>();

  beforeAll(async () => {
    [stage, made, built] = await Promise.all([open(), lane.make(), builtSources()]);
    await new Promise<void>((resolve) => door.listen(0, "127.0.0.1", resolve));
  }, buildMs);
  const end = async (one: ReturnType<typeof begin>): Promise<void> => {
    one.child.kill("SIGKILL");
    await one.gone;
    alive.delete(one);
  };
  afterEach(async () => {
    gate = "shut";
    await Promise.all([...alive].map(end));
  });
  afterAll(async () => {
    door.close();
    door.closeAllConnections();
    await stage?.close();
    await made?.drop();
  }, 60_000);

  /** One that holds on to life for 2 s, so that its death is seen soon. */
  async function start(more: Record<string, unknown> = {}): Promise<ReturnType<typeof begin>> {
    const plan = { platform, built, ...made.plain, env: stage.env, stacks: 9, leftMs: 2_000, gate: `http://127.0.0.1:${(door.address() as AddressInfo).port}`, pace: { lockMs: 3_000, stalledMs: 1_000, retryMs: 200 }, ...more };
    const one = begin(bot, [JSON.stringify(plan)]);
    alive.add(one);
    await one.ask("ready");
    return one;
  }
  const followings = () => useStore(made.choice, async (store) => (await store.collection("following", z.object({ by: z.string(), ended: z.boolean() })).list()).map(({ document }) => document));
  const about = (channel: string, run: string): readonly Seen[] => {
    const all = stage.messages(channel);
    const own = all.filter((message) => message.history.some((text) => text.includes(run)));
    return all.filter((message) => own.some(({ id }) => id === message.id || id === message.thread));
  };
  const runOf = (channel: string, stack: string) => until(`"queued" about ${stack}`, () => stage.messages(channel).flatMap((message) => (message.text.includes(stack) ? (/\br-[0-9a-f]{10}\b/u.exec(message.text)?.[0] ?? []) : []))[0]);
  const whole = (channel: string, run: string): boolean => {
    const seen = about(channel, run);
    return seen.length >= 1 + stage.below && seen.some(({ text }) => text.includes("FAIL"));
  };
  /** Two askers of one run, in two channels: who joined has nobody but the follower. */
  async function ask(stack: string): Promise<string> {
    await stage.command("ana", stage.one, `check ${stack}`);
    const run = await runOf(stage.one, stack);
    await stage.command("ben", stage.two, `check ${stack}`);
    await until("the joiner's message", () => about(stage.two, run)[0]);
    return run;
  }
  async function expectOnce(run: string): Promise<void> {
    await until("all of it, in both channels", () => whole(stage.one, run) && whole(stage.two, run), 60_000);
    await until("nothing is followed any more", async () => (await followings()).length === 0);
    // Whatever would be said twice has time to show.
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    for (const channel of [stage.one, stage.two]) {
      const seen = about(channel, run);
      expect(seen.map(({ text }) => text.split("\n")[0])).toHaveLength(1 + stage.below);
      expect(seen.filter(({ text }) => text.includes("Duo on"))).toHaveLength(1);
      expect(seen.filter(({ text }) => /queued as|running/u.test(text.split("\n")[0] ?? ""))).toEqual([]);
    }
  }

  it("in the middle of a run: one of two others follows on, within seconds", { timeout: 120_000 }, async () => {
    const asked = await start({ works: false });
    const run = await ask("s1");
    await Promise.all([start(), start()]);
    const before = new Set((await followings()).map(({ by }) => by));
    expect(before.size).toBe(1);
    await end(asked);
    const diedAt = Date.now();
    await until("both are followed by others", async () => (await followings()).every(({ by }) => !before.has(by)), 20_000);
    expect(Date.now() - diedAt).toBeLessThan(15_000);
    gate = "open";
    await expectOnce(run);
  });

  it("just when its run ends: the end is told by another", { timeout: 120_000 }, async () => {
    const asked = await start({ works: false });
    const run = await ask("s2");
    await Promise.all([start(), start()]);
    await end(asked);
    gate = "open";
    await expectOnce(run);
  });

  it("acknowledged and nothing more: what was promised is filled in by another, for all to see and for one alone", { timeout: 120_000 }, async () => {
    const deaf = await start({ works: false, holds: true });
    const [, before] = [await stage.command("ana", stage.two, "check s5"), stage.whispers("ben").length];
    await stage.command("ben", stage.two, "help");
    await useStore(made.choice, (store) => until("both kept", async () => (await store.collection("taken", z.looseObject({})).list()).length === 2));
    const kept = JSON.stringify(await useStore(made.choice, (store) => store.collection("taken", z.looseObject({})).list()));
    if (stage.thinking !== undefined) expect(stage.thinking()).toBe(2);
    for (const token of stage.interactionTokens?.() ?? []) expect(kept).not.toContain(token);
    gate = "open";
    const other = await start();
    await end(deaf);
    const verdict = await until("the verdict", () => stage.messages(stage.two).find(({ text }) => text.includes("Duo on s5") && text.includes("FAIL")), 60_000);
    await until("all of it", () => stage.messages(stage.two).filter(({ id, thread }) => id === verdict.id || thread === verdict.id).length === 1 + stage.below);
    await until("help, for one alone", () => stage.whispers("ben").length > before);
    await until("nothing is owed any more", async () => (await useStore(made.choice, (store) => store.collection("taken", z.looseObject({})).list())).length === 0);
    expect(stage.thinking?.() ?? 0).toBe(0);
    expect(stage.whispers("ben")).toHaveLength(before + 1);
    expect(stage.messages(stage.two).filter(({ text }) => text.includes("Duo on s5"))).toHaveLength(1);
    await end(other);
  });

  it.each([["before it remembers which", "unremembered", "s3"], ["after it remembered which", "remembered", "s4"]])("with its first message out, %s: the message is found again", { timeout: 120_000 }, async (_words, dies, stack) => {
    const asked = await start({ works: false, dies });
    gate = "open";
    await stage.command("ana", stage.one, `check ${stack}`);
    await asked.gone;
    // The platform has nobody to bring it to until then, and brings it to nobody again.
    await Promise.all([start(), start()]);
    const verdict = await until("a verdict", () => stage.messages(stage.one).find(({ text }) => text.includes("FAIL") && text.includes(stack)), 60_000);
    const run = /\br-[0-9a-f]{10}\b/u.exec([verdict.text, ...verdict.history].join(" "))?.[0] ?? "";
    await until("all of it", () => whole(stage.one, run), 60_000);
    await until("nothing is followed or owed any more", async () => (await followings()).length === 0 && (await useStore(made.choice, (store) => store.collection("taken", z.looseObject({})).list())).length === 0);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect(about(stage.one, run)).toHaveLength(1 + stage.below);
    expect(stage.thinking?.() ?? 0).toBe(0);
    expect(stage.messages(stage.one).filter(({ text }) => /queued as|running/u.test(text.split("\n")[0] ?? ""))).toEqual([]);
  });
});
