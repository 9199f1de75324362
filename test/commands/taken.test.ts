import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { openTaken, type Taken } from "../../src/commands/taken.ts";
import type { ChatAdapter, Kept } from "../../src/core/chat.ts";
import type { Store } from "../../src/core/store.ts";
import { openMemoryStore } from "../kit/memory-store.ts";
import { until } from "../kit/until.ts";

const kept: Kept = { id: "slack-c-1", user: "U1", conversation: { platform: "slack", channel: "C1" }, text: "check", how: "command" };
const closing: Taken[] = [];
afterEach(() => { for (const one of closing.splice(0)) one.close(); });

/** A store whose writing of what is taken goes wrong as told. */
function storeThat(put: () => Promise<void>, store: Store = openMemoryStore()): Store {
  return { ...store, collection: (kind, schema) => (kind === "taken" ? { ...store.collection(kind, schema), put } : store.collection(kind, schema)) };
}

function open(store: Store, more: { again?: (kept: Kept) => Promise<void>; leftMs?: number; now?: () => number } = {}): { taken: Taken; troubles: string[] } {
  const troubles: string[] = [];
  const { again = async () => undefined, ...rest } = more;
  const platform: ChatAdapter = { platform: "slack", start: async () => undefined, post: async () => ({ kind: "undeliverable", reason: "-" }), health: () => ({ platform: "slack", state: "connected", since: 0, problems: [] }), close: async () => undefined, again };
  const taken = openTaken({ store, adapter: () => platform, redact: (text) => text, now: Date.now, trouble: (message) => void troubles.push(message), ...rest });
  closing.push(taken);
  return { taken, troubles };
}
const never = (): Promise<void> => new Promise(() => undefined);

describe("what is acknowledged while the store is away", () => {
  it.each([["refuses", async () => { throw new Error("the store is away"); }], ["does not answer", never]] as const)("is told to its person within seconds where the answer takes longer and the store %s", async (_how, put) => {
    const { taken } = open(storeThat(put));
    const began = Date.now();
    const told = new Promise<number>((resolve) => {
      void taken.keep(kept);
      void taken.answer(kept.id, never, () => resolve(Date.now() - began));
    });
    expect(await told).toBeGreaterThanOrEqual(1_900);
  });

  it("is not told where the answer was faster, or where it is written down", async () => {
    const away = open(storeThat(async () => { throw new Error("the store is away"); }));
    let told = 0;
    await away.taken.keep(kept);
    await away.taken.answer(kept.id, async () => undefined, () => { told += 1; });
    expect(away.troubles).toEqual([expect.stringContaining("could not be written down: the store is away")]);
    const well = open(openMemoryStore());
    await well.taken.keep(kept);
    await well.taken.answer(kept.id, () => new Promise((resolve) => setTimeout(resolve, 2_300)), () => { told += 1; });
    expect(told).toBe(0);
  });

  it("is written down as soon as the store is back", async () => {
    let up = false;
    const store = openMemoryStore();
    const { taken } = open(storeThat(async () => { if (!up) throw new Error("away"); await store.collection("taken", z.looseObject({})).put("slack-c-1", {}); }, store), { leftMs: 300 });
    taken.start();
    void taken.keep(kept);
    void taken.answer(kept.id, never, () => undefined);
    await until("a first attempt", () => taken.of(kept.id) !== undefined);
    up = true;
    await until("written", async () => (await store.collection("taken", z.looseObject({})).list()).length === 1);
  });
});

describe("what is kept", () => {
  it("is left alone while whoever took it is at it, and heard again under the same run when they are gone", async () => {
    const store = openMemoryStore();
    const heard: { kept: Kept; owed: ReturnType<Taken["of"]> }[] = [];
    const first = open(store, { leftMs: 600 });
    const second = open(store, { leftMs: 600, again: async (one) => void heard.push({ kept: one, owed: second.taken.of(one.id) }) });
    first.taken.start();
    second.taken.start();
    await first.taken.keep(kept);
    const run = first.taken.of(kept.id)?.run;
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(heard).toEqual([]);
    first.taken.close();
    await until("heard again", () => heard.length === 1);
    expect(heard[0]).toMatchObject({ kept: { ...kept }, owed: { run, again: true } });
    expect(first.taken.of(kept.id)).toEqual({ run, again: false });
  });

  it("is forgotten when its person was refused, and left to whoever has it when another process does", async () => {
    const store = openMemoryStore();
    const { taken } = open(store);
    const all = (): Promise<unknown[]> => store.collection("taken", z.looseObject({})).list();
    await taken.keep(kept);
    await taken.drop(kept.id, false);
    expect(await all()).toHaveLength(1);
    await taken.drop(kept.id, true);
    expect(await all()).toEqual([]);
  });
});
