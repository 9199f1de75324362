import { Agent, getGlobalDispatcher, setGlobalDispatcher } from "undici";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ChatAdapter, PostRequest } from "../../src/core/chat.ts";
import type { Picture } from "../../src/core/picture.ts";
import type { Reply } from "../../src/core/reply.ts";
import { runAttachment } from "../../src/pages/run-page.ts";
import { illustrate } from "../../src/pictures/illustrate.ts";
import { openPainter } from "../../src/pictures/open-painter.ts";
import { sayVerdict } from "../../src/replies/verdict.ts";
import { result } from "../pages/sample.ts";
import { openScene as openDiscordScene, type Scene as DiscordScene } from "./discord/kit.ts";
import { openScene as openSlackScene, type Scene as SlackScene } from "./slack/scene.ts";

const painter = openPainter({ patienceMs: 60_000 });
afterAll(() => painter.close());

const whole = async () => runAttachment(result);
const verdict = sayVerdict(result);
const long: Reply = { slot: "evidence", audience: "everyone", blocks: Array.from({ length: 300 }, (_, place) => ({ kind: "evidence", probe: "gateway/health", from: "worker:default", basis: "measured", said: `${place} ${"x".repeat(120)}` })) };
const passing: Reply = { slot: "verdict", audience: "everyone", blocks: [{ kind: "note", text: "Duo on prod: running 4/14" }] };

interface ImageBlock { type: string; alt_text?: string; slack_file?: { id: string } }

describe("pictures in Slack", { timeout: 120_000 }, () => {
  let scene: SlackScene;
  let chat: ChatAdapter;
  beforeAll(async () => {
    scene = await openSlackScene();
    await scene.start();
    chat = illustrate(scene.chat, { painter, whole });
  }, 60_000);
  afterAll(() => scene?.close());

  const ask = (reply: Reply, more: Partial<PostRequest> = {}): PostRequest => ({ run: "r-1", slot: reply.slot, conversation: { platform: "slack", channel: "C0ONE" }, reply, uncertain: false, ...more });
  const count = (method: string): number => scene.fake.calls.filter((call) => call.method === method).length;
  const last = () => scene.fake.world.messages.findLast((message) => message.bot_id !== undefined && message.files === undefined);
  const images = (): ImageBlock[] => ((last()?.blocks ?? []) as ImageBlock[]).filter((block) => block.type === "image");

  it("brings the request path into the verdict, with words for whoever cannot see it, in one upload", async () => {
    const first = await chat.post(ask(passing));
    if (first.kind !== "posted") throw new Error(first.reason);
    expect((await chat.post(ask(verdict, { edit: first.message as never }))).kind).toBe("posted");
    const [image] = images();
    expect(image?.alt_text).toContain("the way to the model broken here");
    const file = scene.fake.world.files.get(image?.slack_file?.id ?? "");
    expect([...(file?.bytes.subarray(0, 4) ?? [])]).toEqual([0x89, 0x50, 0x4e, 0x47]);
    expect(file?.alt).toContain("Request path of prod");
    expect(count("files.completeUploadExternal")).toBe(1);
    // The same line is not told twice, and notifications have it in words.
    expect(JSON.stringify(last()?.blocks)).not.toContain("[AI gateway]");
    expect(last()?.text).toContain("[AI gateway]");
  });

  it("brings a picture that Slack holds already along with every later edit", async () => {
    const at = { channel: "C0ONE", id: last()?.ts ?? "" };
    await chat.post(ask({ ...verdict, blocks: [...verdict.blocks, { kind: "note", text: "recovered" }] }, { edit: at }));
    expect(images()).toHaveLength(1);
    expect(count("files.completeUploadExternal")).toBe(1);
  });

  it("waits for a picture that Slack is still looking at, and else goes without", async () => {
    scene.fake.world.slowPictures = 1;
    const other = { ...verdict, blocks: verdict.blocks.map((block) => (block.kind === "path" ? { ...block, path: { ...block.path, stack: "other" } } : block)) };
    await chat.post(ask(other, { run: "r-2" }));
    expect(images()).toHaveLength(1);
    scene.fake.world.slowPictures = 9;
    const third = { ...verdict, blocks: verdict.blocks.map((block) => (block.kind === "path" ? { ...block, path: { ...block.path, stack: "third" } } : block)) };
    expect((await chat.post(ask(third, { run: "r-3" }))).kind).toBe("posted");
    expect(images()).toEqual([]);
    expect(JSON.stringify(last()?.blocks)).toContain("[AI gateway]");
    scene.fake.world.slowPictures = 0;
  });

  it("answers without a picture where none can be painted or uploaded", async () => {
    const mute = illustrate(scene.chat, { painter: { paint: async () => undefined, close: async () => undefined }, whole });
    await mute.post(ask(verdict, { run: "r-4" }));
    expect(images()).toEqual([]);
    expect(JSON.stringify(last()?.blocks)).toContain("[AI gateway]");
    scene.fake.world.scopes.delete("files:write");
    const fresh = { ...verdict, blocks: verdict.blocks.map((block) => (block.kind === "path" ? { ...block, path: { ...block.path, stack: "fourth" } } : block)) };
    expect((await chat.post(ask(fresh, { run: "r-5" }))).kind).toBe("posted");
    expect(images()).toEqual([]);
    expect(scene.troubles.join(" ")).toContain("the answer goes without");
    scene.fake.world.scopes.add("files:write");
  });

  it("hands over the page of the run where an answer is too long", async () => {
    await chat.post(ask(long, { run: "r-6" }));
    const file = scene.fake.world.messages.findLast((message) => message.files !== undefined)?.files?.[0];
    expect(file?.name).toBe("duo-r-7f3k2m9q.html");
    expect(file?.content).toContain("<!doctype html>");
  });
});

