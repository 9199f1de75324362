import { afterEach, describe, expect, it } from "vitest";
import type { Kept, MessageId } from "../../../src/core/chat.ts";
import type { Posted } from "../../../src/core/queue.ts";
import { note, openScene, request, saying, type Scene, verdict } from "./kit.ts";

let scene: Scene | undefined;
afterEach(async () => {
  await scene?.close();
  scene = undefined;
});
const set = async (...args: Parameters<typeof openScene>): Promise<Scene> => (scene = await openScene(...args));
const idOf = (posted: Posted | undefined): MessageId => {
  if (posted?.kind !== "posted") throw new Error(`not posted: ${JSON.stringify(posted)}`);
  return posted.message as MessageId;
};
const runCalls = (one: Scene, from: number): string[] => one.fake.world.calls.slice(from).map((call) => `${call.method} ${call.route}`);

describe("a run asked by slash command", () => {
  it("is one message, edited in place, with evidence and steps in its thread: five calls", async () => {
    const { fake, house, chat } = await set();
    let id: MessageId | undefined;
    house.onHear = async (heard, responder) => { id = idOf(await responder.say?.(request(heard, "r-1", note("Duo on prod: queued as r-1")))); };
    const from = fake.world.calls.length;
    const asked = fake.slash(fake.ana, fake.ops.id, { sub: "check", options: { stack: "prod", "feature-or-hop": "chat" } });
    await fake.until("the house has heard", () => id);
    expect(house.heard[0]).toMatchObject({ text: "check prod chat", how: "command", person: { name: "Ana", id: fake.ana.id }, conversation: { platform: "discord", channel: fake.ops.id } });
    const heard = house.heard[0]!;
    await chat.post(request(heard, "r-1", note("Duo on prod: running 4/14"), { edit: id!, passing: true }));
    await chat.post(request(heard, "r-1", verdict("Duo on prod: broken"), { edit: id! }));
    await chat.post(request(heard, "r-1", saying("evidence", { kind: "note", text: "seen" }), { under: id! }));
    await chat.post(request(heard, "r-1", saying("steps", { kind: "note", text: "do" }), { under: id! }));
    const [message, ...more] = fake.messages(fake.ops.id);
    expect(more).toEqual([]);
    expect(message).toMatchObject({ id: asked.original, edits: 1, flags: 0, thread: message!.id });
    expect(message?.body.content).toContain("✗ FAIL  Duo on prod: broken");
    expect(fake.messages(message!.id).map((one) => one.body.content)).toEqual(["-# seen", "-# do"]);
    expect(runCalls({ fake } as Scene, from)).toHaveLength(5);
  });

  it("shows that it runs when it takes longer, and the verdict is never overtaken by that", async () => {
    const { fake, house, chat } = await set();
    let id: MessageId | undefined;
    house.onHear = async (heard, responder) => { id = idOf(await responder.say?.(request(heard, "r-1", note("Duo on prod: queued as r-1")))); };
    fake.slash(fake.ana, fake.ops.id, { sub: "check" });
    await fake.until("heard", () => id);
    const early = await chat.post(request(house.heard[0]!, "r-1", note("Duo on prod: running 1/14 (r-1)"), { edit: id!, passing: true }));
    if (early.kind !== "later") throw new Error("progress is shown at once");
    await new Promise((resolve) => setTimeout(resolve, early.afterMs + 5));
    await chat.post(request(house.heard[0]!, "r-1", note("Duo on prod: running 4/14 (r-1)"), { edit: id!, passing: true }));
    await fake.until("progress is shown", () => fake.messages(fake.ops.id)[0]?.body.content?.includes("running 4/14"));
    expect(fake.messages(fake.ops.id)[0]?.edits).toBe(1);
    await Promise.all([chat.post(request(house.heard[0]!, "r-1", verdict("Duo on prod: broken"), { edit: id! })), chat.post(request(house.heard[0]!, "r-1", note("running 14/14"), { edit: id!, passing: true }))]);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(fake.messages(fake.ops.id)[0]?.body.content).toContain("Duo on prod: broken");
  });

  it("says that it is queued when nothing else happens", async () => {
    const { fake, house } = await set();
    house.onHear = async (heard, responder) => { await responder.say?.(request(heard, "r-1", note("Duo on prod: queued as r-1"))); };
    fake.slash(fake.ana, fake.ops.id, { sub: "check" });
    await fake.until("queued", () => fake.messages(fake.ops.id)[0]?.body.content?.includes("queued as r-1"));
    expect(fake.messages(fake.ops.id)[0]?.flags).toBe(0);
  });

  it("does not even try a token that has died", async () => {
    let now = Date.now();
    const { fake, house, chat } = await set({ discord: { now: () => now } });
    let id: MessageId | undefined;
    house.onHear = async (heard, responder) => { id = idOf(await responder.say?.(request(heard, "r-1", note("queued")))); };
    fake.slash(fake.ana, fake.ops.id, { sub: "check" });
    await fake.until("heard", () => id);
    now += 15 * 60_000;
    const from = fake.world.calls.length;
    await chat.post(request(house.heard[0]!, "r-1", verdict("Duo on prod: broken"), { edit: id! }));
    expect(runCalls({ fake } as Scene, from)).toEqual([expect.stringMatching(/^PATCH .*channels/u)]);
  });

  it("names a thread and describes a file as long as Discord takes it", async () => {
    const { fake, house, chat } = await set();
    house.onHear = async (heard, responder) => { await responder.say?.(request(heard, "r-1", note("queued"))); };
    fake.slash(fake.ana, fake.ops.id, { sub: "check" });
    await fake.until("heard", () => house.heard[0]);
    const long = verdict("broken ".repeat(80));
    const at = idOf(await chat.post(request(house.heard[0]!, "r-2", long, { slot: "other", pictures: [{ name: "path.png", png: new Uint8Array([1]), alt: "a hop ".repeat(400) }] })));
    await chat.post(request(house.heard[0]!, "r-2", long, { slot: "evidence", under: at }));
    expect(fake.messages(at.thread ?? "")).toHaveLength(1);
  });

  it("gets its verdict from another process, and long after the token has died, by the bot's own right", async () => {
    const { fake, house, another } = await set({ fake: { tokenLivesMs: 1 } });
    let id: MessageId | undefined;
    house.onHear = async (heard, responder) => { id = idOf(await responder.say?.(request(heard, "r-1", note("queued")))); };
    fake.slash(fake.ana, fake.ops.id, { sub: "check" });
    await fake.until("heard", () => id);
    const other = await another();
    expect((await other.post(request(house.heard[0]!, "r-1", verdict("Duo on prod: broken"), { edit: id! }))).kind).toBe("posted");
    expect(fake.messages(fake.ops.id)[0]?.body.content).toContain("broken");
  });

  it("is answered in the channel when the acknowledgement came too late", async () => {
    const { fake, house } = await set({ fake: { answerWithinMs: 0 } });
    house.onHear = async (heard, responder) => { await responder.say?.(request(heard, "r-1", note("Duo on prod: queued as r-1"))); };
    fake.faults.slow(/callback/u, 30);
    fake.slash(fake.ana, fake.ops.id, { sub: "check" });
    await fake.until("a message stands there", () => fake.messages(fake.ops.id).length === 1);
  });

  it("refuses in a whisper and takes the placeholder back", async () => {
    const { fake, house } = await set();
    house.onHear = (_heard, responder) => responder.whisper({ slot: "usage", audience: "asker", blocks: [{ kind: "headline", mark: "unknown", text: "This needs the role operator" }] });
    fake.slash(fake.ana, fake.ops.id, { sub: "check" });
    await fake.until("the whisper", () => fake.whispers(fake.ana.id).length === 1);
    expect(fake.whispers(fake.ana.id)[0]?.body.content).toContain("role operator");
    expect(fake.messages(fake.ops.id)).toEqual([]);
  });

  it("answers help for the asker alone from the start, a second whisper beside it", async () => {
    const { fake, house } = await set();
    house.onHear = async (_heard, responder) => {
      await responder.whisper(note("one"));
      await responder.whisper(note("two"));
    };
    fake.slash(fake.ben, fake.ops.id, { sub: "help" });
    await fake.until("both", () => fake.whispers(fake.ben.id).filter((one) => one.body.content !== "").length === 2);
    expect(fake.messages(fake.ops.id)).toEqual([]);
  });

  it("leaves no placeholder thinking when the house says nothing", async () => {
    const { fake } = await set();
    const asked = fake.slash(fake.ana, fake.ops.id, { sub: "check" });
    await fake.until("taken back", () => asked.original !== undefined && fake.world.messages.get(asked.original)?.deleted);
  });

  it("stays in the thread in which it was asked", async () => {
    const { fake, house, chat } = await set();
    const first = await chat.post({ run: "r-0", slot: "verdict", conversation: { platform: "discord", channel: fake.ops.id }, reply: verdict("x"), uncertain: false });
    await chat.post({ run: "r-0", slot: "evidence", conversation: { platform: "discord", channel: fake.ops.id }, reply: note("seen", "evidence"), under: idOf(first), uncertain: false });
    const thread = idOf(first).id;
    let id: MessageId | undefined;
    house.onHear = async (heard, responder) => { id = idOf(await responder.say?.(request(heard, "r-1", verdict("again")))); };
    fake.slash(fake.ana, thread, { sub: "again" });
    await fake.until("heard", () => id);
    expect(house.heard[0]?.conversation).toEqual({ platform: "discord", channel: fake.ops.id, thread });
    expect(id).toMatchObject({ channel: thread, thread });
    await chat.post(request(house.heard[0]!, "r-1", note("seen again", "evidence"), { under: id! }));
    expect(fake.messages(thread).map((one) => one.body.content).at(-1)).toBe("-# seen again");
  });
});

