import { Client, Events, GatewayIntentBits, REST, Routes } from "discord.js";
import { afterEach, describe, expect, it } from "vitest";
import { type FakeDiscord, openFakeDiscord } from "./fake.ts";
import { commandProblems, messageProblems } from "./limits.ts";
import { schemaProblems } from "./schema.ts";

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function open(options: Parameters<typeof openFakeDiscord>[0] = {}): Promise<{ fake: FakeDiscord; rest: REST }> {
  const fake = await openFakeDiscord(options);
  closing.push(() => fake.close());
  const rest = new REST({ api: fake.apiUrl, version: "10", retries: 0 }).setToken(fake.token);
  closing.push(() => rest.clearHandlerSweeper(), () => rest.clearHashSweeper());
  return { fake, rest };
}

async function connect(fake: FakeDiscord, intents: number[] = [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages]): Promise<Client> {
  const client = new Client({ intents, rest: { api: fake.apiUrl } });
  client.on(Events.Error, () => undefined);
  closing.push(() => client.destroy());
  const ready = new Promise<void>((resolve) => client.once(Events.ClientReady, () => resolve()));
  await client.login(fake.token);
  await ready;
  return client;
}

const codeOf = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => "fine", (error: unknown) => (error as { code?: unknown }).code ?? error);

describe("bodies", () => {
  it("are held to the published schema", () => {
    expect(schemaProblems("MessageCreateRequest", { content: "x", embeds: [{ description: "y" }], allowed_mentions: { parse: [] }, nonce: "abc", enforce_nonce: true })).toEqual([]);
    expect(schemaProblems("MessageCreateRequest", { content: 1 })).toEqual(["content: must be string or null, is integer"]);
    expect(schemaProblems("MessageCreateRequest", { nonce: "x".repeat(26) }).join()).toContain("25 or fewer");
    expect(schemaProblems("MessageCreateRequest", { embeds: [{ fields: Array.from({ length: 26 }, () => ({ name: "a", value: "b" })) }] }).join()).toContain("25 or fewer");
    expect(schemaProblems("MessageCreateRequest", { components: [{ type: 1, components: [{ type: 2, style: 2, label: "x".repeat(81), custom_id: "a" }] }] }).join()).toContain("80 or fewer");
    expect(schemaProblems("MessageCreateRequest", { contents: "slip" })).toEqual(["contents: is not known"]);
  });

  it("are held to the limits that the schema lacks", () => {
    expect(messageProblems({ content: "x".repeat(2001) }, [], "create")).toEqual(["content: Must be 2000 or fewer in length."]);
    expect(messageProblems({ embeds: [{ description: "x".repeat(4000) }, { description: "x".repeat(2001) }] }, [], "create").join()).toContain("6000");
    expect(messageProblems({ content: "" }, [], "create").join()).toContain("empty message");
    const button = { type: 2, style: 2, label: "a", custom_id: "a" };
    expect(messageProblems({ components: [{ type: 1, components: [button, button] }] }, [], "edit").join()).toContain("duplicated");
    expect(messageProblems({ components: Array.from({ length: 6 }, (_, place) => ({ type: 1, components: [{ ...button, custom_id: String(place) }] })) }, [], "edit").join()).toContain("between 1 and 5");
    expect(commandProblems([{ name: "Duo", description: "x" }]).join()).toContain("invalid");
    expect(commandProblems([{ name: "duo", description: "x", options: [{ type: 3, name: "a", description: "b" }, { type: 3, name: "c", description: "d", required: true }] }]).join()).toContain("Required options");
  });
});

