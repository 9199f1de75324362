import { afterEach, describe, expect, it } from "vitest";
import type { ChatListener, Kept } from "../../../src/core/chat.ts";
import { openSlack } from "../../../src/chat/slack/slack.ts";
import { type FakeSlack, openFakeSlack } from "../../fakes/slack/fake.ts";
import { until } from "../../kit/until.ts";
import { note, request } from "./scene.ts";
import { slackOptions } from "./stage.ts";

let fake: FakeSlack;
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function open() {
  fake = await openFakeSlack();
  const chat = openSlack(slackOptions(fake));
  closing.push(() => fake.close(), () => chat.close());
  const kept: Kept[] = [];
  const dropped: [string, boolean][] = [];
  const pressed: { action: string; kept: string | undefined }[] = [];
  const known = new Set<string>();
  const listener: ChatListener = {
    first: async (id) => !known.has(id) && known.add(id) !== undefined,
    keep: async (one) => void kept.push(one),
    drop: async (id, over) => void dropped.push([id, over]),
    hear: async () => undefined, problems: () => ({}), submit: async () => undefined, home: async () => undefined, trouble: () => undefined,
    press: async ({ action, kept: id }) => void pressed.push({ action, kept: id }),
  };
  await chat.start(listener);
  return { chat, kept, dropped, pressed };
}

describe("what Slack will not bring again", () => {
  it("is owed nothing more once a guest was told why, also when it is heard once more", async () => {
    const { chat, kept, dropped } = await open();
    await fake.command("U0GUEST", "C0ONE", "check");
    await until("the refusal", () => fake.world.ephemerals.length === 1 && dropped.length === 1);
    expect(dropped).toEqual([[kept[0]?.id, true]]);
    await chat.again?.(kept[0] as Kept);
    expect(dropped).toHaveLength(2);
  });

  it("is kept where it is work, and not where a window opens at once or never", async () => {
    const { chat, kept, pressed } = await open();
    const posted = await chat.post(request("verdict", { reply: note("verdict", { actions: [{ id: "again", label: "Run again", value: "r-1" }, { id: "ask-expect", label: "Mark expected…", value: "r-1" }] }) }));
    const message = fake.world.messages.find(({ ts }) => posted.kind === "posted" && ts === (posted.message as { id: string }).id);
    await fake.press("U0ANA", message as never, "Mark expected…");
    await fake.press("U0ANA", message as never, "Run again");
    await until("both", () => pressed.length === 2);
    expect(kept).toEqual([expect.objectContaining({ user: "U0ANA", conversation: { platform: "slack", channel: "C0ONE", thread: message?.ts }, pressed: { action: "again", value: "r-1" } })]);
    expect(pressed.find(({ action }) => action === "again")?.kept).toBe(kept[0]?.id);
    // The message stands in a channel, so what its person alone sees does, too.
    expect(kept[0]).not.toHaveProperty("thread");
  });
});
