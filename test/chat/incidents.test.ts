import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { usualRules } from "../../src/core/incident.ts";
import { silencesOf } from "../../src/core/kept.ts";
import type { RunRecord } from "../../src/core/store.ts";
import { openKeeper } from "../../src/incidents/keeper.ts";
import { until } from "../kit/until.ts";
import type { Stage } from "./contract.ts";
import { openStage as openDiscord } from "./discord/stage.ts";
import { nobody, openHouse, type TestHouse } from "./house.ts";
import { openStage as openSlack } from "./slack/stage.ts";

const minute = 60_000;

interface Found {
  code: string;
  severity: "degraded" | "outage";
}

const causeOf = (found: Found) => ({ ...found, name: "model-server-down", certainty: "proven", title: `title of ${found.code}`, hop: "model", models: [], breaks: ["chat"], explains: [], evidence: [], against: [], remedy: [{ do: "start it", where: "model host" }] });

/** What a check by the clock has found; `expected`: a finding that somebody has accepted. */
function record(place: number, found: Found | undefined, expected?: string): RunRecord {
  const run = `a-${place}`;
  const startedAt = Date.now() - 3_600_000 + place * 5 * minute;
  const causes = found === undefined ? [] : [causeOf(found)];
  const verdict = found === undefined ? "pass" : "fail";
  return {
    run, stack: "prod", trigger: "schedule", question: { kind: "check", deep: false }, verdict, startedAt, durationMs: 1_000,
    result: { schemaVersion: 1, run, stack: "prod", trigger: "schedule", startedAt: new Date(startedAt).toISOString(), durationMs: 1_000, vantagePoints: [], verdict, diagnosis: { causes, cannotTell: [], notices: expected === undefined ? [] : [{ ...causeOf({ code: expected, severity: "outage" }), certainty: "likely", expected: "planned work (Ana)" }], notRun: [] }, checks: [] },
  };
}

/** An incident from its first line to its last, through real SDKs and the real queue, with a bot that is restarted in the middle. */
describe.each([["Slack", () => openSlack("socket")], ["Discord", openDiscord]] as const)("incidents in %s", (_name, open) => {
  let stage: Stage;
  let house: TestHouse;
  let place = 0;
  let where = () => stage.one;

  beforeAll(async () => {
    stage = await open();
    house = await openHouse({ adapter: () => stage.adapter(), channels: stage.channels, roles: { viewer: nobody, operator: { ...nobody, everyone: true }, admin: nobody } });
  }, 180_000);
  afterAll(async () => {
    await house?.close();
    await stage?.close();
  }, 30_000);

  /** Two processes take in the same run, as where two bots hear of it. */
  async function take(found?: Found, expected?: string): Promise<void> {
    const run = record((place += 1), found, expected);
    const keeper = () => openKeeper({ store: house.store, rules: usualRules, channels: () => [{ platform: house.adapter.platform, channel: where() }], recheck: async () => undefined, deliver: (job) => house.queues.deliver(job), trouble: (message) => void house.troubles.push(message) });
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

  it("is announced by nobody while somebody silences its stack, and once when it outlasts that", { timeout: 120_000 }, async () => {
    where = () => stage.two;
    const there = () => stage.messages(stage.two).filter((message) => message.text.includes("title of DT335"));
    // As a person says it, through the platform; the runs are of the last hour, so the silence is put there as well.
    await stage.mention("ana", stage.two, "silence prod 2h because of the move");
    const silences = silencesOf(house.store);
    await until("the silence", async () => (await silences.get("prod")) !== undefined);
    await until("that it was said", () => stage.messages(stage.two).length === 1);
    await silences.put("prod", { ...(await silences.get("prod"))!, from: Date.now() - 6 * 3_600_000, until: Date.now() + 6 * 3_600_000 });
    for (let count = 0; count < 3; count += 1) await take({ code: "DT335", severity: "outage" });
    await stage.mention("ana", stage.two, "silence prod off");
    await until("it is over", async () => (await silences.get("prod")) === undefined);
    await until("that this was said", () => stage.messages(stage.two).length === 2);
    expect(there()).toEqual([]);
    await take({ code: "DT335", severity: "outage" });
    await until("the message", () => there().length > 0);
    await take({ code: "DT335", severity: "outage" });
    expect(there().filter((message) => message.inChannel)).toHaveLength(1);
  });

  it("ends when somebody accepts what it is about, and begins no other; the end is seen once", { timeout: 120_000 }, async () => {
    const before = stage.messages(stage.two).length;
    await take(undefined, "DT335");
    await take(undefined, "DT335");
    const about = () => stage.messages(stage.two).slice(before);
    await until("what became of it", () => about().length > 0);
    await take(undefined, "DT335");
    await take(undefined, "DT335");
    expect(about()).toHaveLength(1);
    expect(about()[0]?.text).toMatch(/accepted|expected/iu);
    expect((await house.store.incidents.list()).filter(({ document }) => document.closedAt === undefined)).toEqual([]);
    expect(house.troubles).toEqual([]);
  });
});
