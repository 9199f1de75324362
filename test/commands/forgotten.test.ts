import { expect, it } from "vitest";
import { openFollowers } from "../../src/commands/followers.ts";
import { type Following, followingId, openFollowings } from "../../src/commands/following.ts";
import type { FollowDesk } from "../../src/commands/follow-run.ts";
import type { ChatAdapter } from "../../src/core/chat.ts";
import type { Reply } from "../../src/core/reply.ts";
import type { Result } from "../../src/core/result.ts";
import { openQueues } from "../../src/jobs/open-queues.ts";
import { openBackend } from "../../src/store/open-backend.ts";
import { openStore } from "../../src/store/open-store.ts";
import { until } from "../kit/until.ts";
import { lanes } from "../store/lanes.ts";

const lane = lanes.find((one) => one.name === "redis" && one.missing === undefined) ?? lanes[0]!;

it("a dead process's followings whose runs the queue knows no more are told from what is stored, and each by one of two", { timeout: 60_000 }, async () => {
  const made = await lane.make();
  const backend = openBackend(made.choice);
  const store = openStore(backend);
  const queues = openQueues({ backend, ledger: store.deliveries, onTrouble: () => undefined });
  const followings = openFollowings(store);
  const told: string[] = [];
  const desk: FollowDesk = {
    adapter: () => ({ platform: "slack" }) as ChatAdapter, store, ledger: store.deliveries, followings, editEveryMs: 50, lookEveryMs: 60, trouble: (message) => void told.push(message),
    queues: { watch: queues.watch, holds: queues.holds, deliver: async (job) => void told.push(`${job.run} ${job.slot}: ${JSON.stringify((job.reply as Reply).blocks[0])}`) },
  };
  const left = (run: string): Following => ({ run, suffix: "", stack: "prod", site: "default", conversation: { platform: "slack", channel: "C1" }, ended: false, at: Date.now(), by: "somebody who is dead" });
  for (const run of ["r-stored", "r-lost"]) await followings.put(followingId(left(run)), left(run));
  const result: Result = { schemaVersion: 1, run: "r-stored", stack: "prod", trigger: "chat", startedAt: new Date().toISOString(), durationMs: 1, vantagePoints: ["worker:default"], verdict: "pass", diagnosis: { causes: [], cannotTell: [], notices: [], notRun: [] }, checks: [] };
  await store.runs.save({ run: "r-stored", stack: "prod", trigger: "chat", verdict: "pass", startedAt: 1, durationMs: 1, result });
  const all = [1, 2].map(() => openFollowers({ desk, store, now: Date.now, holdsMs: 900 }));
  try {
    await Promise.all(all.map((one) => one.start()));
    await until("all to be told", () => told.length >= 2);
    // As long as another look of both takes.
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(told.map((text) => text.split(":")[0]).toSorted()).toEqual(["r-lost verdict", "r-stored verdict"]);
    expect(told.find((text) => text.startsWith("r-lost"))).toContain("was cancelled");
    expect((await followings.list()).map(({ document }) => document.ended)).toEqual([true, true]);
  } finally {
    for (const one of all) one.close();
    await queues.close(500);
    await store.close();
    await backend.close();
    await made.drop();
  }
});
