import type { Desk, Saying } from "../../src/core/desk.ts";
import type { NewTriageJob } from "../../src/core/queue.ts";
import type { Collection, RunRecord } from "../../src/core/store.ts";
import { explainText } from "../../src/knowledge/explain.ts";

function kept<T>(): Collection<T> {
  const documents = new Map<string, T>();
  return {
    put: async (id, document) => void documents.set(id, document),
    get: async (id) => documents.get(id),
    remove: async (id) => documents.delete(id),
    list: async () => [...documents].map(([id, document]) => ({ id, document })).reverse(),
  };
}

/** A desk in memory: remembers what was asked, answers from the runs it is given. */
export function openDesk(more: Partial<Desk> & { runs?: RunRecord[] } = {}): Desk & { asked: NewTriageJob[] } {
  const asked: NewTriageJob[] = [];
  const records = more.runs ?? [];
  const gone = async (): Promise<never> => {
    throw new Error("not part of this desk");
  };
  const collection = { put: gone, get: gone, remove: gone, list: gone };
  return {
    asked,
    stacks: [{ name: "prod", gitlabUrl: "https://gitlab.example.com", site: "default", tokenGiven: true }],
    ask: async (job) => {
      asked.push(job);
      return { kind: "asked", run: job.run, joined: false, startedAt: job.at, by: job.asker.name };
    },
    newRun: () => `r-${asked.length + 1}`,
    now: () => new Date("2026-11-22T10:00:00Z"),
    explain: explainText,
    redact: (text) => text,
    store: {
      runs: {
        save: async (record) => void records.push(record),
        get: async (run) => records.find((record) => record.run === run),
        last: async (stack) => records.filter((record) => record.stack === stack).at(-1),
        list: async ({ stack, limit }) => records.filter((record) => stack === undefined || record.stack === stack).slice(-limit).reverse(),
      },
      deliveries: { claim: gone, delivered: gone, release: gone, message: gone },
      schedules: collection, expectations: kept(), incidents: collection, feedback: kept(),
      audit: { append: async () => undefined, read: () => gone() as never },
      signs: { give: gone, list: gone }, leases: { take: gone, give: gone }, counters: { add: gone, read: gone }, dump: { read: () => gone() as never, empty: gone, write: gone },
      collection: () => collection,
      time: gone, health: gone,
      close: async () => undefined,
    },
    queueHealth: async () => ({ backend: "pglite", where: "/data" }),
    self: async () => [{ label: "duo-triage", text: "test" }],
    ...more,
  };
}

export const say = (text: string, more: Partial<Saying> = {}): Saying => ({ text, person: { id: "u1", name: "Ana", role: "operator" }, conversation: { platform: "terminal", channel: "tty" }, ...more });