describe("REST", () => {
  it("posts once under an enforced nonce, and refuses strangers, unknown channels and missing rights", async () => {
    const { fake, rest } = await open();
    const body = { content: "hello", nonce: "r-1.verdict", enforce_nonce: true };
    const first = (await rest.post(Routes.channelMessages(fake.ops.id), { body })) as { id: string };
    const second = (await rest.post(Routes.channelMessages(fake.ops.id), { body })) as { id: string };
    expect(second.id).toBe(first.id);
    expect(fake.messages(fake.ops.id)).toHaveLength(1);
    expect(await codeOf(rest.post(Routes.channelMessages("123456789012345678"), { body }))).toBe(10003);
    const closed = fake.addChannel("closed", { send: false });
    expect(await codeOf(rest.post(Routes.channelMessages(closed.id), { body }))).toBe(50013);
    const stranger = new REST({ api: fake.apiUrl, version: "10", retries: 0 }).setToken("wrong");
    closing.push(() => stranger.clearHandlerSweeper(), () => stranger.clearHashSweeper());
    expect(await stranger.get(Routes.user()).catch((error: { status: number }) => error.status)).toBe(401);
  });

  it("answers 429 beyond a bucket and the client waits", async () => {
    const { fake, rest } = await open();
    for (let count = 0; count < 5; count += 1) await rest.post(Routes.channelMessages(fake.ops.id), { body: { content: String(count) } });
    const direct = await fetch(`${fake.apiUrl}/v10${Routes.channelMessages(fake.ops.id)}`, { method: "POST", headers: { authorization: `Bot ${fake.token}`, "content-type": "application/json" }, body: JSON.stringify({ content: "6" }) });
    expect(direct.status).toBe(429);
    expect(Number(direct.headers.get("retry-after"))).toBeGreaterThan(0);
  });

  it("takes files beside the body, opens one thread per message", async () => {
    const { fake, rest } = await open();
    const made = (await rest.post(Routes.channelMessages(fake.ops.id), { body: { content: "see", attachments: [{ id: "0", filename: "a.txt", description: "words" }] }, files: [{ name: "a.txt", data: Buffer.from("abc") }] })) as { id: string; attachments: { size: number }[] };
    expect(made.attachments[0]?.size).toBe(3);
    await rest.post(Routes.threads(fake.ops.id, made.id), { body: { name: "why" } });
    expect(await codeOf(rest.post(Routes.threads(fake.ops.id, made.id), { body: { name: "why" } }))).toBe(160_004);
  });
});

describe("gateway with the real client", () => {
  it("connects, resumes after a cut with what was missed, identifies anew when the session is gone", async () => {
    const { fake } = await open();
    const client = await connect(fake);
    const heard: string[] = [];
    client.on(Events.MessageCreate, (message) => void heard.push(message.content));
    fake.gateway.cut();
    fake.say(fake.ana, fake.ops.id, `<@${fake.world.bot.id}> while away`);
    await fake.until("the missed message", () => heard.length === 1);
    expect(fake.gateway).toMatchObject({ identifies: 1, resumes: 1 });
    fake.gateway.reconnect();
    await fake.until("a second resume", () => fake.gateway.resumes === 2);
    let sessions = 0;
    client.on(Events.ShardReady, () => { sessions += 1; });
    fake.gateway.invalidate(false);
    // A client that is destroyed half way into a session waits for its end, which never comes.
    await fake.until("a new session", () => fake.gateway.identifies === 2 && sessions === 1);
  });

  it("blanks the content of messages that do not mention the bot unless the portal's switch is on", async () => {
    const { fake } = await open();
    const client = await connect(fake);
    const heard: string[] = [];
    client.on(Events.MessageCreate, (message) => void heard.push(message.content));
    fake.say(fake.ana, fake.ops.id, "Error code: A1003");
    fake.say(fake.ana, fake.ops.id, `<@${fake.world.bot.id}> A1003`);
    await fake.until("both", () => heard.length === 2);
    expect(heard).toEqual(["", `<@${fake.world.bot.id}> A1003`]);
  });

  it("closes with 4014 when the switch is off and 4004 for a wrong token", async () => {
    const { fake } = await open();
    const client = new Client({ intents: [GatewayIntentBits.Guilds, GatewayIntentBits.MessageContent], rest: { api: fake.apiUrl } });
    closing.push(() => client.destroy());
    const code = new Promise<number>((resolve) => client.on(Events.ShardDisconnect, (event) => resolve(event.code)));
    client.on(Events.ShardError, () => undefined);
    await client.login(fake.token).catch(() => undefined);
    expect(await code).toBe(4014);
  });
});

describe("interactions", () => {
  it("expire after 3 s without an answer and after 15 min with one; are answered once", async () => {
    const { fake, rest } = await open({ answerWithinMs: 1_000, tokenLivesMs: 3_000 });
    fake.world.commands.push({ id: "1", version: "1", type: 3, name: "look", body: { name: "look", type: 3 } });
    const message = fake.say(fake.ana, fake.ops.id, "x");
    const answer = (one: { id: string; token: string }): Promise<unknown> => rest.post(Routes.interactionCallback(one.id, one.token), { auth: false, body: { type: 5 } });
    const late = fake.menu(fake.ana, message, "look");
    await new Promise((resolve) => setTimeout(resolve, 1_050));
    expect(await codeOf(answer(late))).toBe(10062);
    const soon = fake.menu(fake.ana, message, "look");
    expect(await codeOf(answer(soon))).toBe("fine");
    expect(await codeOf(answer(soon))).toBe(40060);
    const edit = (): Promise<unknown> => rest.patch(Routes.webhookMessage(fake.world.application, soon.token), { auth: false, body: { content: "done" } });
    expect(await codeOf(edit())).toBe("fine");
    await new Promise((resolve) => setTimeout(resolve, 3_050));
    expect(await codeOf(edit())).toBe(50027);
  });
});
