import type { Queue, QueueEvents, Worker, WorkerOptions, Job } from "bullmq";
import type { Redis as RedisClient } from "ioredis";
import { setTimeout as sleep } from "node:timers/promises";
import type { Backend, SqlPool } from "../core/backend.ts";
import { inspectRedis, inspectSql, type ServerReport } from "./inspect.ts";
import { openClock, type Clock } from "./clock.ts";
import { mendTimes, steadyBackend } from "./sql-backend.ts";

/** BullMQ's objects on whichever backend; the only file that knows how they differ. */
export interface Parts {
  queue(name: string): Queue;
  events(name: string): QueueEvents;
  worker(name: string, work: Work, options: Omit<WorkerOptions, "connection">): Worker;
  /** Runs a change of schedules while no other one runs, in this process or any other. */
  alone<T>(change: () => Promise<T>): Promise<T>;
  library: typeof import("bullmq");
  /** Sets right what wrong clocks left in the queues; called now and then. */
  mend(pace: { lockMs: number; stalledMs: number }): Promise<void>;
  /** What the server says of itself; undefined for the embedded database. */
  inspect(): Promise<ServerReport | undefined>;
  /** Closes what the parts share; after the parts themselves. */
  close(): Promise<void>;
}

export type Work = (job: Job, token: string | undefined, signal: AbortSignal | undefined) => Promise<unknown>;

/** How long a caller waits for a queue that does not answer, ms. */
export const patienceMs = 2_500;
/** One hash tag keeps all keys on one node of a cluster. */
const prefix = "{duo-triage}";

/**
 * Loads BullMQ and readies the backend. On PostgreSQL it tries until the server is there (BullMQ would remember the first failure
 * for good), on the embedded database once.
 */
export async function openParts(backend: Backend, onTrouble: (error: unknown) => void, { closing, closed }: { closing: AbortSignal; closed: AbortSignal }): Promise<Parts> {
  const library = await import("bullmq");
  if (backend.kind === "redis") return redisParts(library, backend, onTrouble, closed);
  // BullMQ makes a dozen objects on one pool, and each of them listens.
  (backend.pool as { setMaxListeners?(count: number): void }).setMaxListeners?.(0);
  for (let wait = 500; ; wait = Math.min(wait * 2, 10_000)) {
    try {
      await migrateQueue(library, backend.pool);
      return sqlParts(library, backend, await serverClock(backend, closing), onTrouble);
    } catch (error) {
      if (backend.kind === "pglite" || closing.aborted) throw error;
      onTrouble(error);
      await sleep(wait, undefined, { signal: closing });
    }
  }
}

async function migrateQueue(library: Parts["library"], pool: SqlPool): Promise<void> {
  const client = await pool.connect();
  try {
    await library.runMigrations(client as unknown as Parameters<typeof library.runMigrations>[0]);
  } finally {
    client.release();
  }
}

/** The server's clock, once it has told the time; the embedded database has no clock but its machine's. */
async function serverClock({ kind, pool }: Exclude<Backend, { kind: "redis" }>, closing: AbortSignal): Promise<Clock> {
  if (kind === "pglite") return { now: () => Date.now(), isKnown: () => true, close: () => undefined };
  const clock = openClock(async () => Number((await pool.query<{ now: string }>("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now")).rows[0]?.now));
  while (!clock.isKnown() && !closing.aborted) await sleep(20);
  return clock;
}

