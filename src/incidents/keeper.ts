import { randomUUID } from "node:crypto";
import type { Announcement, IncidentRules, Watch } from "../core/incident.ts";
import { alertedOf, silencesOf, watchesOf } from "../core/kept.ts";
import { type Conversation, type DeliveryJob, jobVersion } from "../core/queue.ts";
import type { RunRecord, Store } from "../core/store.ts";
import { sayError } from "../core/text.ts";
import { sayAnnouncement, sayIncident } from "../replies/incident.ts";
import { type Sighting, sightingOf } from "./sighting.ts";
import { takeIn } from "./step.ts";

export interface KeeperDesk {
  store: Store;
  deliver(job: DeliveryJob): Promise<void>;
  /** Where the configuration has the incidents of a stack announced. */
  channels(stack: string): readonly Conversation[];
  rules: IncidentRules;
  /** One more look soon would settle something: called after a run that left a doubt. */
  recheck?(stack: string, run: string): Promise<void>;
  /** Hears of what was announced, once or more often; for escalation. */
  announced?(announcement: Announcement): Promise<void>;
  /** Called once for each new sighting, while nobody else writes about its stack. */
  alongside?(sighting: Sighting, record: RunRecord): Promise<void>;
  trouble(message: string): void;
}

export interface Keeper {
  /** Takes in a stored run. Never rejects: a run's answer does not depend on what is remembered of it. */
  observe(record: RunRecord, by?: string): Promise<void>;
  /**
   * Takes up what an earlier process left: announcements that did not get to the queue, and the last run of each stack, which may have been
   * stored and not taken in. At the start.
   */
  resume(stacks: readonly string[]): Promise<void>;
}

const lockMs = 20_000;
const patienceMs = 30_000;

/** Keeps the memory of every stack: one writer per stack at a time, whatever process a run ended in. */
export function openKeeper(desk: KeeperDesk): Keeper {
  const { store } = desk;
  const watches = watchesOf(store);
  const silences = silencesOf(store);

  async function locked<T>(stack: string, act: () => Promise<T>): Promise<T> {
    const holder = randomUUID();
    const end = Date.now() + patienceMs;
    for (;;) {
      if (await store.leases.take(`watch ${stack}`, holder, 1, lockMs)) break;
      if (Date.now() > end) throw new Error(`somebody else has been writing about ${stack} for ${patienceMs / 1000} s`);
      await new Promise((resolve) => setTimeout(resolve, 40 + Math.random() * 80));
    }
    try {
      return await act();
    } finally {
      await store.leases.give(`watch ${stack}`, holder).catch(() => undefined);
    }
  }

  async function conversationsOf(stack: string): Promise<Conversation[]> {
    const all = [...desk.channels(stack), ...(await alertedOf(store, stack))];
    return all.filter((one, place) => all.findIndex((other) => other.platform === one.platform && other.channel === one.channel) === place);
  }

  async function handOver(watch: Watch): Promise<Watch> {
    if (watch.outbox.length === 0) return watch;
    const conversations = await conversationsOf(watch.stack);
    for (const announcement of watch.outbox) {
      for (const conversation of conversations) for (const job of jobsOf(announcement, conversation)) await desk.deliver(job);
      await desk.announced?.(announcement);
    }
    const emptied = { ...watch, outbox: [] };
    await watches.put(watch.stack, emptied);
    return emptied;
  }

  async function take(sighting: Sighting, record: RunRecord): Promise<boolean> {
    const known = await watches.get(sighting.stack);
    const before = known === undefined ? emptyWatch(sighting.stack) : await handOver(known);
    const silenced = (await silences.list()).some(({ document }) => document.stack === sighting.stack && document.from <= sighting.at && sighting.at < document.until);
    const { watch, unsure } = takeIn(before, sighting, desk.rules, silenced);
    if (watch === before) return false;
    await desk.alongside?.(sighting, record);
    await watches.put(watch.stack, watch);
    for (const incident of watch.incidents) {
      const old = before.incidents.find((one) => one.id === incident.id);
      if (JSON.stringify(old) !== JSON.stringify(incident)) await store.incidents.put(incident.id, incident);
    }
    await handOver(watch);
    return unsure;
  }

  const keeper: Keeper = {
    async observe(record, by) {
      const sighting = sightingOf(record, by);
      if (sighting === undefined) return;
      try {
        const unsure = await locked(record.stack, () => take(sighting, record));
        if (unsure) await desk.recheck?.(record.stack, record.run);
      } catch (error) {
        desk.trouble(`What run ${record.run} means for the incidents of ${record.stack} could not be kept: ${sayError(error)}`);
      }
    },
    async resume(stacks) {
      for (const { document } of await watches.list(5_000)) {
        if (document.outbox.length > 0) await locked(document.stack, async () => handOver((await watches.get(document.stack)) ?? document)).catch((error: unknown) => desk.trouble(sayError(error)));
      }
      for (const stack of stacks) {
        const [last] = await store.runs.list({ stack, limit: 1 });
        if (last === undefined || (await watches.get(stack))?.processed.includes(last.run) === true) continue;
        const record = await store.runs.get(last.run);
        if (record !== undefined) await keeper.observe(record);
      }
    },
  };
  return keeper;
}

export const emptyWatch = (stack: string): Watch => ({ stack, lastAt: 0, processed: [], pending: {}, recent: [], incidents: [], outbox: [] });

/** The messages of one announcement in one channel: the incident's own message, and its line in the thread. */
function jobsOf(announcement: Announcement, conversation: Conversation): DeliveryJob[] {
  const { incident, seq, at, broadcast, incidentThen } = announcement;
  const suffix = `.${[conversation.platform, conversation.channel].join(".").replace(/[^A-Za-z0-9._-]/gu, "_").slice(0, 46)}`;
  const job = (base: string, reply: unknown): DeliveryJob => ({ version: jobVersion, run: incident, slot: `${base}-${seq}${suffix}`, conversation, reply, at });
  const line = sayAnnouncement(announcement);
  return [job("card", sayIncident(incidentThen, at)), ...(line === undefined ? [] : [job(broadcast ? "loud" : "line", line)])];
}
