import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { DumpItem } from "../../src/core/store-dump.ts";
import type { Store } from "../../src/core/store.ts";
import { openQueues } from "../../src/jobs/open-queues.ts";
import { exportStore, importStore } from "../../src/store/move.ts";
import { openBackend } from "../../src/store/open-backend.ts";
import { lanes, type Lane, useStore } from "./lanes.ts";

const folder = mkdtempSync(join(tmpdir(), "duo-triage-move-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function withStore<T>(lane: Lane, work: (store: Store, backend: ReturnType<typeof openBackend>) => Promise<T>): Promise<T> {
  const opened = await lane.make();
  try {
    return await useStore(opened.choice, work);
  } finally {
    await opened.drop();
  }
}

/** More than one page of everything, odd texts included. */
async function fill(store: Store): Promise<void> {
  for (let index = 0; index < 205; index += 1) {
    await store.runs.save({ run: `r-${index}`, stack: index % 2 === 0 ? "prod" : "lab", trigger: "schedule", verdict: index % 3 === 0 ? "fail" : "pass", startedAt: 1_000 + index, durationMs: 1.5, result: { index, text: "ü \\u0041 \" \n" }, ...(index % 5 === 0 ? { facts: { index } } : {}) });
  }
  await store.deliveries.delivered("r-1", "verdict", { ts: "1.2", nested: [1, null] });
  await store.deliveries.claim("r-2", "verdict", 1);
  await store.deliveries.release("r-2", "verdict", false);
  const things = store.collection("a:thing", z.object({ n: z.number() }));
  for (let index = 0; index < 210; index += 1) await things.put(`id:${index}`, { n: index });
  await things.put("id:3", { n: 33 });
  await store.expectations.put("prod DT220", { code: "DT220", stack: "prod", reason: "migration", author: "Ada", until: 9, at: 1 });
  for (let index = 0; index < 3; index += 1) await store.audit.append({ at: Date.now() - index, did: "asked", what: "check", platform: "slack", person: { id: "U1", name: "Ada" }, words: `check ${index}` });
  await store.counters.add("tokens prod 2026-11-23", 640, 1_000, 3_600_000);
}

async function all(store: Store): Promise<DumpItem[]> {
  const items: DumpItem[] = [];
  for await (const item of store.dump.read()) items.push(item.kind === "counter" ? { ...item, leftMs: 0 } : item.kind === "delivery" ? { ...item, claimedUntil: 0 } : item);
  // Documents keep their order within a kind; the rest has none.
  const key = (item: DumpItem): string => (item.kind === "document" ? `document ${item.of}` : JSON.stringify(item));
  return items.map((item, index) => ({ item, index })).toSorted((a, b) => (key(a.item) < key(b.item) ? -1 : key(a.item) > key(b.item) ? 1 : a.index - b.index)).map(({ item }) => item);
}

const present = lanes.filter((lane) => lane.missing === undefined);

describe("moving a store", { timeout: 180_000 }, () => {
  it.each(present.map((lane, index) => ({ from: lane, to: present[(index + 1) % present.length] ?? lane })))("from $from.name to $to.name loses nothing", async ({ from, to }) => {
    const file = join(folder, `${from.name}.jsonl`);
    const before = await withStore(from, async (store, backend) => {
      await fill(store);
      const count = await exportStore(store, backend.kind, file);
      expect(count).toBe(205 + 2 + 211 + 3 + 1);
      // What runs of which stacks ran is nobody else's business.
      expect(statSync(file).mode & 0o077).toBe(0);
      await expect(exportStore(store, backend.kind, file)).rejects.toThrow("EEXIST");
      return all(store);
    });
    await withStore(to, async (store) => {
      expect(await importStore(store, file, { into: "empty" })).toBe(422);
      expect(await all(store)).toEqual(before);
      expect((await store.runs.last("lab"))?.run).toBe("r-203");
      expect(await store.runs.list({ stack: "prod", limit: 500 })).toHaveLength(103);
      expect(await store.deliveries.claim("r-1", "verdict", 1_000)).toEqual({ kind: "delivered", message: { ts: "1.2", nested: [1, null] } });
      // The doubt whether it was posted moves along.
      expect(await store.deliveries.claim("r-2", "verdict", 1_000)).toEqual({ kind: "claimed", uncertain: true });
      expect((await store.collection("a:thing", z.object({ n: z.number() })).list(1))[0]).toEqual({ id: "id:3", document: { n: 33 } });
      expect(await store.counters.read("tokens prod 2026-11-23")).toBe(640);
      await expect(importStore(store, file, { into: "empty" })).rejects.toThrow("not empty");
      expect(await importStore(store, file, { into: "any" })).toBe(422);
      expect(await all(store)).toEqual(before);
    });
  });

  it.each(present)("what the queue keeps beside it, on $name, is neither taken along nor in the way", async (lane) => {
    await withStore(lane, async (store, backend) => {
      const queues = openQueues({ backend, ledger: store.deliveries, onTrouble: () => undefined });
      await queues.deliver({ version: 1, run: "r-waits", slot: "verdict", conversation: { platform: "terminal", channel: "tty" }, reply: { text: "hello" }, at: 5 });
      queues.startWorkers({ triage: async () => ({ verdict: "pass" }) }, { concurrency: 1 });
      expect((await queues.canary({ site: "default", patienceMs: 60_000 })).kind).toBe("through");
      await queues.close(5_000);
      expect(await store.dump.empty()).toBe(true);
      await fill(store);
      expect(await exportStore(store, backend.kind, join(folder, `beside-${lane.name}.jsonl`))).toBe(422);
    });
  });

  it("refuses what is cut off, damaged or something else, before anything is written", async () => {
    await withStore(present[0]!, async (store) => {
      const good = readFileSync(join(folder, `${present[0]!.name}.jsonl`), "utf8").trimEnd().split("\n");
      const write = (lines: readonly string[]): string => {
        const path = join(folder, "bad.jsonl");
        writeFileSync(path, lines.join("\n"));
        return path;
      };
      for (const [lines, sentence] of [
        [good.slice(0, -1), "cut off"],
        [good.toSpliced(5, 1), "damaged"],
        [good.with(5, good[5]!.slice(0, 20)), "line 6: no JSON"],
        [good.with(5, "{\"kind\":\"run\",\"record\":{}}"), "line 6: not readable"],
        [good.slice(1), "line 1: this is no export"],
        [["hello"], "line 1: no JSON"],
      ] as const) {
        await expect(importStore(store, write(lines), { into: "empty" }), sentence).rejects.toThrow(sentence);
      }
      expect(await store.dump.empty()).toBe(true);
    });
  });
});