async function redisParts(library: Parts["library"], backend: Extract<Backend, { kind: "redis" }>, onTrouble: (error: unknown) => void, closed: AbortSignal): Promise<Parts> {
  // Somebody waits for a producer, so it fails at once while the server is away; workers and readers wait for it.
  const [failing, patient] = await Promise.all([
    backend.connect({ name: "duo-triage", patient: false, timeoutMs: patienceMs, closed }),
    backend.connect({ name: "duo-triage", patient: true, closed }),
  ]) as [RedisClient, RedisClient];
  return {
    library,
    // Locks are the server's own time there.
    mend: async () => undefined,
    // The server itself does one change after the other.
    alone: (change) => change(),
    queue: (name) => heard(new library.Queue(name, { connection: failing, prefix, streams }), onTrouble),
    events: (name) => heard(new library.QueueEvents(name, { connection: patient, prefix }), onTrouble),
    worker: (name, work, options) => heard(new library.Worker(name, processor(work), { ...options, connection: patient, prefix }), onTrouble),
    inspect: () => inspectRedis(failing),
    // BullMQ leaves connections that it was given open.
    async close() {
      failing.disconnect();
      patient.disconnect();
    },
  };
}

function sqlParts(library: Parts["library"], { kind, pool }: Exclude<Backend, { kind: "redis" }>, clock: Clock, onTrouble: (error: unknown) => void): Parts {
  // One at a time in this process, so that those who wait for the lock take one session of the pool, not all of them. The embedded
  // database has no other process, and a transaction there would keep the change itself waiting.
  let last: Promise<unknown> = Promise.resolve();
  const alone = <T>(change: () => Promise<T>): Promise<T> => {
    const mine = last.then(() => (kind === "pglite" ? change() : locked(pool, change)));
    last = mine.catch(() => undefined);
    return mine;
  };
  const steady = steadyBackend(library, pool, clock.now);
  const connection = steady.connection as unknown as Parameters<typeof library.createPostgresBackend>[1]["connection"];
  const { make } = steady;
  return {
    library,
    alone,
    mend: (pace) => mendTimes(pool, pace),
    inspect: async () => (kind === "pglite" ? undefined : inspectSql(pool)),
    close: async () => clock.close(),
    queue: (name) => heard(new library.Queue(name, { connection, streams }, make) as unknown as Queue, onTrouble),
    events: (name) => heard(new library.QueueEvents(name, { connection }, make) as unknown as QueueEvents, onTrouble),
    worker: (name, work, options) => heard(new library.Worker(name, processor(work), { ...options, connection }, make) as unknown as Worker, onTrouble),
  };
}

// One lock for all schedules; the number is ours alone in this database by being arbitrary.
const scheduleLock = 7_304_113;
const lockWaitMs = 10_000;

/**
 * PostgreSQL: two processes that replace one schedule at the same moment both remove its next job, and the second then finds the one
 * that the first has made. A lock held over the change keeps them apart; it falls with its session.
 */
async function locked<T>(pool: SqlPool, change: () => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken = true;
  try {
    await client.query(`BEGIN; SET LOCAL lock_timeout = ${lockWaitMs}; SELECT pg_advisory_xact_lock(${scheduleLock})`);
    const answer = await change();
    await client.query("COMMIT");
    broken = false;
    return answer;
  } finally {
    // A session in an unknown state is not given to anybody else; ending it frees the lock.
    client.release(broken);
  }
}

// The events of a finished job hold its result.
const streams = { events: { maxLen: 2_000 } };

/** BullMQ makes an AbortSignal only for processors that declare three parameters. */
function processor(work: Work) {
  return (job: Job, token?: string, signal?: AbortSignal): Promise<unknown> => work(job, token, signal);
}

/** An 'error' event that nobody hears ends the process. */
function heard<T extends { on(event: "error", listener: (error: Error) => void): unknown }>(part: T, onTrouble: (error: unknown) => void): T {
  part.on("error", onTrouble);
  return part;
}

/** Rejects after `ms`, whatever the work does; its late rejection is swallowed. A bare timer: this surrounds every job. */
export function bounded<T>(work: Promise<T>, ms: number, sentence: () => string): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(sentence())), ms);
    work.then((value) => {
      clearTimeout(timer);
      resolve(value);
    }, (error: unknown) => {
      clearTimeout(timer);
      reject(error);
    });
  });
}
