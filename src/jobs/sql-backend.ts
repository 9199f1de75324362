import type { SqlPool } from "../core/backend.ts";

/** What BullMQ's PostgreSQL backend lacks where its server is killed, or where the clock of one of its machines is wrong. */

type Library = typeof import("bullmq");

/** No wake-up is relied on for longer than this, s: a notification can be lost with its session. */
const longestWait = 5;
/** Classes of errors with which a server says that it is not there, or not for us: connection, too many sessions, shutting down or starting. */
const awayClasses = /^(?:08|53|57P)/u;

/**
 * Where BullMQ tells its database the time, by command: the place of that parameter, counted from 0. It says there what its machine's clock
 * says, for locks, for the look at lost ones, and for what is due.
 */
const timeAt: Readonly<Record<string, number>> = { move_to_active: 3, move_to_completed_fetch: 9, move_to_failed_fetch: 10, extend_lock: 4, extend_locks: 4, move_stalled_jobs_to_wait: 2, move_to_delayed: 3 };

/** The part of BullMQ's backend through which every command goes. */
interface Runs {
  run(command: string, parameters: readonly unknown[]): unknown;
}

/** Has every process speak of the server's time: else one with a wrong clock calls the others' locks run out, or its own are. */
function onServerTime(made: Runs, now: () => number): void {
  const run = made.run.bind(made);
  made.run = (command, parameters) => {
    const place = timeAt[command];
    return run(command, place === undefined ? parameters : parameters.map((value, index) => (index === place ? Number(value) + now() - Date.now() : value)));
  };
}

/** BullMQ's parts on a pool that may lose its server at any moment. `now`: the server's time, ms since 1970. */
export function steadyBackend(library: Library, pool: SqlPool, now: () => number): { connection: SqlPool; make: Library["createPostgresBackend"] } {
  const make: Library["createPostgresBackend"] = (...parts) => {
    const made = library.createPostgresBackend(...parts);
    // It reads the schema's version and names its session once, and remembers a failure for good: every later command would fail with it.
    // The schema was brought up to date when the queues were opened, and nobody looks for the name.
    made.connection.waitUntilReady = async () => undefined;
    made.setName = async () => undefined;
    onServerTime(made as unknown as Runs, now);
    Object.defineProperty(made, "maximumBlockTimeout", { value: longestWait });
    return made;
  };
  return { connection: tellingAway(pool), make };
}

/**
 * BullMQ takes a lost connection for what it is, and tries again, only where it was refused; after any other error it calls the job failed
 * whose end it could not write down.
 */
function tellingAway(pool: SqlPool): SqlPool {
  const asRefused = (error: unknown): never => {
    throw isAway(error) ? Object.assign(new Error((error as Error).message, { cause: error }), { code: "ECONNREFUSED" }) : error;
  };
  return new Proxy(pool, {
    get(target, name) {
      if (name === "query") return (text: string, parameters?: readonly unknown[]) => target.query(text, parameters).catch(asRefused);
      if (name === "connect") return () => target.connect().catch(asRefused);
      const found: unknown = Reflect.get(target, name);
      return typeof found === "function" ? found.bind(target) : found;
    },
  });
}

/** Whether an error is the server's absence, not its answer: an answer has a code of five characters. */
function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  if (typeof code === "string" && /^[0-9A-Z]{5}$/u.test(code)) return awayClasses.test(code);
  // The pool was closed by us: BullMQ knows these words.
  return !error.message.includes("after calling end on the pool");
}

/**
 * Sets right what a machine whose clock is ahead leaves in the tables: locks that would hold a dead worker's jobs, and the time of the last
 * look for such jobs, before which nobody looks again. BullMQ writes its machine's time; the server's decides here.
 */
export async function mendTimes(pool: SqlPool, { lockMs, stalledMs }: { lockMs: number; stalledMs: number }): Promise<void> {
  const now = "(extract(epoch FROM clock_timestamp()) * 1000)::bigint";
  await pool.query(`UPDATE bullmq.meta SET value = (${now})::text WHERE field = 'stalled-check' AND value::bigint > ${now} + $1::bigint`, [stalledMs]);
  await pool.query(`UPDATE bullmq.job SET locked_until_ms = ${now} + $1::bigint WHERE state = 'active' AND locked_until_ms > ${now} + 2 * $1::bigint`, [lockMs]);
}
