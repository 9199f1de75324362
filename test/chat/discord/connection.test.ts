import { afterEach, describe, expect, it } from "vitest";
import { applicationCommands, lineOf } from "../../../src/chat/discord/commands.ts";
import { table } from "../../../src/commands/table.ts";
import { type CommandBody, commandProblems } from "../../fakes/discord/limits.ts";
import { note, openScene, request, type Scene, verdict } from "./kit.ts";

let scene: Scene | undefined;
afterEach(async () => {
  await scene?.close();
  scene = undefined;
});
const set = async (...args: Parameters<typeof openScene>): Promise<Scene> => (scene = await openScene(...args));
const listener = { first: async () => true, hear: async () => undefined, press: async () => undefined, trouble: () => undefined, problems: () => ({}), submit: async () => undefined, home: async () => undefined };

describe("connecting", () => {
  it("asks for the fewest intents, and for message content only when a channel listens", async () => {
    const { fake, chat } = await set();
    expect(fake.gateway.intents).toBe(1 | (1 << 9) | (1 << 12));
    expect(chat.health()).toMatchObject({ platform: "discord", state: "connected", problems: [] });
    await scene?.close();
    const listening = await set({ fake: { messageContent: true }, channels: (one) => ({ [one.ops.id]: { passive: true } }) });
    expect(listening.fake.gateway.intents & (1 << 15)).not.toBe(0);
  });

  it("names the portal's switch when Discord refuses the intent (4014), and does not try again", async () => {
    const { fake, chat } = await set({ start: false, channels: (one) => ({ [one.ops.id]: { passive: true } }) });
    await expect(chat.start(listener)).rejects.toThrow(/Privileged Gateway Intents > Message Content Intent/u);
    expect(chat.health().state).toBe("stopped");
    expect(chat.health().problems.join()).toContain("4014");
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(fake.gateway.identifies).toBe(1);
  });

  it("refuses a wrong token in one sentence that does not hold it", async () => {
    const { fake, chat } = await set({ start: false });
    const right = fake.world.token;
    fake.world.token = "another";
    const refusal = await chat.start(listener).catch((error: Error) => error.message);
    expect(refusal).toContain("DISCORD_TOKEN");
    expect(refusal).not.toContain(right);
    expect(fake.gateway.identifies).toBe(0);
  });

  it("waits for a Discord that is away at the start, and registers its commands when it is back", async () => {
    const { fake, chat } = await set({ start: false });
    fake.faults.fail(/GET \/gateway\/bot/u, 503, 2);
    await chat.start(listener);
    expect(chat.health().state).toBe("disconnected");
    await fake.until("connected", () => chat.health().state === "connected" && fake.world.commands.length > 0);
  });

  it("keeps its session over a cut line, hears what was said meanwhile once, and says how it is", async () => {
    const { fake, house, chat } = await set();
    fake.gateway.cut();
    fake.say(fake.ana, fake.ops.id, `<@${fake.world.bot.id}> status`);
    await fake.until("heard", () => house.heard.length === 1);
    expect(fake.gateway).toMatchObject({ identifies: 1, resumes: 1 });
    expect(house.heard[0]?.text).toBe("status");
    await fake.until("healthy", () => chat.health().state === "connected");
  });

  it("notices a line that stands and carries nothing, by its heartbeats", async () => {
    const { fake, house, chat } = await set({ fake: { heartbeatMs: 300 } });
    fake.gateway.silence();
    fake.say(fake.ana, fake.ops.id, `<@${fake.world.bot.id}> status`);
    await fake.until("heard over a new line", () => house.heard.length === 1);
    expect(chat.health().state).toBe("connected");
  });

  it("turns red when Discord closes for good in the middle", async () => {
    const { fake, house, chat } = await set();
    fake.gateway.close(4004);
    await fake.until("red", () => chat.health().state === "stopped");
    expect(house.troubles.join()).toContain("DISCORD_TOKEN");
  });
});

describe("commands", () => {
  it("are what the table says, within the limits", () => {
    const commands = applicationCommands(table);
    expect(commandProblems(commands as CommandBody[])).toEqual([]);
    const duo = commands[0] as { options: { name: string; options?: { name: string }[] }[] };
    expect(duo.options.map((one) => one.name)).toEqual(table.filter((one) => one.practiceOnly !== true).map((one) => one.name));
    expect(duo.options[0]?.options?.map((one) => one.name)).toEqual(["stack", "feature-or-hop", "deep"]);
  });

  it("give the line that a person would have typed", () => {
    const expectVerb = { name: "expect", synopsis: "expect <code> [stack] until <date> <reason>", help: "accept a finding" };
    expect(lineOf(expectVerb, { code: "DT321", date: "2026-12-01", reason: "known  issue" })).toBe("/duo expect DT321 until 2026-12-01 known  issue");
    expect(lineOf({ name: "report", synopsis: "report now|daily HH:MM [zone]|list|stop", help: "reports" }, { words: "daily 08:00" })).toBe("/duo report daily 08:00");
    expect(lineOf({ name: "check", synopsis: "check [stack] [feature|hop] [--deep]", help: "" }, { stack: "prod", deep: true })).toBe("/duo check prod --deep");
    expect(commandProblems(applicationCommands([expectVerb]) as CommandBody[])).toEqual([]);
  });

  it("are written only when they differ from what Discord holds", async () => {
    const { fake, another } = await set();
    const puts = (): number => fake.world.calls.filter((call) => call.method === "PUT").length;
    expect(puts()).toBe(1);
    await another();
    expect(puts()).toBe(1);
    fake.world.commands[0]!.body["description"] = "an older text";
    await another();
    expect(puts()).toBe(2);
  });

  it("go to every server without a guild id, and a refusal says what to do", async () => {
    const { fake, chat } = await set({ start: false, discord: { guildId: "999999999999999999" } });
    await chat.start(listener);
    expect(chat.health().problems.join()).toContain("applications.commands");
    expect(fake.world.commands).toEqual([]);
  });
});