describe("pictures in Discord", { timeout: 120_000 }, () => {
  let scene: DiscordScene;
  let chat: ChatAdapter;
  beforeAll(async () => {
    scene = await openDiscordScene();
    chat = illustrate(scene.chat, { painter, whole });
  }, 60_000);
  afterAll(() => scene?.close());

  const ask = (reply: Reply, more: Partial<PostRequest> = {}): PostRequest => ({ run: "r-1", slot: reply.slot, conversation: { platform: "discord", channel: scene.fake.ops.id }, reply, uncertain: false, ...more });
  const last = () => [...scene.fake.messages(scene.fake.ops.id)].at(-1);

  it("brings them beside another copy of undici, which the probes and Slack bring along", async () => {
    const before = getGlobalDispatcher();
    const agent = new Agent();
    setGlobalDispatcher(agent);
    try {
      expect((await chat.post(ask(verdict, { run: "r-0" }))).kind).toBe("posted");
      expect(last()?.files[0]?.name).toBe("duo-path.png");
    } finally {
      setGlobalDispatcher(before);
      await agent.close();
    }
  });

  it("brings the request path in the verdict's own message: no further call", async () => {
    const first = await chat.post(ask(passing));
    if (first.kind !== "posted") throw new Error(first.reason);
    const before = scene.fake.world.calls.length;
    await chat.post(ask(verdict, { edit: first.message as never }));
    expect(scene.fake.world.calls.length - before).toBe(1);
    const [file] = last()?.files ?? [];
    expect(file?.name).toBe("duo-path.png");
    expect(file?.description).toContain("the way to the model broken here");
    expect(last()?.body.embeds).toEqual([expect.objectContaining({ image: expect.objectContaining({ url: expect.stringContaining("duo-path.png") as string }) as object })]);
    expect(last()?.body.content).not.toContain("AI gateway");
  });

  it("tells the path as a line where no picture can be made, and hands over the page of the run where an answer is too long", async () => {
    const mute = illustrate(scene.chat, { painter: { paint: async (): Promise<Picture | undefined> => undefined, close: async () => undefined }, whole });
    await mute.post(ask(verdict, { run: "r-2" }));
    expect(last()?.body.content).toContain("AI gateway");
    await chat.post(ask(long, { run: "r-3" }));
    expect(last()?.files.map((file) => file.name)).toEqual(["duo-r-7f3k2m9q.html"]);
    expect(last()?.files[0]?.description).toContain("the whole answer as a page");
  });
});