describe("suggestions, menu and buttons", () => {
  it("suggests stacks and codes, 25 at most, those first that begin so", async () => {
    const { fake } = await set();
    const stacks = fake.complete(fake.ana, fake.ops.id, { sub: "check", option: "stack", typed: "st" });
    await fake.until("choices", () => stacks.choices);
    expect(stacks.choices).toEqual([{ name: "staging", value: "staging" }]);
    const codes = fake.complete(fake.ana, fake.ops.id, { sub: "explain", option: "code-or-text", typed: "A10" });
    await fake.until("codes", () => codes.choices);
    expect(codes.choices).toHaveLength(25);
  });

  it("explains a message by the context menu, in that message's thread", async () => {
    const { fake, house, chat } = await set();
    const message = fake.say(fake.ben, fake.ops.id, "it says `Error code: A1003`");
    house.onHear = async (heard) => { await chat.post(request(heard, "x-1", note("A1003 means", "explanation"))); };
    const used = fake.menu(fake.ana, message, "Explain this error");
    await fake.until("the answer", () => fake.messages(message.id).length === 1);
    expect(house.heard[0]).toMatchObject({ how: "picked", text: expect.stringContaining("Error code: A1003"), conversation: { channel: fake.ops.id, thread: message.id, message: message.id } });
    await fake.until("the pointer", () => fake.world.messages.get(used.original ?? "")?.body.content?.includes("thread of that message"));
  });

  it("reads a button of an earlier process, acknowledges without a mark, and whispers", async () => {
    const { fake, house, chat, another } = await set();
    await chat.post({ run: "r-1", slot: "verdict", conversation: { platform: "discord", channel: fake.ops.id }, reply: verdict("x"), uncertain: false });
    await chat.close();
    await another();
    house.onPress = (_press, responder) => responder.whisper(note("the evidence"));
    const press = fake.press(fake.ben, fake.messages(fake.ops.id)[0]!, "Show evidence");
    await fake.until("whispered", () => fake.whispers(fake.ben.id).length === 1);
    expect(press.answered).toBe(6);
    expect(house.pressed[0]).toMatchObject({ action: "why", value: "r-1", person: { name: "Ben" }, conversation: { channel: fake.ops.id } });
  });
});

