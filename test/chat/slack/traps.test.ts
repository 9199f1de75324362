import { afterEach, describe, expect, it } from "vitest";
import type { MessageId } from "../../../src/core/chat.ts";
import type { Posted } from "../../../src/core/queue.ts";
import { Secret } from "../../../src/core/secret.ts";
import { tokens } from "../../fakes/slack/fake.ts";
import { until } from "../../store/lanes.ts";
import { note, openScene, request, type Scene } from "./scene.ts";
import { freePort } from "../../kit/free-port.ts";
import { readable } from "./stage.ts";

let scene: Scene;
const open = async (more?: Parameters<typeof openScene>[0], start = true): Promise<Scene> => {
  scene = await openScene(more);
  if (start) await scene.start();
  return scene;
};
afterEach(() => scene.close());

const idOf = (posted: Posted): MessageId => {
  if (posted.kind !== "posted") throw new Error(`not posted: ${JSON.stringify(posted)}`);
  return posted.message as MessageId;
};

describe("Slack's sockets", () => {
  it("holds two, and hears through one while Slack renews the other", async () => {
    const { fake, chat, heard } = await open();
    await until("two sockets", () => fake.sockets.size === 2);
    expect(chat.health().state).toBe("connected");
    const began = Date.now();
    const leaving = fake.refresh();
    const taken = await Promise.all([1, 2, 3, 4].map((n) => fake.command("U0ANA", "C0ONE", `check ${n}`)));
    expect(taken.every(({ afterMs }) => (afterMs ?? 9_999) < 1_000)).toBe(true);
    await until("its successor", () => [...fake.sockets].filter((socket) => socket !== leaving).length === 2);
    // The library by itself would wait five seconds before it begins.
    expect(Date.now() - began).toBeLessThan(2_500);
    await until("it leaves", () => leaving?.readyState === 3);
    expect(chat.health().state).toBe("connected");
    await until("all are heard", () => heard.length === 4);
  });

  it("acknowledges what came just before a socket was renewed", async () => {
    const { fake } = await open();
    await until("two sockets", () => fake.sockets.size === 2);
    const asked = [1, 2, 3, 4].map((n) => fake.command("U0ANA", "C0ONE", `check ${n}`));
    fake.refresh();
    for (const { afterMs } of await Promise.all(asked)) expect(afterMs).toBeLessThan(1_000);
  });

  it("comes back after an outage, says so, and leaves no rejection unhandled", async () => {
    const { fake, chat, troubles } = await open();
    const lost: unknown[] = [];
    const note2 = (reason: unknown): void => void lost.push(reason);
    process.on("unhandledRejection", note2);
    fake.up = false;
    for (const socket of fake.sockets) socket.terminate();
    await until("health", () => chat.health().state === "disconnected");
    await until("an attempt that fails", () => troubles.some((text) => text.includes("did not open")));
    fake.up = true;
    await until("connected", () => chat.health().state === "connected");
    expect((await fake.command("U0ANA", "C0ONE", "help")).afterMs).toBeLessThan(1_000);
    // One that gave up would leave the bot deaf while Slack renews the other.
    await until("both are back", () => fake.sockets.size === 2);
    process.removeListener("unhandledRejection", note2);
    expect(lost).toEqual([]);
  });

  it("says that Socket Mode was switched off, and asks for no socket again and again", async () => {
    const { fake, chat, troubles } = await open();
    await until("two sockets", () => fake.sockets.size === 2);
    const opened = (): number => fake.calls.filter(({ method }) => method === "apps.connections.open").length;
    const before = opened();
    fake.refresh("link_disabled");
    fake.refresh("link_disabled");
    await until("both are gone", () => fake.sockets.size === 0);
    await until("health", () => chat.health().state === "disconnected");
    expect(chat.health().problems).toEqual([expect.stringContaining("Socket Mode was switched off for the Slack app: switch it on under")]);
    expect(troubles.filter((text) => text.includes("switched off"))).toHaveLength(2);
    expect(opened()).toBe(before);
  });

  it("says which token Slack refuses", async () => {
    const bad = await openScene(() => ({ appToken: new Secret("xapp-bad") }));
    await expect(bad.start()).rejects.toThrow(/refuses the app token.*invalid_auth/u);
    await bad.close();
    const { chat } = await open(() => ({ botToken: new Secret("xoxb-bad") }), false);
    await expect(scene.start()).rejects.toThrow(/does not take the bot token \(invalid_auth\)/u);
    expect(chat.health().state).toBe("starting");
  });

  it("waits for a Slack that is away at the start, and names lacking scopes", async () => {
    const { fake, chat } = await open(undefined, false);
    fake.world.scopes.delete("users:read");
    fake.faults.push({ method: "auth.test", times: 1, how: { status: 503 } });
    await scene.start();
    expect(chat.health()).toMatchObject({ state: "connected", problems: [expect.stringContaining("users:read")] });
    expect(fake.calls.filter(({ method }) => method === "auth.test")).toHaveLength(2);
  });
});

