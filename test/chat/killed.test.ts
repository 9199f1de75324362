import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { begin } from "../../bench/kit.mjs";
import { usualRules } from "../../src/core/incident.ts";
import { channelId, reportPlansOf } from "../../src/core/kept.ts";
import type { ReportPlan } from "../../src/core/report.ts";
import { buildMs, builtSources } from "../kit/built.ts";
import { until } from "../kit/until.ts";
import { lanes, useStore } from "../store/lanes.ts";
import type { Stage } from "./contract.ts";
import { openStage as openDiscord } from "./discord/stage.ts";
import { openStage as openSlack } from "./slack/stage.ts";

/** Bots in processes of their own, on one Redis: what one of them acknowledged outlives its death by -9. */

const bot = fileURLToPath(new URL("../../bench/drill-process.mjs", import.meta.url));
const redis = lanes.find(({ name }) => name === "redis")!;

describe.skipIf(redis.missing !== undefined).each([["slack", () => openSlack("socket")], ["discord", openDiscord]] as const)(`a bot in %s that is killed with -9 between acknowledgement and answer${redis.missing === undefined ? "" : ` — LANE NOT RUN: ${redis.missing}`}`, (platform, open) => {
  let stage: Stage & { env: Record<string, string> };
  let made: Awaited<ReturnType<typeof redis.make>>;
  let built = "";
  const alive = new Set<ReturnType<typeof begin>>();

  beforeAll(async () => {
    [stage, made, built] = await Promise.all([open(), redis.make(), builtSources()]);
  }, buildMs);
  afterAll(async () => {
    for (const { child, gone } of alive) {
      child.kill("SIGKILL");
      await gone;
    }
    await stage?.close();
    await made?.drop();
  }, 60_000);

  async function start(holds: boolean, care?: Record<string, unknown>): Promise<ReturnType<typeof begin>> {
    const plan = { platform, built, holds, ...(care === undefined ? {} : { care }), redisUrl: made.plain.redisUrl, env: stage.env, stacks: 3, leftMs: 1_500, pace: { lockMs: 3_000, stalledMs: 1_000, retryMs: 200 } };
    const one = begin(bot, [JSON.stringify(plan)]);
    alive.add(one);
    await one.ask("ready");
    return one;
  }

  it("leaves commands, mentions and buttons to the next one, which answers each once", { timeout: 120_000 }, async () => {
    // A first bot answers, so that there is something to press.
    const first = await start(false);
    await stage.command("ana", stage.one, "check s0");
    const parent = await until("an answer", () => stage.messages(stage.one).find((message) => message.buttons.includes("👎 Wrong cause")));
    await until("all of it", () => stage.messages(stage.one).length === 1 + stage.below);
    first.child.kill("SIGKILL");
    await first.gone;
    alive.delete(first);

    const second = await start(true);
    expect((await stage.command("ana", stage.two, "check s1")).ackMs).toBeLessThan(3_000);
    const { id } = await stage.mention("ben", stage.two, "check s2");
    expect((await stage.press("ana", parent, "👎 Wrong cause")).ackMs).toBeLessThan(3_000);
    await useStore(made.choice, (store) => until("all kept", async () => (await store.collection("taken", z.looseObject({})).list()).length === 3));
    second.child.kill("SIGKILL");
    await second.gone;
    alive.delete(second);
    const before = stage.messages(stage.two).length;
    expect(before).toBe(0);

    await start(false);
    const verdicts = () => stage.messages(stage.two).filter((message) => message.text.includes("✗ FAIL") || message.text.includes("FAIL "));
    await until("both runs, whole", () => stage.messages(stage.two).length === 2 * (1 + stage.below));
    await useStore(made.choice, async (store) => {
      await until("the thumb", async () => (await store.feedback.list()).length === 1);
      await until("nothing is kept", async () => (await store.collection("taken", z.looseObject({})).list()).length === 0);
    });
    expect(new Set(verdicts().flatMap((message) => /\br-[0-9a-f]{10}\b/u.exec(message.text)?.[0] ?? [])).size).toBe(2);
    expect(stage.messages(stage.two).filter((message) => message.thread === id)).not.toEqual([]);
    // Whatever would be said twice has time to show.
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    expect(stage.messages(stage.two)).toHaveLength(2 * (1 + stage.below));
    expect(stage.messages(stage.one)).toHaveLength(1 + stage.below);
  });

  it("and one of two, killed at random while a stack breaks and mends and a report falls due: one incident, one message, one report, one end", { timeout: 240_000 }, async () => {
    for (const one of alive) {
      one.child.kill("SIGKILL");
      await one.gone;
    }
    alive.clear();
    await made.drop();
    const channel = stage.passive;
    let broken = false;
    const target = createServer((_request, response) => void response.end(JSON.stringify({ broken })));
    await new Promise<void>((resolve) => target.listen(0, "127.0.0.1", resolve));
    // The report falls due while the bots are being killed: their clock of reports is put forward to shortly before a full minute.
    const dueAt = Date.now() + 7_000;
    const aheadMs = Math.ceil(dueAt / 60_000) * 60_000 - dueAt;
    const due = new Date(dueAt + aheadMs);
    const plan: ReportPlan = { conversation: { platform, channel }, cadence: { every: "hourly", hour: 0, minute: due.getUTCMinutes(), weekday: 1, timeZone: "UTC" }, onlyWhenChanged: false, stacks: ["s0"], author: "ana", at: Date.now() + aheadMs };
    const care = { channel, aheadMs, everyMs: 1_000, target: `http://127.0.0.1:${(target.address() as AddressInfo).port}`, rules: { ...usualRules, failAfter: 2, recoverAfter: 2, flapAfter: 99 } };
    await useStore(made.choice, (store) => reportPlansOf(store).put(channelId(plan.conversation), plan));
    const ready = new Set(await Promise.all([start(false, care), start(false, care)]));
    const replaced: Promise<unknown>[] = [];
    const killOne = async (): Promise<void> => {
      const one = await until("one to kill", () => [...ready][Math.floor(Math.random() * ready.size)]);
      ready.delete(one);
      one.child.kill("SIGKILL");
      await one.gone;
      alive.delete(one);
      replaced.push(start(false, care).then((next) => ready.add(next)));
    };
    const saying = (words: RegExp) => stage.messages(channel).filter((message) => words.test(message.history[0] ?? ""));
    try {
      broken = true;
      await until("it was looked at", async () => useStore(made.choice, async (store) => (await store.runs.list({ stack: "s0", limit: 9 })).some(({ verdict }) => verdict === "fail")));
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 1_500));
      await killOne();
      const card = await until("the incident", () => stage.messages(channel).find((message) => message.inChannel && message.text.includes("certificate has expired")), 60_000);
      await until("the report", () => stage.messages(channel).find((message) => message !== card && isReport(message.text)), 60_000);
      expect(Date.now() - dueAt).toBeLessThan(60_000);
      broken = false;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 1_500));
      await killOne();
      await until("the end", () => saying(/over|works|recovered|mended/iu).length > 0, 60_000);
      await Promise.all(replaced);
      // Whatever would be said twice has time to show.
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      const shown = stage.messages(channel).map((message) => message.text);
      expect(stage.messages(channel).filter((message) => message.inChannel && message.id === card.id)).toHaveLength(1);
      expect(shown.filter(isReport)).toHaveLength(1);
      expect(new Set(shown).size).toBe(shown.length);
      expect(await useStore(made.choice, async (store) => (await store.incidents.list()).length)).toBe(1);
      expect(shown).toHaveLength(3);
    } finally {
      await Promise.allSettled(replaced);
      target.close();
      target.closeAllConnections();
    }
  });
});

const isReport = (text: string): boolean => text.includes("What changed since");
