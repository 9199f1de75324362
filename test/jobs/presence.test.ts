import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { ProcessCard, Silence } from "../../src/core/presence.ts";
import { isPostponed, type TriageJob } from "../../src/core/queue.ts";
import type { StackConfig } from "../../src/core/stack.ts";
import type { Store } from "../../src/core/store.ts";
import { budgetOf, limitTriage, targetsOf } from "../../src/jobs/limits.ts";
import { openPresence, type PresenceOptions } from "../../src/jobs/presence.ts";
import { openBackend } from "../../src/store/open-backend.ts";
import { openStore } from "../../src/store/open-store.ts";
import { sayWorkers } from "../../src/replies/self.ts";
import { until } from "../kit/until.ts";
import { lanes } from "../store/lanes.ts";

const card = (sites: string[], posts = false): ProcessCard => ({ host: "h", pid: 1, version: "1.0", startedAt: 0, sites, posts });
const stackOf = (more: Partial<StackConfig> = {}): StackConfig => ({ name: "prod", gitlab: { url: "https://GitLab.example.com:8443/sub" }, models: [], site: "default", profile: "online", expect: [], ...more });
const job = (run: string, more: Partial<TriageJob> = {}): TriageJob => ({ version: 1, run, stack: "prod", site: "default", trigger: "chat", question: { kind: "check", deep: false }, asker: { name: "Ada", role: "viewer" }, at: 1, ...more });

