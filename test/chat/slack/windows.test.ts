import { afterEach, describe, expect, it } from "vitest";
import type { MessageId } from "../../../src/core/chat.ts";
import type { Form } from "../../../src/core/form.ts";
import type { Posted } from "../../../src/core/queue.ts";
import { until } from "../../store/lanes.ts";
import { note, openScene, request, type Scene } from "./scene.ts";
import { buttonsOf, readable } from "./stage.ts";

let scene: Scene;
const open = async (): Promise<Scene> => {
  scene = await openScene();
  await scene.start();
  return scene;
};
afterEach(() => scene.close());

const idOf = (posted: Posted): MessageId => {
  if (posted.kind !== "posted") throw new Error(`not posted: ${JSON.stringify(posted)}`);
  return posted.message as MessageId;
};

const form: Form = {
  id: "expect", value: "r-1", title: "A title that is longer than Slack allows", submit: "Mark it as expected, please",
  fields: [
    { kind: "choice", name: "code", label: "Finding", choices: Array.from({ length: 120 }, (_, n) => ({ value: `DT${n}`, label: `<!channel> ${"x".repeat(100)}` })), value: "DT3" },
    { kind: "text", name: "reason", label: "Reason", most: 5_000, hint: "why" },
    { kind: "day", name: "until", label: "Until", value: "2026-12-01" },
    { kind: "shown", name: "sent", label: "Sent", text: `${"& < > ``` ".repeat(400)}\nlast line` },
  ],
};

describe("Slack's windows", () => {
  it("breaks no limit of a modal, and shows a long text whole", async () => {
    const { fake } = await open();
    scene.onHear = async (_heard, responder) => responder.ask?.(form);
    await fake.command("U0ANA", "C0ONE", "");
    const view = await until("the window", () => fake.world.views[0]);
    expect(view.private_metadata).toContain("r-1");
    const texts = (view.blocks as { type: string; text?: { text: string } }[]).filter((block) => block.type === "section").map((block) => block.text?.text ?? "").join("");
    expect(texts.match(/&amp; &lt; &gt;/gu)).toHaveLength(400);
    expect(texts).toContain("last line");
    expect(texts).not.toContain("<!");
  });

  it.each([
    ["a text of nothing but markup", "<".repeat(6_000), 0], ["fences", "```\n".repeat(1_500), 0], ["one that no window holds", "x".repeat(200_000), 1],
  ])("shows %s whole, or says how much is missing", async (_name, text, missing) => {
    const { fake } = await open();
    scene.onHear = async (_heard, responder) => responder.ask?.({ ...form, fields: [{ kind: "shown", name: "sent", label: "Sent", text }, { kind: "choice", name: "none", label: "Nothing to choose", choices: [] }, { kind: "line", name: "line", label: "Line", most: 20, value: "y".repeat(40) }] });
    await fake.command("U0ANA", "C0ONE", "");
    const view = await until("the window", () => fake.world.views[0]);
    const shown = (view.blocks as { type: string; text?: { text: string } }[]).flatMap((block) => (block.type === "section" ? [block.text?.text ?? ""] : [])).slice(1);
    const left = /… and (\d+) characters more/u.exec(shown.at(-1) ?? "")?.[1];
    expect(left === undefined ? 0 : 1).toBe(missing);
    const first = text[0] ?? "";
    const count = shown.map((part) => part.replace(/^```|```$/gu, "").replaceAll("&lt;", "<")).join("").split(first).length - 1;
    expect(count + Number(left ?? 0)).toBe(text.split(first).length - 1);
  });

  it("says what is wrong beside the field, takes the answers once, and knows where they belong", async () => {
    const { fake, sent } = await open();
    const at = idOf(await scene.chat.post(request("x", { reply: note("x", { actions: [{ id: "ask-expect", label: "Mark expected…", value: "r-1" }] }) })));
    scene.onPress = async (_press, responder) => responder.ask?.(form);
    await fake.press("U0ANA", fake.world.find(at.channel, at.id) as never, "Mark expected…");
    await until("the window", () => fake.world.views[0]);
    scene.problems = { until: "This day is over", nosuchfield: "left out" };
    const refused = await fake.submit("U0ANA", { reason: "work" });
    expect(refused.answer).toEqual({ response_action: "errors", errors: { until: "This day is over" } });
    expect(sent).toEqual([]);
    scene.problems = {};
    const taken = await fake.submit("U0ANA", { reason: "work" });
    expect(taken.afterMs).toBeLessThan(1_000);
    await until("the answers", () => sent[0]);
    expect(sent[0]).toMatchObject({ form: "expect", value: "r-1", fields: { code: "DT3", reason: "work", until: "2026-12-01" }, person: { name: "Ana", timeZone: "Europe/Berlin" }, conversation: { channel: "C0ONE", thread: at.id } });
  });

  it("gives way when the moment to open one is over", async () => {
    const { fake } = await open();
    let said = "";
    scene.onHear = async (_heard, responder) => {
      for (const trigger of fake.world.triggers.values()) trigger.at -= 4_000;
      said = await (responder.ask?.(form) ?? Promise.resolve()).then(() => "opened", (error: Error) => error.message);
    };
    await fake.command("U0ANA", "C0ONE", "");
    await until("refused", () => said !== "");
    expect(said).toContain("expired_trigger_id");
  });

  it("shows its page to who may see it, and gives way to a page that is newer", async () => {
    const { fake, troubles, pressed } = await open();
    scene.onHome = (person) => (person.name === "Ana" ? { slot: "home", audience: "asker", blocks: [{ kind: "headline", mark: "info", text: "Stacks under care" }, { kind: "check", mark: "fail", title: "prod", text: "DT335" }], actions: [{ id: "ask-check", label: "Check…", value: "-" }] } : undefined);
    await fake.openHome("U0ANA");
    const page = await until("the page", () => fake.world.views.find((view) => view.user === "U0ANA"));
    expect(readable({ text: "", blocks: page.blocks })).toMatch(/Stacks under care.*✗ FAIL prod: DT335/su);
    expect(buttonsOf(page.blocks)).toEqual(["Check…"]);
    await fake.openHome("U0BEN");
    await fake.openHome("U0GUEST");
    await until("the others", () => fake.world.views.length === 3);
    for (const view of fake.world.views.filter((one) => one.user !== "U0ANA")) expect(readable({ text: "", blocks: view.blocks })).toContain("needs the role viewer");
    // A page takes no file: what does not fit is said to be left out.
    const few = scene.onHome;
    scene.onHome = () => ({ slot: "home", audience: "asker", blocks: Array.from({ length: 300 }, (_, n) => ({ kind: "check", mark: "pass", title: `stack-${n}`, text: "well ".repeat(20) })) });
    await fake.openHome("U0BEN");
    const cut = await until("the cut page", () => fake.world.views.find((view) => JSON.stringify(view.blocks).includes("stack-0")));
    expect(readable({ text: "", blocks: cut.blocks })).toContain("the rest is left out");
    expect(JSON.stringify(cut.blocks)).not.toContain("attached");
    scene.onHome = few;
    // Somebody published in between: the hash is no longer the last one.
    await fake.event({ type: "app_home_opened", user: "U0ANA", channel: "D0ANA", tab: "home", event_ts: "1.0", view: { ...page, hash: "old" } });
    await until("refused", () => fake.calls.filter(({ method }) => method === "views.publish").length === 5);
    expect(fake.calls.findLast(({ method }) => method === "views.publish")?.args["hash"]).toBe("old");
    await fake.pressHome("U0ANA", "Check…");
    await until("pressed", () => pressed[0]);
    expect(pressed[0]).toMatchObject({ action: "ask-check", conversation: { channel: "U0ANA" } });
    expect(troubles).toEqual([]);
  });
});

describe("Slack's streams", () => {
  const waiting = (more = {}): Parameters<Scene["chat"]["post"]>[0] => request("queued as r-1", { conversation: { platform: "slack", channel: "C0ONE", thread: "" }, waits: "U0ANA", ...more });
  const begin = async (): Promise<{ at: MessageId; thread: string }> => {
    const { fake } = scene;
    const { ts } = await fake.type("U0ANA", "C0ONE", "hello");
    return { thread: ts, at: idOf(await scene.chat.post(waiting({ conversation: { platform: "slack", channel: "C0ONE", thread: ts } }))) };
  };
  const show = (at: MessageId, done: number, fact: string): Promise<Posted> => scene.chat.post(waiting({ reply: note(`running ${done}/14`), edit: at, passing: true, progress: { done, total: 14, at: fact } }));
  const verdict = (at: MessageId): Promise<Posted> => scene.chat.post(waiting({ conversation: { platform: "slack", channel: "C0ONE", thread: at.thread ?? "" }, reply: note("", { blocks: [{ kind: "headline", mark: "fail", text: "broken" }], actions: [{ id: "why", label: "Show evidence", value: "r-1" }] }), edit: at }));
  const called = (): string[] => scene.fake.calls.map(({ method }) => method).filter((method) => method.startsWith("chat."));

  it("shows tasks while the run goes on, and ends as an ordinary message", async () => {
    const { fake } = await open();
    const { at, thread } = await begin();
    await show(at, 4, "gitlab/version");
    await show(at, 9, "model/answers@mistral");
    const message = fake.world.find("C0ONE", at.id);
    expect(message?.text).toBe("running 9/14\nTaken by a worker (complete)\nGitLab (in_progress)\nModel servers (in_progress)");
    expect(message?.thread_ts).toBe(thread);
    expect(idOf(await verdict(at))).toEqual(at);
    expect([...(message?.stream?.tasks.values() ?? [])].every(({ status }) => status === "complete")).toBe(true);
    expect(message).toMatchObject({ stream: { open: false }, text: expect.stringContaining("FAIL  broken"), metadata: { event_payload: { run: "r-1", slot: "verdict" } } });
    expect(buttonsOf(message?.blocks)).toEqual(["Show evidence"]);
    expect(called()).toEqual(["chat.startStream", "chat.appendStream", "chat.appendStream", "chat.stopStream", "chat.update"]);
    expect(fake.world.messages.filter((one) => one.bot_id !== undefined)).toHaveLength(1);
  });

  it("edits the same message when the stream expires half way", async () => {
    const { fake } = await open();
    const { at } = await begin();
    fake.world.streamMs = -1;
    idOf(await show(at, 4, "gitlab/version"));
    expect(fake.world.find("C0ONE", at.id)?.text).toBe("running 4/14");
    idOf(await show(at, 5, "gitlab/version"));
    idOf(await verdict(at));
    expect(fake.world.find("C0ONE", at.id)?.text).toContain("FAIL  broken");
    expect(called()).toEqual(["chat.startStream", "chat.appendStream", "chat.update", "chat.update", "chat.update"]);
  });

  it("says the verdict where the stream expired just before it, and where Slack refuses to change the blocks", async () => {
    const { fake } = await open();
    const first = await begin();
    fake.world.streamMs = -1;
    idOf(await verdict(first.at));
    expect(fake.world.find("C0ONE", first.at.id)?.text).toContain("FAIL  broken");
    fake.world.streamMs = 60_000;
    const second = await begin();
    fake.faults.push({ method: "chat.update", times: 1, how: { error: "block_mismatch" } });
    idOf(await verdict(second.at));
    expect(buttonsOf(fake.world.find("C0ONE", second.at.id)?.blocks)).toEqual(["Show evidence"]);
    // No kind of blocks is taken: another message says it.
    fake.faults.push({ method: "chat.update", times: 2, how: { error: "block_mismatch" } });
    const third = idOf(await verdict(second.at));
    expect(third.id).not.toBe(second.at.id);
    expect(fake.world.find("C0ONE", third.id)?.text).toContain("FAIL  broken");
  });

  it("ends a stream that another process began", async () => {
    const { fake } = await open();
    const { at } = await begin();
    const other = await openScene(() => ({ apiUrl: `${fake.url}/api` }));
    await other.start();
    idOf(await other.chat.post(waiting({ reply: note("verdict"), edit: at })));
    await other.close();
    expect(fake.world.find("C0ONE", at.id)).toMatchObject({ text: "verdict", stream: { open: false } });
  });

  it("posts and edits where the workspace does not stream, asks it once only, and not for every one of many questions", async () => {
    const { fake, troubles } = await open();
    fake.world.streams = false;
    for (let n = 0; n < 3; n += 1) await begin();
    expect(called()).toEqual(["chat.startStream", "chat.postMessage", "chat.postMessage", "chat.postMessage"]);
    expect(troubles).toEqual([expect.stringContaining("streams no progress")]);
    await scene.close();
    await open();
    for (let n = 0; n < 20; n += 1) await begin();
    expect(called().filter((method) => method === "chat.startStream")).toHaveLength(15);
    expect(scene.fake.world.messages.filter((one) => one.bot_id !== undefined)).toHaveLength(20);
  });

  it("shows the progress of one channel while Slack limits another", async () => {
    const { fake } = await open();
    const { at } = await begin();
    fake.faults.push({ method: "chat.appendStream", times: 1, how: { retryAfter: 2 } });
    expect(await show(at, 4, "gitlab/version")).toMatchObject({ kind: "later", afterMs: 2_000 });
    idOf(await scene.chat.post(request("elsewhere", { run: "r-2", conversation: { platform: "slack", channel: "C0TWO" } })));
  });
});

describe("a first message whose answer was lost", () => {
  it("is found without the right to read history, since Slack tells of it", async () => {
    const { fake, chat } = await open();
    fake.world.scopes.delete("channels:history");
    fake.faults.push({ method: "chat.postMessage", times: 1, how: { act: "then-hang-up" } });
    await expect(chat.post(request("once"))).rejects.toThrow();
    idOf(await chat.post(request("once", { uncertain: true })));
    expect(fake.world.messages.filter((one) => one.bot_id !== undefined)).toHaveLength(1);
  });
});
