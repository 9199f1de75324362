import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { usualRules } from "../../src/core/incident.ts";
import type { RunRecord } from "../../src/core/store.ts";
import { openKeeper } from "../../src/incidents/keeper.ts";
import { until } from "../kit/until.ts";
import type { Stage } from "./contract.ts";
import { openStage as openDiscord } from "./discord/stage.ts";
import { openHouse, type TestHouse } from "./house.ts";
import { openStage as openSlack } from "./slack/stage.ts";

const minute = 60_000;

interface Found {
  code: string;
  severity: "degraded" | "outage";
}

/** What a check by the clock has found. */
function record(place: number, found: Found | undefined): RunRecord {
  const run = `a-${place}`;
  const startedAt = Date.now() - 3_600_000 + place * 5 * minute;
  const causes = found === undefined ? [] : [{ ...found, name: "model-server-down", certainty: "proven", title: `title of ${found.code}`, hop: "model", models: [], breaks: ["chat"], explains: [], evidence: [], against: [], remedy: [{ do: "start it", where: "model host" }] }];
  const verdict = found === undefined ? "pass" : "fail";
  return {
    run, stack: "prod", trigger: "schedule", question: { kind: "check", deep: false }, verdict, startedAt, durationMs: 1_000,
    result: { schemaVersion: 1, run, stack: "prod", trigger: "schedule", startedAt: new Date(startedAt).toISOString(), durationMs: 1_000, vantagePoints: [], verdict, diagnosis: { causes, cannotTell: [], notices: [], notRun: [] }, checks: [] },
  };
}

/** An incident from its first line to its last, through real SDKs and the real queue, with a bot that is restarted in the middle. */
describe.each([["Slack", () => openSlack("socket")], ["Discord", openDiscord]] as const)("incidents in %s", (_name, open) => {
  let stage: Stage;
  let house: TestHouse;
  let place = 0;

  beforeAll(async () => {
    stage = await open();
    house = await openHouse({ adapter: () => stage.adapter(), channels: stage.channels });
  }, 180_000);
  afterAll(async () => {
    await house?.close();
    await stage?.close();
  }, 30_000);

  /** Two processes take in the same run, as where two bots hear of it. */
  async function take(found?: Found): Promise<void> {
    const run = record((place += 1), found);
    const keeper = () => openKeeper({ store: house.store, rules: usualRules, channels: () => [{ platform: house.adapter.platform, channel: stage.one }], recheck: async () => undefined, deliver: (job) => house.queues.deliver(job), trouble: (message) => void house.troubles.push(message) });
    await Promise.all([keeper().observe(run), keeper().observe(run)]);
  }
  const shown = () => stage.messages(stage.one);
  const inChannel = () => shown().filter((message) => message.inChannel);
  const saying = (words: string) => shown().filter((message) => message.text.includes(words));
  const card = () => inChannel()[0];

  it("is one message that is edited and one thread; what is worse, and the end, are seen in the channel once", { timeout: 120_000 }, async () => {
    await take();
    await take({ code: "DT301", severity: "degraded" });
    expect(shown()).toEqual([]);
    await take({ code: "DT301", severity: "degraded" });
    await until("the message of the incident", () => card() !== undefined);
    expect(card()?.text).toContain("title of DT301");

    await take({ code: "DT301", severity: "outage" });
    await until("what is worse", () => saying("Worse: degraded").length > 0);
    expect(saying("Worse: degraded").map((message) => message.inChannel)).toEqual([true]);

    await house.restart();
    await take({ code: "DT324", severity: "outage" });
    await take({ code: "DT324", severity: "outage" });
    await until("the other cause", () => saying("DT301 → DT324").length > 0 && card()?.text.includes("title of DT324") === true);
    expect(saying("DT301 → DT324").map((message) => message.inChannel)).toEqual([false]);

    await take();
    await take();
    await until("the end", () => inChannel().length >= 3);
    await until("the message at the end", () => card()?.text !== card()?.history.at(-2) && /over|works|mended|recovered/iu.test(card()?.text ?? ""));
    // The message itself, "worse" and "over": nothing stands there twice, and nobody was notified by name.
    const words = inChannel().map((message) => message.text);
    expect(new Set(words).size).toBe(3);
    expect(shown().filter((message) => message.text.includes("Worse: degraded"))).toHaveLength(1);
    expect(shown().flatMap((message) => message.pings)).toEqual([]);
    expect(card()?.history.length).toBeGreaterThanOrEqual(4);
    expect(house.troubles).toEqual([]);
  });
});