for (const lane of lanes) {
  describe.skipIf(lane.missing !== undefined)(`processes that share ${lane.name}${lane.missing === undefined ? "" : ` — LANE NOT RUN: ${lane.missing}`}`, { timeout: 60_000 }, () => {
    let opened: Awaited<ReturnType<typeof lane.make>>;
    let backend: ReturnType<typeof openBackend>;
    let store: Store;
    const open: { close(): void }[] = [];
    const presence = (options: Partial<PresenceOptions> & { card: ProcessCard; id: string }): ReturnType<typeof openPresence> => {
      const made = openPresence({ signs: store.signs, everyMs: 50, holdsMs: 1_500, ...options });
      open.push(made);
      return made;
    };

    beforeAll(async () => {
      opened = await lane.make();
      backend = openBackend(opened.choice);
      store = openStore(backend);
      await store.health();
    }, 60_000);
    afterEach(() => open.splice(0).forEach((one) => one.close()));
    afterAll(async () => {
      await store.close();
      await backend.close();
      await opened.drop();
    });

    it("knows at once that nobody serves a site, and since when", async () => {
      const bot = presence({ id: "bot", card: card(["default"], true) });
      // Its own site is served whatever the store says.
      expect(await bot.unserved("default")).toBeUndefined();
      expect(await bot.unserved("dmz")).toEqual({ since: undefined });
      const worker = presence({ id: "worker", card: card(["dmz", "lab"]) });
      await until("the worker to be seen", async () => (await bot.unserved("dmz")) === undefined);
      expect(await bot.unserved("lab")).toBeUndefined();
      expect((await bot.processes()).map(({ id, sites, gone }) => ({ id, sites, gone }))).toEqual(expect.arrayContaining([{ id: "worker", sites: ["dmz", "lab"], gone: false }]));
      worker.close();
      // A few signs later it no longer counts as living, though a restart might still bring it back before its site counts as served by nobody.
      const quiet = await until("the worker to fall silent", async () => (await bot.processes()).find(({ id, silent }) => id === "worker" && silent));
      expect(quiet.agoMs).toBeGreaterThan(100);
      expect(quiet.gone).toBe(false);
      expect(sayWorkers(await bot.processes(), ["dmz"], Date.now())[0]?.text).toMatch(/^none at this moment; 1 has given no sign of life for \d+ s: h \(1\.0\)$/u);
      const lost = await until("the worker to be missed", () => bot.unserved("dmz"));
      const seen = (await bot.processes()).find(({ id }) => id === "worker");
      expect(lost).toEqual({ since: seen?.seenAt });
    });

    it("says nothing of workers while the store is away, and tells for how long it was", async () => {
      let away = false;
      const silences: Silence[] = [];
      const refused = (): Promise<never> => Promise.reject(new Error("refused"));
      const signs = { give: (...args: Parameters<Store["signs"]["give"]>) => (away ? refused() : store.signs.give(...args)), list: (kind: string) => (away ? refused() : store.signs.list(kind)) };
      const bot = presence({ id: "other-bot", card: card([]), signs, holdsMs: 300, onSilence: (silence) => silences.push(silence) });
      await until("its first sign", async () => (await bot.processes()).some(({ id }) => id === "other-bot"));
      away = true;
      expect(await bot.unserved("moon")).toBeUndefined();
      await new Promise((resolve) => setTimeout(resolve, 500));
      away = false;
      await until("the silence", () => silences.length > 0);
      expect(silences[0]).toMatchObject({ what: "store" });
      expect(silences[0]!.until - silences[0]!.from).toBeGreaterThan(300);
    });

    it("tells a bot that starts for how long no bot was there", async () => {
      await store.signs.give("process", "earlier", card([], true), 1);
      await new Promise((resolve) => setTimeout(resolve, 400));
      const silences: Silence[] = [];
      presence({ id: "later", card: card([], true), holdsMs: 200, onSilence: (silence) => silences.push(silence) });
      await until("the silence", () => silences.length > 0);
      expect(silences[0]).toMatchObject({ what: "everything" });
    });

    it("runs as many checks on one host as are allowed, over all workers, and hands the rest back", async () => {
      let running = 0;
      let most = 0;
      let open: () => void = () => undefined;
      const gate = new Promise<void>((resolve) => (open = resolve));
      const limits = { leases: store.leases, counters: store.counters, stack: async (name: string) => stackOf({ name }), runsPerTarget: 2, tokensPerDay: 1 };
      const handle = limitTriage(async () => {
        running += 1;
        most = Math.max(most, running);
        await gate;
        running -= 1;
        return "done";
      }, limits);
      const context = { progress: async () => undefined, signal: new AbortController().signal };
      // Other stacks on the same GitLab count too.
      const answers = ["a", "b", "c", "d", "e"].map((run) => handle(job(run, { stack: run }), context));
      await until("three to be handed back", async () => (await Promise.all(answers.map((answer) => Promise.race([answer, undefined])))).filter(isPostponed).length === 3);
      open();
      expect((await Promise.all(answers)).filter((answer) => answer === "done")).toHaveLength(2);
      expect(most).toBe(2);
      expect(await handle(job("f"), context)).toBe("done");
    });

    it("waits for a store that is away for a moment: nobody would ask the question again", async () => {
      let away = 2;
      const leases = { ...store.leases, take: async (...what: Parameters<typeof store.leases.take>) => ((away -= 1) >= 0 ? Promise.reject(new Error("Connection terminated unexpectedly")) : store.leases.take(...what)) };
      const handle = limitTriage(async () => "done", { leases, counters: store.counters, stack: async (name: string) => stackOf({ name }), runsPerTarget: 99, tokensPerDay: 1 });
      expect(await handle(job("away"), { progress: async () => undefined, signal: new AbortController().signal })).toBe("done");
    });

    it("spends a day's tokens once over all workers, and keeps a part for people", async () => {
      const now = (): Date => new Date("2026-11-23T23:59:00Z");
      const limits = { counters: store.counters, tokensPerDay: 100 };
      const timetable = budgetOf({ stack: "t", trigger: "schedule" }, limits, now);
      expect([await timetable(50), await timetable(30), await timetable(10)]).toEqual([true, true, false]);
      const person = budgetOf({ stack: "t", trigger: "chat" }, limits, now);
      expect([await person(10), await person(10), await person(10)]).toEqual([true, true, false]);
      expect(await budgetOf({ stack: "t", trigger: "chat" }, limits, () => new Date("2026-11-24T00:00:01Z"))(50)).toBe(true);
    });
  });
}

it("knows the hosts of a stack, each once, in one order", () => {
  expect(targetsOf(stackOf({ gateway: { url: "http://aigw:5052" }, models: [{ name: "m", endpoint: "http://aigw:5052/v1" }, { name: "n" }, { name: "odd", endpoint: "not an address" }] }))).toEqual(["aigw:5052", "gitlab.example.com:8443"]);
});
