import { until } from "../store/lanes.ts";
import { describe, expect, it } from "vitest";
import { createDelivery, type DeliveryDesk } from "../../src/commands/deliver-answer.ts";
import { type Following, splitSlot, suffixOf } from "../../src/commands/following.ts";
import { coalesce } from "../../src/commands/follow-run.ts";
import type { PostRequest } from "../../src/core/chat.ts";
import { deliveryJobSchema, type DeliveryJob, type Posted } from "../../src/core/queue.ts";
import type { Deliveries } from "../../src/core/store.ts";

/** A ledger in memory, by the port's words. */
function openLedger(): Deliveries {
  const slots = new Map<string, { state: "claimed" | "delivered" | "free"; message?: unknown; uncertain: boolean }>();
  const key = (run: string, slot: string): string => `${run}/${slot}`;
  return {
    async claim(run, slot) {
      const known = slots.get(key(run, slot));
      if (known?.state === "delivered") return { kind: "delivered", message: known.message };
      if (known?.state === "claimed") return { kind: "busy", forMs: 1_000 };
      slots.set(key(run, slot), { state: "claimed", uncertain: known?.uncertain ?? false });
      return { kind: "claimed", uncertain: known?.uncertain ?? false };
    },
    async delivered(run, slot, message) { slots.set(key(run, slot), { state: "delivered", message, uncertain: false }); },
    async release(run, slot, certain) { slots.set(key(run, slot), { state: "free", uncertain: !certain }); },
    async message(run, slot) {
      const known = slots.get(key(run, slot));
      return known?.state === "delivered" ? { message: known.message } : undefined;
    },
  };
}

function openDesk(answer: (request: PostRequest) => Posted = ({ slot }) => ({ kind: "posted", message: { channel: "C1", id: `m-${slot}`, thread: "t1" } })) {
  const posts: PostRequest[] = [];
  const ledger = openLedger();
  const kept = new Map<string, Following>();
  const desk: DeliveryDesk = {
    ledger, now: () => new Date(),
    adapter: (platform) => (platform !== "test" ? undefined : { platform, start: async () => undefined, close: async () => undefined, health: () => ({ platform, state: "connected", since: 0, problems: [] }), post: async (request) => { posts.push(request); return answer(request); } }),
    followings: { put: async (id, document) => void kept.set(id, document), get: async (id) => kept.get(id), remove: async (id) => kept.delete(id), list: async () => [] },
    memory: { of: async () => undefined, note: async () => undefined },
  };
  const deliver = createDelivery(desk);
  const job = (slot: string, more: Partial<DeliveryJob> = {}): DeliveryJob => ({ version: 1, run: "r-1", slot, conversation: { platform: "test", channel: "C1" }, reply: { slot: splitSlot(slot).base, audience: "everyone", blocks: [] }, at: Date.now(), ...more });
  return { posts, ledger, kept, bring: async (slot: string, more: Partial<DeliveryJob> = {}) => {
    const posted = await deliver(job(slot, more), { uncertain: false, signal: new AbortController().signal });
    // As the worker of the queue does.
    if (posted.kind === "posted") await ledger.delivered("r-1", slot, posted.message);
    return posted;
  } };
}

