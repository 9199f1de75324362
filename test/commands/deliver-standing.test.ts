import { describe, expect, it } from "vitest";
import { deliverStanding, standingOf } from "../../src/commands/deliver-standing.ts";
import type { ChatAdapter, PostRequest } from "../../src/core/chat.ts";
import type { DeliveryJob, Posted } from "../../src/core/queue.ts";
import { openMemoryStore } from "../kit/memory-store.ts";

const start = Date.parse("2026-11-23T10:00:00Z");

function openDesk(answer: (request: PostRequest) => Posted | Promise<Posted> = ({ slot }) => ({ kind: "posted", message: { channel: "C1", id: `m-${slot}`, thread: "t1" } })) {
  const posts: PostRequest[] = [];
  const ledger = openMemoryStore().deliveries;
  let now = start;
  const adapter: ChatAdapter = {
    platform: "test", start: async () => undefined, close: async () => undefined, health: () => ({ platform: "test", state: "connected", since: 0, problems: [] }),
    post: async (request) => {
      posts.push(request);
      return answer(request);
    },
  };
  const texts = (): string[] => posts.map(({ reply }) => reply.blocks.map((block) => ("text" in block ? block.text : "")).join("|"));
  return {
    posts, ledger, texts,
    wait: (ms: number) => void (now += ms),
    /** As the worker of the queue does. */
    async bring(slot: string, text = slot): Promise<Posted | { kind: "threw" }> {
      const job: DeliveryJob = { version: 1, run: "i-1", slot, conversation: { platform: "test", channel: "C1" }, reply: { slot: "card", audience: "everyone", blocks: [{ kind: "note", text }] }, at: start };
      const claim = await ledger.claim("i-1", slot, 1_000);
      if (claim.kind !== "claimed") return { kind: "posted" };
      try {
        const posted = await deliverStanding(job, adapter, { ledger, now: () => new Date(now) }, claim.uncertain, new AbortController().signal);
        if (posted.kind === "posted") await ledger.delivered("i-1", slot, posted.message ?? null);
        else await ledger.release("i-1", slot, true);
        return posted;
      } catch {
        await ledger.release("i-1", slot, false);
        return { kind: "threw" };
      }
    },
  };
}

describe("a message that stands", () => {
  it("is posted once and edited from then on, whatever process brings it", async () => {
    const { bring, posts } = openDesk();
    await bring("card-1");
    await bring("card-1");
    await bring("card-2");
    expect(posts.map(({ slot, edit }) => [slot, edit?.id])).toEqual([["card", undefined], ["card", "m-card"]]);
  });

  it("never goes back to what it said before", async () => {
    const { bring, texts } = openDesk();
    await bring("card-1");
    await bring("card-3");
    expect((await bring("card-2")).kind).toBe("posted");
    expect(texts()).toEqual(["card-1", "card-3"]);
  });

  it("is posted anew in each channel that hears of it", async () => {
    const { bring, posts } = openDesk();
    await bring("card-1.slack.C1");
    await bring("card-1.slack.C2");
    await bring("card-2.slack.C2");
    expect(posts.map(({ slot, edit }) => [slot, edit?.id])).toEqual([["card.slack.C1", undefined], ["card.slack.C2", undefined], ["card.slack.C2", "m-card.slack.C2"]]);
  });

  it("has its lines in its thread, after the message that they belong to; what all must hear is shown in the channel too", async () => {
    const { bring, posts } = openDesk();
    expect((await bring("loud-2")).kind).toBe("later");
    await bring("card-1");
    expect((await bring("loud-2")).kind).toBe("later");
    await bring("card-2");
    await bring("loud-2");
    await bring("card-3");
    await bring("line-3");
    expect(posts.filter(({ under }) => under !== undefined).map(({ slot, under, broadcast }) => [slot, under?.id, broadcast])).toEqual([["loud-2", "m-card", true], ["line-3", "m-card", undefined]]);
  });

  it("looks before posting where an earlier post ended without a word, also when a newer one comes first", async () => {
    let broken = true;
    const { bring, posts } = openDesk(() => {
      if (broken) throw new Error("cut off");
      return { kind: "posted", message: { channel: "C1", id: "m1" } };
    });
    expect((await bring("card-1")).kind).toBe("threw");
    broken = false;
    await bring("card-2");
    expect(posts.map(({ uncertain }) => uncertain)).toEqual([false, true]);
  });

  it("waits for a platform that asks for it, and then says how late it is", async () => {
    let away = true;
    const { bring, posts, texts, wait } = openDesk(() => (away ? { kind: "later", afterMs: 1_000, reason: "away" } : { kind: "posted", message: { channel: "C1", id: "m1" } }));
    expect((await bring("card-1")).kind).toBe("later");
    away = false;
    wait(40 * 60_000);
    await bring("card-1");
    expect(posts).toHaveLength(2);
    expect(texts()[1]).toBe("card-1|Posted 40 min late: the chat could not be reached before");
  });

  it("knows its own slots", () => {
    expect([standingOf("card-12.slack.C1"), standingOf("loud-3"), standingOf("verdict"), standingOf("card-x")]).toEqual([{ kind: "card", seq: 12 }, { kind: "loud", seq: 3 }, undefined, undefined]);
  });
});