describe("messages", () => {
  it("hears mentions and private messages, in plain words, and answers in the message's thread", async () => {
    const { fake, house, chat } = await set();
    house.onHear = async (heard) => { await chat.post(request(heard, `x-${house.heard.length}`, note("answer", "explanation"))); };
    const bot = fake.world.bot.id;
    const asked = fake.say(fake.ana, fake.ops.id, `<@${bot}> explain \`Error code: A1003\` <http://gw.internal:5052/v1>`);
    await fake.until("the thread's answer", () => fake.messages(asked.id).length === 1);
    expect(house.heard[0]).toMatchObject({ text: "explain Error code: A1003 http://gw.internal:5052/v1", how: "addressed", person: { groups: fake.ana.roles } });
    const direct = fake.direct(fake.ben);
    fake.say(fake.ben, direct, "check prod");
    await fake.until("the private answer", () => fake.messages(direct).length === 2);
    expect(house.heard[1]).toMatchObject({ text: "check prod", how: "addressed", conversation: { channel: direct } });
  });

  it("leaves bots, webhooks, forwards, edits, quotes, itself and channels that did not ask alone", async () => {
    const { fake, house } = await set({ fake: { messageContent: true }, channels: (one) => ({ [one.ops.id]: { passive: true } }) });
    const code = "Error code: A1003";
    const botPerson = fake.addPerson("robot");
    botPerson.bot = true;
    fake.say(botPerson, fake.ops.id, code);
    fake.say(fake.ana, fake.ops.id, code, { webhook: true });
    fake.say(fake.ana, fake.ops.id, "", { forwarded: code });
    fake.say(fake.ana, fake.ops.id, `> ${code}`);
    fake.say(fake.ana, fake.quiet.id, code);
    const edited = fake.say(fake.ana, fake.ops.id, "nothing");
    fake.edit(edited, code);
    fake.say(fake.ana, fake.ops.id, `\`\`\`\n${code}\n\`\`\``);
    await fake.until("the last one", () => house.heard.some((one) => one.text === code));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(house.heard.map((one) => [one.how, one.text, one.person.name])).toEqual([["passive", "nothing", "Ana"], ["passive", code, "Ana"]]);
  });

  it("whispers to a person who wrote a message in their private conversation", async () => {
    const { fake, house } = await set();
    house.onHear = (_heard, responder) => responder.whisper(note("rotate it"));
    fake.say(fake.ana, fake.ops.id, `<@${fake.world.bot.id}> glpat-xxxxxxxxxxxxxxxxxxxx`);
    const direct = fake.direct(fake.ana);
    await fake.until("privately", () => [...fake.world.messages.values()].some((one) => fake.world.channels.get(one.channel)?.type === 1 && one.body.content?.includes("rotate")));
    expect(direct).toBeTruthy();
    expect(fake.messages(fake.ops.id)).toHaveLength(1);
  });
});

