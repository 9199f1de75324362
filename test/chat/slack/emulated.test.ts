import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { until } from "../../kit/until.ts";
import { nobody, openHouse, type TestHouse } from "../house.ts";
import { type Emulated, openEmulated } from "./emulated.ts";

const notThere = "Socket Mode, response addresses, streams, user groups, rate limits and redelivery are not in the emulator: our own fake alone stands for those";

describe(`chat: Slack by an emulator that is not ours (${notThere})`, { timeout: 60_000 }, () => {
  let slack: Emulated;
  let house: TestHouse;

  beforeAll(async () => {
    slack = await openEmulated();
    const rule = (more: object) => ({ ...nobody, ...more });
    house = await openHouse({ adapter: () => slack.adapter(), channels: slack.channels, roles: { viewer: rule({ everyone: true }), operator: rule({ users: [slack.ana] }), admin: rule({}) } });
  }, 180_000);
  afterAll(async () => {
    await house?.close();
    await slack?.close();
  }, 30_000);

  /** The messages that stand below one of Ana's, or that came after so many. */
  const below = async (ts: string) => (await slack.written()).filter((message) => message.thread_ts === ts);

  it("answers a mention in its thread: one message that becomes the verdict, then evidence and steps", async () => {
    const ts = await slack.mention("check prod");
    await until("the answer in the thread", async () => (await below(ts)).length === 3, 30_000);
    const [verdict, evidence, steps] = await below(ts);
    expect(verdict?.said).toContain("the model's certificate has expired");
    expect(verdict?.text).toContain("the model's certificate has expired");
    expect(evidence?.said).toContain("the handshake failed");
    expect(steps?.said).toContain("renew the certificate");
    // Said once, and everything goes on without.
    expect(house.troubles.splice(0)).toEqual([expect.stringContaining("Slack streams no progress here (HTTP 404); messages are edited instead")]);
  });

  it("answers a slash command with a message of its own", async () => {
    const before = (await slack.written()).length;
    expect(await slack.command("check prod")).toBe(200);
    await until("the answer of the command", async () => (await slack.written()).length === before + 3, 30_000);
    const [parent, ...thread] = (await slack.written()).slice(before);
    expect(parent?.thread_ts).toBeUndefined();
    expect(thread.map((message) => message.thread_ts)).toEqual([parent?.ts, parent?.ts]);
  });

  it("opens a window for a button, and a page at home, in forms that the emulator takes", async () => {
    const verdict = (await slack.written()).findLast((message) => message.buttons.includes("Mark expected…"));
    expect(verdict).toBeDefined();
    expect(await slack.press(verdict as NonNullable<typeof verdict>, "Mark expected…")).toBe(200);
    await until("the window", async () => /expect/iu.test(await slack.page()), 30_000);
    expect(await slack.home()).toBe(200);
    await until("the page at home", async () => (await slack.page()).includes("home"), 30_000);
    expect(house.troubles).toEqual([]);
  });

  it("sends what fits no message as a file", async () => {
    house.script.checks = 400;
    house.script.said = "x".repeat(300);
    const ts = await slack.mention("check prod");
    await until("the file", async () => (await slack.files()).length > 0 && (await below(ts)).length >= 3, 30_000);
    Object.assign(house.script, { checks: 2, said: "the handshake failed" });
    expect(house.troubles).toEqual([]);
  });

  it("finds by its metadata what an unsure attempt has left, where the manifest lets it read the channel", async () => {
    const reading = await openEmulated({ passive: true });
    const chat = reading.adapter();
    try {
      await chat.start({ first: async () => true, hear: async () => undefined, press: async () => undefined, problems: () => ({}), submit: async () => undefined, home: async () => undefined, trouble: () => undefined });
      const request = { run: "r-unsure", slot: "verdict", conversation: { platform: "slack", channel: reading.channel }, reply: { slot: "verdict", audience: "everyone" as const, blocks: [{ kind: "note" as const, text: "posted once" }] }, uncertain: false };
      const first = await chat.post(request);
      expect(first.kind).toBe("posted");
      expect(await chat.post({ ...request, uncertain: true })).toEqual(first);
      expect((await reading.written()).filter((message) => message.said.includes("posted once"))).toHaveLength(1);
    } finally {
      await chat.close();
      await reading.close();
    }
  });
});
