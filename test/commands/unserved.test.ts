import { expect, it } from "vitest";
import { followRun } from "../../src/commands/follow-run.ts";
import { type Following, followingId, openFollowings } from "../../src/commands/following.ts";
import type { Reply } from "../../src/core/reply.ts";
import { openQueues } from "../../src/jobs/open-queues.ts";
import { openBackend } from "../../src/store/open-backend.ts";
import { openStore } from "../../src/store/open-store.ts";
import { until } from "../kit/until.ts";
import { lanes } from "../store/lanes.ts";

const lane = lanes.find((one) => one.name === "redis" && one.missing === undefined) ?? lanes[0]!;

it(`a question that waits when its site loses its last worker is answered, and taken back (${lane.name})`, { timeout: 120_000 }, async () => {
  const opened = await lane.make();
  const backend = openBackend(opened.choice);
  const store = openStore(backend);
  const queues = openQueues({ backend, ledger: store.deliveries, onTrouble: () => undefined });
  const since = Date.now() - 60_000;
  let gone = false;
  const told: Reply[] = [];
  const conversation = { platform: "slack", channel: "C1" };
  const followings = openFollowings(store);
  const follow = (suffix: string): (() => void) => {
    const following: Following = { run: "r-dmz", suffix, stack: "edge", site: "dmz", conversation, ended: false, at: Date.now() };
    void followings.put(followingId(following), following);
    return followRun(following, {
      adapter: () => undefined, store, ledger: store.deliveries, followings, editEveryMs: 50, lookEveryMs: 50, trouble: () => undefined,
      queues: { watch: queues.watch, cancel: queues.cancel, deliver: async (job) => void told.push(job.reply as Reply) },
      unserved: async (site) => (gone && site === "dmz" ? { since } : undefined),
    });
  };
  // Two conversations wait for the same run.
  const stops = [follow(""), follow(".other")];
  expect(await queues.ask({ version: 1, run: "r-dmz", stack: "edge", site: "dmz", trigger: "chat", question: { kind: "check", deep: false }, asker: { name: "Ada", role: "viewer" }, conversation, at: Date.now() })).toMatchObject({ kind: "asked" });
  // Somebody is there: it waits.
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(told).toEqual([]);
  gone = true;
  await until("both to be answered", () => told.length === 2);
  const said = told.map((reply) => JSON.stringify(reply.blocks));
  for (const text of said) expect(text).toMatch(/No worker of site dmz since \d\d:\d\d UTC, so edge cannot be checked\. The question was taken back; ask again when one runs \(DT912\)/u);
  expect((await queues.health({ sites: ["dmz"] })).sites?.["dmz"]).toMatchObject({ waiting: 0, active: 0 });
  stops.forEach((stop) => stop());
  await queues.close(1_000);
  await store.close();
  await backend.close();
  await opened.drop();
});