describe("what an earlier process took", () => {
  const taken = (scene: Scene): Kept => ({ id: "discord-1", user: scene.fake.ana.id, team: scene.fake.guild, conversation: { platform: "discord", channel: scene.fake.ops.id }, pressed: { action: "again", value: "r-1" } });

  it("is heard again with the roles that its person has now", async () => {
    const { fake, house, chat } = await set();
    await chat.again?.(taken(scene!));
    expect(house.pressed).toMatchObject([{ action: "again", value: "r-1", kept: "discord-1", person: { id: fake.ana.id, groups: fake.ana.roles } }]);
    fake.ana.roles = [];
    await chat.again?.(taken(scene!));
    expect(house.pressed.at(-1)?.person.groups).toEqual([]);
  });

  it("is not answered as if its person had no roles where Discord does not tell them: they are told so", async () => {
    const { fake, house, chat } = await set();
    fake.faults.fail(/^GET \/guilds\/:id\/members/u, 500, 10);
    await chat.again?.(taken(scene!));
    expect(house.pressed).toEqual([]);
    expect(fake.messages(fake.direct(fake.ana)).map((message) => message.body.content)).toEqual([expect.stringContaining("does not tell it now which roles you have")]);
    expect(house.dropped).toEqual([["discord-1", true]]);
  });
});
