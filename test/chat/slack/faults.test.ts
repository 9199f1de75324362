import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FakeSlack, openFakeSlack, tokens } from "../../fakes/slack/fake.ts";
import type { Message } from "../../fakes/slack/world.ts";
import { until } from "../../store/lanes.ts";
import type { Stage } from "../contract.ts";
import { openHouse, type TestHouse } from "../house.ts";
import { openStage, readable } from "./stage.ts";

// What a user sees while Slack misbehaves: every request gets its final state, once.
describe("a whole house while Slack fails", () => {
  let stage: Stage & { fake: FakeSlack };
  let house: TestHouse;
  beforeAll(async () => {
    stage = await openStage("socket");
    house = await openHouse({ adapter: () => stage.adapter(), channels: stage.channels, stacks: Array.from({ length: 12 }, (_, n) => `stack${n}`) });
  }, 180_000);
  afterAll(async () => {
    await house?.close();
    await stage?.close();
  });

  const ofBot = (channel: string): Message[] => stage.fake.world.messages.filter((message) => message.channel === channel && message.bot_id === stage.fake.world.bot.botId);
  const addChannel = (id: string): string => {
    stage.fake.world.channels.set(id, { id, members: new Set(stage.fake.world.users.keys()) });
    return id;
  };

  it("loses and doubles nothing while posts fail, hang up and are limited, and a socket is renewed", async () => {
    const { fake } = stage;
    const channels = Array.from({ length: 12 }, (_, n) => addChannel(`C0F${n}`));
    fake.faults.push(
      { method: "chat.postMessage", times: 4, how: { act: "then-hang-up" } },
      { method: "chat.postMessage", times: 3, how: { status: 502 } },
      { method: "chat.postMessage", channel: "C0F7", times: 2, how: { retryAfter: 2 } },
      { method: "chat.update", times: 4, how: { act: "then-hang-up" } },
      { method: "chat.update", times: 4, how: { status: 500 } },
      { method: "chat.update", channel: "C0F8", times: 2, how: { retryAfter: 1 } },
    );
    await Promise.all(channels.map(async (channel, n) => {
      if (n === 6) fake.refresh();
      expect((await fake.command("U0ANA", channel, `check stack${n}`)).afterMs).toBeLessThan(3_000);
    }));
    await until("every answer with its thread", () => channels.every((channel) => ofBot(channel).some((message) => readable(message).includes("FAIL")) && ofBot(channel).length >= 3), 90_000);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const counts = channels.map((channel) => ofBot(channel).map((message) => [message.thread_ts === undefined ? "parent" : "reply", readable(message).includes("broken at")]));
    expect(counts).toEqual(channels.map(() => [["parent", true], ["reply", false], ["reply", false]]));
  }, 120_000);

  it("answers where it is not a member, to the asker alone, and says how to change that", async () => {
    const { fake } = stage;
    const before = fake.world.ephemerals.length;
    await fake.command("U0ANA", "C0AWAY", "check stack0");
    const said = (): string[] => fake.world.ephemerals.slice(before).map(readable);
    await until("the verdict", () => said().some((text) => text.includes("broken at")));
    expect(said().some((text) => text.includes("/invite"))).toBe(true);
    expect(ofBot("C0AWAY")).toEqual([]);
  });

  it("lets a person pick the stack where several are possible", async () => {
    const { fake } = stage;
    const channel = addChannel("C0PICK");
    await fake.type("U0ANA", channel, "<@U0BOT> Error code: A1003");
    const [first] = await until("a picker", () => (ofBot(channel).length === 1 ? ofBot(channel) : undefined));
    expect(readable(first as Message)).toContain("Which stack");
    await fake.press("U0BEN", first as Message, "stack3");
    await until("that stack's verdict", () => ofBot(channel).some((message) => /Duo on stack3: broken/u.test(readable(message))));
  });

  it("answers an event once, though Slack brings it again to another process", async () => {
    const { fake } = stage;
    const helps = (): number => fake.world.ephemerals.filter((one) => readable(one).includes("/duo explain")).length;
    const before = helps();
    const event = { type: "app_mention", user: "U0ANA", channel: "C0ONE", text: "<@U0BOT> help", ts: fake.world.ts() };
    await fake.event(event, { id: "Ev1" });
    await until("help", () => helps() === before + 1);
    await fake.event(event, { id: "Ev1", retry: 1 });
    await house.restart();
    await fake.event(event, { id: "Ev1", retry: 2 });
    await fake.event({ ...event, ts: fake.world.ts() }, { id: "Ev2" });
    await until("the next one's help", () => helps() === before + 2);
    // In a channel where it only listens, too.
    const talk = { type: "message", channel_type: "channel", user: "U0ANA", channel: "C0PASSIVE", text: "Error code: A1005", ts: fake.world.ts() };
    fake.world.messages.push({ channel: talk.channel, ts: talk.ts, user: talk.user, text: talk.text, history: [] });
    await fake.event(talk, { id: "Ev3" });
    await fake.event(talk, { id: "Ev3", retry: 1 });
    await until("its explanation", () => ofBot("C0PASSIVE").length > 0);
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(helps()).toBe(before + 2);
    expect(ofBot("C0PASSIVE")).toHaveLength(1);
  }, 90_000);

  it("says that a run broke inside duo-triage, in its message", async () => {
    const { fake } = stage;
    const channel = addChannel("C0BROKE");
    house.script.gate = Promise.reject(new Error("a bug"));
    house.script.gate.catch(() => undefined);
    await fake.command("U0ANA", channel, "check stack1");
    await until("the end", () => ofBot(channel).some((message) => readable(message).includes("broke inside duo-triage: a bug")));
    house.script.gate = undefined;
    expect(ofBot(channel)).toHaveLength(1);
  });
});

describe("the fake itself", () => {
  it("refuses a call that lacks what Slack requires of it, and names it", async () => {
    const fake = await openFakeSlack();
    try {
      const call = async (method: string, args: Record<string, string>): Promise<unknown> => (await fetch(`${fake.url}/api/${method}`, { method: "POST", headers: { authorization: `Bearer ${tokens.bot}`, "content-type": "application/x-www-form-urlencoded" }, body: new URLSearchParams(args).toString() })).json();
      expect(await call("chat.update", { channel: "C0ONE", text: "x" })).toMatchObject({ ok: false, error: "invalid_arguments", response_metadata: { messages: ["[ERROR] missing required field: ts"] } });
      expect(await call("views.publish", {})).toMatchObject({ error: "invalid_arguments", response_metadata: { messages: [expect.stringContaining("user_id"), expect.stringContaining("view")] } });
      expect(await call("chat.postMessage", { channel: "C0ONE", text: "x" })).toMatchObject({ ok: true });
    } finally {
      await fake.close();
    }
  });
});