describe("posting", () => {
  const where = (one: Scene): { platform: "discord"; channel: string } => ({ platform: "discord", channel: one.fake.ops.id });
  const heard = (one: Scene): Parameters<typeof request>[0] => ({ text: "", person: { id: "1", name: "x", groups: [] }, conversation: where(one), how: "command" });

  it("posts a slot once, however often it is tried", async () => {
    const one = await set();
    const { fake, chat } = one;
    await chat.post(request(heard(one), "r-1", verdict("x")));
    await chat.post(request(heard(one), "r-1", verdict("x"), { uncertain: true }));
    expect(fake.messages(fake.ops.id)).toHaveLength(1);
  });

  it("finds what an unsure attempt left, also after the nonce is forgotten", async () => {
    const one = await set({ fake: { nonceLivesMs: 0 } });
    const { fake, chat, another } = one;
    fake.faults.fail(/POST \/channels\/:id\/messages$/u, 502, 2, true);
    expect(await chat.post(request(heard(one), "r-1", verdict("x")))).toMatchObject({ kind: "later" });
    const left = fake.messages(fake.ops.id).length;
    expect((await (await another()).post(request(heard(one), "r-1", verdict("x"), { uncertain: true }))).kind).toBe("posted");
    expect((await chat.post(request(heard(one), "r-1", verdict("x")))).kind).toBe("posted");
    expect(fake.messages(fake.ops.id)).toHaveLength(left);
  });

  it("says later for a server in trouble and for long limits, never for what no retry mends", async () => {
    const one = await set();
    const { fake, chat } = one;
    fake.faults.fail(/POST \/channels\/:id\/messages$/u, 500, 2);
    expect(await chat.post(request(heard(one), "r-1", verdict("x")))).toMatchObject({ kind: "later" });
    const blind = fake.addChannel("blind", { view: false });
    expect(await chat.post({ ...request(heard(one), "r-3", verdict("x")), conversation: { platform: "discord", channel: blind.id } })).toMatchObject({ kind: "undeliverable", reason: expect.stringContaining("View Channel") });
    fake.faults.limit(/POST \/channels\/:id\/messages$/u, 20_000);
    const began = Date.now();
    expect(await chat.post(request(heard(one), "r-2", verdict("x")))).toMatchObject({ kind: "later", afterMs: expect.any(Number) });
    expect(Date.now() - began).toBeLessThan(2000);
  });

  it("posts anew what somebody deleted, but no picture of progress", async () => {
    const one = await set();
    const { fake, chat } = one;
    const first = await chat.post(request(heard(one), "r-1", verdict("x")));
    const edit = (first as { message: { channel: string; id: string } }).message;
    fake.world.messages.get(edit.id)!.deleted = true;
    await chat.post(request(heard(one), "r-1", note("running"), { edit, passing: true }));
    const again = await chat.post(request(heard(one), "r-1", verdict("y"), { edit }));
    expect(again.kind).toBe("posted");
    expect(fake.messages(fake.ops.id).map((message) => message.body.content)).toEqual([expect.stringContaining("y")]);
  });

  it("answers in the channel where it may open no thread", async () => {
    const one = await set();
    const { fake, chat } = one;
    fake.ops.may.threads = false;
    const first = await chat.post(request(heard(one), "r-1", verdict("x")));
    const under = (first as { message: { channel: string; id: string } }).message;
    await chat.post(request(heard(one), "r-1", note("seen", "evidence"), { under }));
    expect(fake.messages(fake.ops.id)[1]).toMatchObject({ reference: under.id, mentions: [] });
  });

  it("mentions nobody: every message says so", async () => {
    const one = await set();
    const { fake, chat } = one;
    await chat.post(request(heard(one), "r-1", verdict(`@everyone <@${fake.ana.id}> <@&${fake.ana.roles[0] ?? ""}>`)));
    const sent = fake.world.calls.filter((call) => call.method === "POST" && call.route.endsWith("/messages"));
    expect(sent.map((call) => (call.body as { allowed_mentions?: { parse?: unknown } }).allowed_mentions?.parse)).toEqual([[]]);
    expect(fake.messages(fake.ops.id)[0]?.mentions).toEqual([]);
  });
});