describe("bringing out an answer", () => {
  it("keeps the order verdict, evidence, steps whatever comes first", async () => {
    const { bring, posts } = openDesk();
    expect((await bring("steps")).kind).toBe("later");
    expect((await bring("evidence")).kind).toBe("later");
    await bring("verdict");
    expect((await bring("steps")).kind).toBe("later");
    await bring("evidence");
    await bring("steps");
    expect(posts.map(({ slot, under }) => [slot, under?.id])).toEqual([["verdict", undefined], ["evidence", "m-verdict"], ["steps", "m-verdict"]]);
  });

  it("edits the message that stands there, and waits while it is being posted or painted", async () => {
    const { bring, posts, ledger } = openDesk();
    await ledger.claim("r-1", "parent", 1_000);
    expect((await bring("verdict")).kind).toBe("later");
    await ledger.delivered("r-1", "parent", { channel: "C1", id: "m0", thread: "m0" });
    await ledger.claim("r-1", "edit", 1_000);
    expect((await bring("verdict")).kind).toBe("later");
    await ledger.release("r-1", "edit", true);
    await bring("verdict");
    expect(posts.map(({ edit }) => edit?.id)).toEqual(["m0"]);
    // Final: nobody paints progress over it.
    expect((await ledger.claim("r-1", "edit", 1_000)).kind).toBe("delivered");
  });

  it("looks before posting where an earlier post ended without a word", async () => {
    const { bring, posts, ledger } = openDesk();
    await ledger.claim("r-1", "parent", 1_000);
    await ledger.release("r-1", "parent", false);
    await bring("verdict");
    expect(posts[0]).toMatchObject({ uncertain: true });
  });

  it("says so when it comes long after its question", async () => {
    const { bring, posts } = openDesk();
    await bring("verdict", { at: Date.now() - 40 * 60_000 });
    expect(JSON.stringify(posts[0]?.reply.blocks)).toContain("This answer comes 40 min after its question: queue or chat could not be reached before");
    const soon = openDesk();
    await soon.bring("verdict", { at: Date.now() - 60_000 });
    expect(soon.posts[0]?.reply.blocks).toEqual([]);
  });

  it("posts nothing below a verdict that could not be posted", async () => {
    const { bring } = openDesk(() => ({ kind: "undeliverable", reason: "gone" }));
    expect((await bring("verdict")).kind).toBe("undeliverable");
    expect((await bring("evidence")).kind).toBe("undeliverable");
    expect((await bring("verdict", { conversation: { platform: "nowhere", channel: "x" } })).kind).toBe("undeliverable");
  });

  it("gives every joined conversation slots of its own, of letters that a slot may have", () => {
    const suffix = suffixOf({ platform: "slack", channel: "C012", thread: "1764000001.000200" });
    expect(suffix).toBe(".C012.1764000001.000200");
    expect(splitSlot(`evidence${suffix}`)).toEqual({ base: "evidence", suffix });
    const long = suffixOf({ platform: "x", channel: `a/b ${"c".repeat(90)}`, thread: "t" });
    const job = { version: 1, run: "r-1", slot: `evidence${long}`, conversation: { platform: "x", channel: "c" }, reply: {}, at: 0 };
    expect(deliveryJobSchema.safeParse(job).success).toBe(true);
  });
});

describe("coalescing", () => {
  it("sends the latest, one at a time, never sooner than told, and nothing after the stop", async () => {
    const sent: { item: number; at: number }[] = [];
    const began = Date.now();
    const edits = coalesce(async (item: number) => { sent.push({ item, at: Date.now() - began }); }, 120);
    for (let item = 1; item <= 50; item += 1) {
      edits.give(item);
      await new Promise((resolve) => setTimeout(resolve, 8));
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(sent.at(-1)?.item).toBe(50);
    // However long the machine took for the fifty.
    expect(sent.length).toBeLessThanOrEqual(Math.ceil((Date.now() - began) / 120) + 1);
    for (const [place, { at }] of sent.entries()) if (place > 0) expect(at - (sent[place - 1]?.at ?? 0)).toBeGreaterThanOrEqual(115);
    edits.give(51);
    edits.stop();
    const before = sent.length;
    edits.give(52);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(sent.length).toBe(before);
  });

  it("waits as long as the platform asks, and sends then what it could not send, or what is newer", async () => {
    const sent: number[] = [];
    let later = 1;
    const edits = coalesce(async (item: number) => {
      if (later > 0) {
        later -= 1;
        return 300;
      }
      sent.push(item);
      return undefined;
    }, 10);
    edits.give(1);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(sent).toEqual([]);
    await until("the one that had to wait", () => sent.length === 1);
    expect(sent).toEqual([1]);
    later = 1;
    edits.give(2);
    edits.give(3);
    await until("the newest", () => sent.length === 2);
    expect(sent).toEqual([1, 3]);
    edits.stop();
  });
});
