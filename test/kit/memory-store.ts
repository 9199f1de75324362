import type { z } from "zod";
import type { AuditEntry } from "../../src/core/audit.ts";
import { type Claim, type Collection, defaultRetention, type Retention, runRecordSchema, type RunRecord, type Store } from "../../src/core/store.ts";
import { schemaVersion } from "../../src/store/migrations.ts";
import { collectionsOf } from "../../src/store/collections.ts";

/** What several stores in one process share. */
export interface Memory {
  runs: Map<string, RunRecord>;
  slots: Map<string, { delivered: boolean; until: number; claims: number; message: unknown }>;
  documents: Map<string, Map<string, { body: string; changed: number }>>;
  signs: Map<string, { kind: string; id: string; body: unknown; seenAt: number; until: number }>;
  leases: Map<string, Map<string, number>>;
  counters: Map<string, { amount: number; until: number }>;
  audit: AuditEntry[];
  changes: number;
}

export const openMemoryPlace = (): Memory => ({ runs: new Map(), slots: new Map(), documents: new Map(), signs: new Map(), leases: new Map(), counters: new Map(), audit: [], changes: 0 });

/** The store's port in memory, for tests that live through weeks: under the same contract as the real ones. */
export function openMemoryStore(memory: Memory = openMemoryPlace(), retention: Retention = defaultRetention): Store {
  const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value ?? null)) as T;
  const collection = <T>(kind: string, schema: z.ZodType<T>): Collection<T> => {
    const own = memory.documents.get(kind) ?? new Map<string, { body: string; changed: number }>();
    memory.documents.set(kind, own);
    return {
      async put(id, document) { own.set(id, { body: JSON.stringify(document ?? null), changed: (memory.changes += 1) }); },
      async get(id) {
        const found = own.get(id);
        return found === undefined ? undefined : schema.safeParse(JSON.parse(found.body)).data;
      },
      remove: async (id) => own.delete(id),
      async list(limit = 1_000) {
        return [...own].toSorted(([, a], [, b]) => b.changed - a.changed).slice(0, limit).flatMap(([id, { body }]) => {
          const parsed = schema.safeParse(JSON.parse(body));
          return parsed.success ? [{ id, document: parsed.data }] : [];
        });
      },
    };
  };
  const newestFirst = (stack?: string): RunRecord[] => [...memory.runs.values()].filter((run) => stack === undefined || run.stack === stack).toSorted((a, b) => b.startedAt - a.startedAt || b.run.localeCompare(a.run));
  const failed = (run: RunRecord): boolean => run.verdict === "fail" || run.verdict === "undecided";
  const at = (run: string, slot: string): string => `${run}\u0000${slot}`;
  return {
    runs: {
      async save(record) {
        memory.runs.set(record.run, copy(runRecordSchema.parse(record)));
        for (const [keep, kind] of [[retention.passes, false], [retention.failures, true]] as const) for (const old of newestFirst(record.stack).filter((run) => failed(run) === kind).slice(keep)) memory.runs.delete(old.run);
      },
      get: async (run) => (memory.runs.has(run) ? copy(memory.runs.get(run)) : undefined),
      list: async ({ stack, before, limit }) => newestFirst(stack).filter((run) => before === undefined || run.startedAt < before).slice(0, limit).map(({ result: _result, facts: _facts, ...summary }) => copy(summary)),
      last: async (stack) => copy(newestFirst(stack)[0]) ?? undefined,
    },
    deliveries: {
      async claim(run, slot, forMs): Promise<Claim> {
        const held = memory.slots.get(at(run, slot));
        if (held?.delivered === true) return { kind: "delivered", message: held.message };
        if (held !== undefined && held.until > Date.now()) return { kind: "busy", forMs: held.until - Date.now() };
        memory.slots.set(at(run, slot), { delivered: false, until: Date.now() + forMs, claims: (held?.claims ?? 0) + 1, message: null });
        return { kind: "claimed", uncertain: held !== undefined };
      },
      async delivered(run, slot, message) { memory.slots.set(at(run, slot), { delivered: true, until: 0, claims: 1, message: copy(message) }); },
      async release(run, slot, certain) {
        const held = memory.slots.get(at(run, slot));
        if (held === undefined || held.delivered) return;
        if (certain && held.claims === 1) memory.slots.delete(at(run, slot));
        else held.until = 0;
      },
      async message(run, slot) {
        const held = memory.slots.get(at(run, slot));
        return held?.delivered === true ? { message: held.message } : undefined;
      },
    },
    ...collectionsOf(collection),
    collection,
    audit: {
      // The clock of the tests that live through weeks is the newest entry's.
      async append(entry) {
        const sorted = [...memory.audit, copy(entry)].toSorted((a, b) => a.at - b.at);
        memory.audit = sorted.filter(({ at: moment }) => moment >= (sorted.at(-1)?.at ?? 0) - retention.auditDays * 86_400_000);
      },
      async *read({ since = 0, until = Number.POSITIVE_INFINITY } = {}) { yield* copy(memory.audit.filter(({ at: moment }) => moment >= since && moment < until)); },
    },
    signs: {
      async give(kind, id, body, forMs) { memory.signs.set(at(kind, id), { kind, id, body: copy(body), seenAt: Date.now(), until: Date.now() + forMs }); },
      list: async (kind) => [...memory.signs.values()].filter((sign) => sign.kind === kind).map(({ id, body, seenAt, until }, place) => ({ id, body, seenAt, agoMs: Date.now() - seenAt, gone: until <= Date.now(), place })).toSorted((a, b) => b.seenAt - a.seenAt || b.place - a.place).map(({ place: _place, ...sign }) => sign),
    },
    leases: {
      async take(name, holder, most, forMs) {
        const held = new Map([...(memory.leases.get(name) ?? [])].filter(([, until]) => until > Date.now()));
        const mine = held.has(holder) || held.size < most;
        if (mine) held.set(holder, Date.now() + forMs);
        memory.leases.set(name, held);
        return mine;
      },
      async give(name, holder) { memory.leases.get(name)?.delete(holder); },
    },
    counters: {
      async add(name, amount, limit, forMs) {
        const old = memory.counters.get(name);
        const held = old !== undefined && old.until > Date.now() ? old : { amount: 0, until: Date.now() + forMs };
        if (held.amount + amount > limit) return undefined;
        memory.counters.set(name, { ...held, amount: held.amount + amount });
        return held.amount + amount;
      },
      async read(name) {
        const held = memory.counters.get(name);
        return held !== undefined && held.until > Date.now() ? held.amount : 0;
      },
    },
    dump: {
      read: () => { throw new Error("what is in memory moves nowhere"); },
      empty: async () => memory.runs.size + memory.documents.size === 0,
      write: async () => { throw new Error("what is in memory moves nowhere"); },
    },
    time: async () => Date.now(),
    health: async () => ({ backend: "pglite", where: "memory", schema: schemaVersion }),
    close: async () => undefined,
  };
}