describe("Slack by HTTP", () => {
  it("hears nothing that is not signed", async () => {
    const port = await freePort();
    const { fake, heard } = await open(() => ({ appToken: undefined as never, signingSecret: new Secret(tokens.signingSecret), port }));
    fake.deliverTo = `http://127.0.0.1:${port}/slack/events`;
    const forged = await fetch(fake.deliverTo, { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded", "x-slack-request-timestamp": String(Math.floor(Date.now() / 1000)), "x-slack-signature": "v0=00" }, body: "command=/duo&text=check&user_id=U0ANA" });
    expect(forged.status).toBe(401);
    await fake.command("U0ANA", "C0ONE", "help");
    await until("the signed one", () => heard.length === 1);
  });
});

describe("what Slack brings", () => {
  it("acknowledges before anything slow happens", async () => {
    const { fake, heard } = await open();
    fake.faults.push({ method: "users.info", times: 1, how: { delayMs: 1_500 } });
    expect((await fake.command("U0ANA", "C0ONE", "check")).afterMs).toBeLessThan(500);
    await until("heard at last", () => heard.length === 1);
  });

  it("undoes Slack's markup and takes its own name off", async () => {
    const { fake, heard } = await open();
    await fake.type("U0ANA", "C0ONE", "<@U0BOT> explain <http://gitlab.example.com|gitlab.example.com> &lt;b&gt; &amp;amp; <https://x.example/a?b=1&amp;c=2> <#C0TWO|two> <!here>");
    await until("heard", () => heard[0]);
    expect(heard[0]?.text).toBe("explain gitlab.example.com <b> &amp; https://x.example/a?b=1&c=2 #two @here");
    expect(heard[0]).toMatchObject({ how: "addressed", person: { id: "U0ANA", name: "Ana" } });
    // Mention and message are two events about one message.
    expect(heard).toHaveLength(1);
  });

  it("hears direct messages, and answers where they stand", async () => {
    const { fake, heard } = await open();
    scene.onHear = (_heard, responder) => responder.whisper(note("for you"));
    await fake.type("U0ANA", "D0ANA", "check");
    await until("an answer", () => fake.world.messages.some((message) => message.channel === "D0ANA" && message.bot_id !== undefined));
    expect(heard[0]).toMatchObject({ how: "addressed", text: "check" });
    expect(heard[0]?.conversation).not.toHaveProperty("thread");
  });

  it("explains a message that somebody picked, in its thread", async () => {
    const { fake, heard } = await open();
    const { ts } = await fake.type("U0BEN", "C0TWO", "Error code: A1003 &lt;x&gt;");
    expect((await fake.shortcut("U0ANA", "C0TWO", ts)).afterMs).toBeLessThan(1_000);
    await until("heard", () => heard[0]);
    expect(heard[0]).toMatchObject({ how: "picked", text: "Error code: A1003 <x>", conversation: { channel: "C0TWO", thread: ts } });
  });

  it("ignores edits, its own words, joins and redeliveries", async () => {
    const { fake, heard } = await open();
    const said = (text: string): Record<string, unknown> => ({ type: "message", channel: "C0PASSIVE", channel_type: "channel", user: "U0ANA", text, ts: fake.world.ts() });
    await fake.event({ ...said("changed"), subtype: "message_changed", hidden: true, message: said("new"), previous_message: said("old") });
    await fake.event({ ...said("edited"), edited: { user: "U0ANA", ts: "1.0" } });
    await fake.event({ ...said("joined"), subtype: "channel_join" });
    await fake.event({ ...said("own"), user: "U0BOT" });
    await fake.event({ ...said("a bot's"), bot_id: "B0OTHER" });
    await fake.event({ ...said("a bot user's"), user: "U0OTHERBOT" });
    // Small talk of a channel is left to the house to tell apart; what is addressed is told apart here.
    const code = { ...said("<@U0BOT> Error code: A1003") };
    await fake.event(code, { id: "Ev1" });
    await fake.event(code, { id: "Ev1", retry: 1 });
    await fake.type("U0ANA", "C0PASSIVE", "last");
    await until("the last", () => heard.some(({ text }) => text === "last"));
    expect(heard.map(({ text, event }) => [text, event === undefined])).toEqual([["Error code: A1003", true], ["last", false]]);
  });

  it("refuses guests and strangers, saying why to them alone, and is silent where nobody asked", async () => {
    const { fake, heard } = await open();
    await fake.command("U0GUEST", "C0ONE", "check");
    await fake.type("U0FAR", "C0ONE", "<@U0BOT> check");
    await fake.type("U0FAR", "C0PASSIVE", "Error code: A1003");
    await until("two refusals", () => fake.world.ephemerals.length === 2);
    expect(fake.world.ephemerals.map((one) => [one.user, readable(one)]).toSorted()).toEqual([["U0FAR", expect.stringContaining("another workspace")], ["U0GUEST", expect.stringContaining("guests")]]);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(heard).toEqual([]);
    expect(fake.world.ephemerals).toHaveLength(2);
  });

  it("admits people of its own organisation, and of no other that shares a channel", async () => {
    const { fake, heard } = await open(undefined, false);
    fake.world.enterprise = "E0HOME";
    // Slack calls nobody a stranger who is in a channel with the bot.
    for (const [id, enterprise] of [["U0ANA", "E0HOME"], ["U0BEN", "E0FAR"]] as const) {
      const user = fake.world.users.get(id);
      if (user !== undefined) Object.assign(user, { team_id: `T${enterprise}`, enterprise_user: { enterprise_id: enterprise } });
    }
    await scene.start();
    await fake.command("U0BEN", "C0ONE", "check");
    await fake.command("U0ANA", "C0ONE", "check");
    await until("both are answered", () => heard.length > 0 && fake.world.ephemerals.length > 0);
    expect(heard.map(({ person }) => person.id)).toEqual(["U0ANA"]);
    expect(fake.world.ephemerals.map((one) => [one.user, readable(one)])).toEqual([["U0BEN", expect.stringContaining("another workspace")]]);
  });

  it("admits nobody whose standing Slack does not tell", async () => {
    const { fake, heard } = await open();
    fake.faults.push({ method: "users.info", times: 1, how: { status: 500 } });
    await fake.command("U0ANA", "C0ONE", "check");
    await until("a refusal", () => fake.world.ephemerals.some((one) => readable(one).includes("does not tell duo-triage who you are")));
    expect(heard).toEqual([]);
  });

  it("knows the user groups that roles name", async () => {
    const { fake, heard } = await open(() => ({ groups: ["S0OPS"] }));
    await fake.command("U0BEN", "C0ONE", "check");
    await fake.command("U0ANA", "C0ONE", "check");
    await until("both", () => heard.length === 2);
    expect(Object.fromEntries(heard.map(({ person }) => [person.name, person.groups]))).toEqual({ Ben: ["S0OPS"], Ana: [] });
  });

  it("uses a response address five times, then finds another way", async () => {
    const { fake } = await open();
    scene.onHear = async (_heard, responder) => {
      for (let n = 1; n <= 7; n += 1) await responder.whisper(note(`answer ${n}`));
    };
    await fake.command("U0ANA", "C0ONE", "help");
    await until("seven answers", () => fake.world.ephemerals.length === 7);
    expect(fake.world.ephemerals.map(({ by }) => by)).toEqual([...Array<string>(5).fill("response_url"), "method", "method"]);
    // A sixth attempt would be refused, and cost a round trip.
    expect(fake.calls.filter(({ method }) => method === "response_url")).toHaveLength(5);
  });

  it("sends what is too long for one person's eyes to that person directly, or says that the end is missing", async () => {
    const { fake } = await open();
    const long = note("", { slot: "evidence", audience: "asker", blocks: Array.from({ length: 300 }, (_, n) => ({ kind: "check", mark: "fail", title: `check ${n}`, text: "reason ".repeat(20) })) });
    scene.onHear = (_heard, responder) => responder.whisper(long);
    const whispers = fake.world.ephemerals;
    const files = (): string[] => fake.world.messages.filter(({ channel }) => channel === "D0ANA").flatMap((message) => (message.files ?? []).map(({ name, content }) => `${name} ${/check 299/u.test(content) ? "whole" : "cut"}`));
    await fake.command("U0ANA", "C0ONE", "help");
    await until("the whisper", () => whispers.length === 1);
    expect(JSON.stringify(whispers[0]?.blocks)).toContain("all of it is in your direct messages");
    expect(files()).toEqual(["duo-evidence.txt whole"]);
    // Where they talk with the bot directly it is said once.
    await fake.command("U0ANA", "D0ANA", "help");
    await until("another file", () => files().length === 2);
    expect(whispers).toHaveLength(1);
    fake.world.scopes.delete("files:write");
    await fake.command("U0ANA", "C0ONE", "help");
    await until("another whisper", () => whispers.length === 2);
    expect(JSON.stringify(whispers[1]?.blocks)).toContain("the end is left out");
    expect(JSON.stringify(whispers[1]?.blocks)).not.toContain("all of it");
  });

  it("understands buttons of other versions as far as to say so", async () => {
    const { fake, chat, pressed } = await open();
    const at = idOf(await chat.post(request("x", { reply: note("x", { actions: [{ id: "again", label: "Run again", value: "r-1" }] }) })));
    const message = fake.world.find(at.channel, at.id);
    await fake.press("U0ANA", message as never, "Run again", { action_id: "duo9:other:0" });
    await fake.press("U0ANA", message as never, "Run again");
    await until("both", () => pressed.length === 2);
    expect(pressed).toMatchObject([{ action: "other" }, { action: "again", value: "r-1", conversation: { channel: "C0ONE", thread: at.id } }]);
  });
});

describe("what goes out to Slack", () => {
  it("waits with one channel when Slack asks to, and with no other", async () => {
    const { fake, chat } = await open();
    fake.faults.push({ method: "chat.postMessage", channel: "C0ONE", times: 1, how: { retryAfter: 1 } });
    expect(await chat.post(request("a"))).toMatchObject({ kind: "later", afterMs: 1_000 });
    const began = Date.now();
    idOf(await chat.post(request("b", { run: "r-2", conversation: { platform: "slack", channel: "C0TWO" } })));
    expect(Date.now() - began).toBeLessThan(500);
    // Asked again too early it does not even call.
    const calls = fake.calls.length;
    expect(await chat.post(request("a"))).toMatchObject({ kind: "later" });
    expect(fake.calls.length).toBe(calls);
    await new Promise((resolve) => setTimeout(resolve, 1_050));
    idOf(await chat.post(request("a")));
  });

  it("finds what an unsure attempt has posted, in a channel and in a thread", async () => {
    const { fake, chat } = await open();
    for (const under of [undefined, idOf(await chat.post(request("parent", { run: "r-0" })))]) {
      const before = fake.world.messages.length;
      fake.faults.push({ method: "chat.postMessage", times: 1, how: { act: "then-hang-up" } });
      const asked = request("once", { slot: "evidence", ...(under === undefined ? {} : { under }) });
      await expect(chat.post(asked)).rejects.toThrow();
      const at = idOf(await chat.post({ ...asked, uncertain: true }));
      expect(fake.world.messages.length - before).toBe(1);
      expect(fake.world.messages.at(-1)).toMatchObject({ ts: at.id, metadata: { event_type: "duo_triage", event_payload: { run: "r-1", slot: "evidence" } } });
    }
  });

  it("posts again what somebody deleted, but no picture of progress", async () => {
    const { fake, chat } = await open();
    const at = idOf(await chat.post(request("queued")));
    fake.world.messages.splice(0);
    expect(await chat.post(request("running", { edit: at, passing: true }))).toMatchObject({ kind: "undeliverable" });
    expect(fake.world.messages).toEqual([]);
    const anew = idOf(await chat.post(request("verdict", { edit: at })));
    expect(anew.id).not.toBe(at.id);
    expect(fake.world.messages).toHaveLength(1);
  });

  it("falls back to plain text where Slack refuses blocks", async () => {
    const { fake, chat, troubles } = await open();
    fake.faults.push({ method: "chat.postMessage", times: 1, how: { error: "invalid_blocks" } });
    idOf(await chat.post(request("all the same")));
    expect(fake.world.messages[0]).toMatchObject({ text: "all the same" });
    expect(fake.world.messages[0]).not.toHaveProperty("blocks");
    expect(troubles.some((text) => text.includes("invalid_blocks"))).toBe(true);
  });

  it.each([["not_in_channel", /invite it with \/invite/u], ["is_archived", /archived/u], ["token_revoked", /revoked/u]])("gives up with a sentence on %s", async (error, sentence) => {
    const { fake, chat } = await open();
    fake.faults.push({ method: "chat.postMessage", times: 1, how: { error } });
    expect(await chat.post(request("x"))).toMatchObject({ kind: "undeliverable", reason: expect.stringMatching(sentence) });
  });

  it("attaches what is too long, and stands without the file where files are not allowed", async () => {
    const { fake, chat } = await open();
    const long = note("", { slot: "evidence", blocks: Array.from({ length: 300 }, (_, n) => ({ kind: "check", mark: "fail", title: `check ${n}`, text: "reason ".repeat(20) })) });
    const at = idOf(await chat.post(request("", { slot: "evidence", reply: long })));
    const file = await until("the file", () => fake.world.messages.find((message) => message.files !== undefined));
    expect(file).toMatchObject({ thread_ts: at.id, files: [{ name: "duo-evidence.txt", content: expect.stringContaining("check 299") }] });
    fake.world.scopes.delete("files:write");
    idOf(await chat.post(request("", { run: "r-2", slot: "evidence", reply: long })));
  });

  it("is patient while Slack is out of reach, and unsure when an answer is lost", async () => {
    const { fake, chat } = await open();
    fake.faults.push({ method: "chat.postMessage", times: 1, how: { status: 500 } });
    await expect(chat.post(request("x"))).rejects.toThrow();
    await fake.close();
    // Connections that stood open learn of it a moment later.
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await chat.post(request("x"))).toMatchObject({ kind: "later" });
  });
});

describe("Slack's words about itself", () => {
  it("hears over HTTP that events were held back, acknowledges it at once and tells it", async () => {
    const port = await freePort();
    const { fake, chat: _chat, troubles } = await open((held) => {
      held.deliverTo = `http://127.0.0.1:${port}/slack/events`;
      return { appToken: undefined as never, signingSecret: new Secret(tokens.signingSecret), port };
    });
    const { afterMs } = await fake.limitEvents();
    expect(afterMs).toBeLessThan(1_000);
    expect(troubles).toEqual([expect.stringMatching(/^Slack holds back events of this app: more than 30,000 came in an hour \(minute of \d{4}-/u)]);
    // What comes besides is heard as ever.
    await fake.command("U0ANA", "C0ONE", "check prod");
    await until("the command", () => scene.heard.length === 1);
  });

  it("tells in which zone a person lives, so that a report at nine comes at their nine", async () => {
    const { fake, heard } = await open();
    await fake.command("U0ANA", "C0ONE", "report daily 09:00");
    await until("the command", () => heard.length === 1);
    expect(heard[0]?.person.timeZone).toBe("Europe/Berlin");
  });
});
