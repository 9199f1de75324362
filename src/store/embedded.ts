import type { PGlite } from "@electric-sql/pglite";
import { execFile } from "node:child_process";
import { EventEmitter } from "node:events";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import type { SqlClient, SqlPool, SqlRows } from "../core/backend.ts";
import { refuse } from "./ended-pool.ts";
import { lockDirectory, type DirectoryLock } from "./directory-lock.ts";

/**
 * PostgreSQL in this process: PGlite on a folder, in the shape of a `pg.Pool`. PGlite has one session, so every client is the same
 * one; a transaction of a client keeps the others waiting.
 */

// One user, small jobs: the defaults of a server cost 170 MB more. There is no background process that would clean up.
const settings = ["shared_buffers = 4MB", "max_connections = 8", "wal_buffers = 256kB", "min_wal_size = 32MB", "max_wal_size = 64MB"];
const upkeepMs = 20 * 60 * 1000;

/** Opens the database of a folder, made if missing. Returns at once; queries wait, and reject if the folder cannot be opened. */
export function openEmbedded(directory: string): SqlPool {
  const events = new EventEmitter();
  events.setMaxListeners(0);
  const clients = new Set<EventEmitter>();
  const fail = (error: Error): void => {
    if (events.listenerCount("error") > 0) events.emit("error", error);
    for (const client of clients) if (client.listenerCount("error") > 0) client.emit("error", error);
  };
  const opening = openDatabase(directory, fail, (channel, payload) => {
    for (const client of clients) client.emit("notification", { channel, payload });
  });
  opening.catch(() => undefined);
  let closing: Promise<void> | undefined;

  async function act<Row>(text: string, parameters: readonly unknown[] | undefined): Promise<SqlRows<Row>> {
    // Every answer of PGlite comes in a microtask: without this a busy caller would starve timers and sockets for good.
    await new Promise((resolve) => setImmediate(resolve));
    const { database } = await opening;
    if (parameters !== undefined && parameters.length > 0) {
      return database.query<Row>(text, parameters.map((value) => value ?? null));
    }
    const results = await database.exec(text);
    return { rows: (results.at(-1)?.rows ?? []) as Row[] };
  }

  const inTurn = turns();
  const query = <Row>(text: string, parameters?: readonly unknown[]): Promise<SqlRows<Row>> =>
    closing === undefined ? inTurn(() => act<Row>(text, parameters)) : refuse();

  const pool = Object.assign(events, {
    // Read by BullMQ: a session in this process cannot be cut silently, so an idle worker need not look every few seconds.
    options: { keepAlive: true },
    query,
    async connect(): Promise<SqlClient> {
      if (closing !== undefined) return refuse();
      await opening;
      const client = checkOut(act, query, inTurn, (released) => clients.delete(released));
      clients.add(client as unknown as EventEmitter);
      return client;
    },
    end(): Promise<void> {
      closing ??= inTurn(async () => {
        clients.clear();
        const open = await opening.catch(() => undefined);
        await open?.close();
      });
      return closing;
    },
  });
  return pool;
}

type Act = <Row>(text: string, parameters: readonly unknown[] | undefined) => Promise<SqlRows<Row>>;
type Turns = <T>(work: () => Promise<T>) => Promise<T>;

/** Runs one piece of work after the other. */
function turns(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  };
}

/** A session in the eyes of its user: from BEGIN to COMMIT or ROLLBACK nobody else's statement runs. */
function checkOut(act: Act, query: Act, inTurn: Turns, released: (client: EventEmitter) => void): SqlClient {
  const emitter = new EventEmitter();
  emitter.setMaxListeners(0);
  const turn: { leave?: (() => void) | undefined } = {};

  const end = (): void => turn.leave?.();

  const begin = (): Promise<void> =>
    new Promise((entered) => {
      void inTurn(
        () =>
          new Promise<void>((left) => {
            turn.leave = () => {
              turn.leave = undefined;
              left();
            };
            entered();
          }),
      );
    });

  return Object.assign(emitter, {
    async query<Row>(text: string, parameters?: readonly unknown[]): Promise<SqlRows<Row>> {
      if (turn.leave === undefined && /^\s*begin\b/iu.test(text)) {
        await begin();
        try {
          return await act<Row>(text, parameters);
        } catch (error) {
          end();
          throw error;
        }
      }
      if (turn.leave === undefined) return query<Row>(text, parameters);
      try {
        return await act<Row>(text, parameters);
      } finally {
        if (/^\s*(?:commit|rollback|end)\b/iu.test(text)) end();
      }
    },
    release() {
      if (turn.leave !== undefined) void act("ROLLBACK", undefined).catch(() => undefined).finally(end);
      released(emitter);
    },
  }) as unknown as SqlClient;
}

interface OpenDatabase {
  database: PGlite;
  close(): Promise<void>;
}

async function openDatabase(directory: string, fail: (error: Error) => void, notify: (channel: string, payload: string) => void): Promise<OpenDatabase> {
  const lock: DirectoryLock = await lockDirectory(directory, { onLost: fail });
  try {
    const folder = join(directory, "database");
    if (!existsSync(join(folder, "PG_VERSION"))) await makeDatabase(directory, folder);
    const { PGlite } = await import("@electric-sql/pglite");
    const database = await PGlite.create({ dataDir: folder, postgresqlconf: settings });
    // BullMQ's statements name their tables without a schema; ours name theirs with one.
    await database.exec("SET search_path TO bullmq, public");
    database.onNotification(notify);
    // A single-user PostgreSQL writes no checkpoint and removes no dead rows of its own accord.
    const upkeep = setInterval(() => void tidy(database).catch(fail), upkeepMs);
    upkeep.unref();
    return {
      database,
      async close() {
        clearInterval(upkeep);
        await database.close().finally(() => lock.release());
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Table by table: each statement keeps this process from everything else, and the whole database takes seconds. */
async function tidy(database: PGlite): Promise<void> {
  const { rows } = await database.query<{ name: string }>("SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname IN ('bullmq', 'duo_triage')");
  for (const { name } of rows) {
    await new Promise((resolve) => setImmediate(resolve));
    await database.exec(`VACUUM (ANALYZE) ${name}`);
  }
  await database.exec("CHECKPOINT");
}

/**
 * Makes the database files in a process of its own: that takes seconds of pure computing, which would freeze the prompt, and hundreds
 * of megabytes, which only a process gives back. Under a second name first, so that an interrupted attempt is not taken for a database.
 */
async function makeDatabase(directory: string, folder: string): Promise<void> {
  const draft = join(directory, "database.new");
  rmSync(draft, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  const library = pathToFileURL(createRequire(import.meta.url).resolve("@electric-sql/pglite")).href;
  const code = `const { PGlite } = await import(process.argv[1]);
    const database = await PGlite.create({ dataDir: process.argv[2], postgresqlconf: JSON.parse(process.argv[3]) });
    await database.close();`;
  const node = ["--input-type=module", "--eval", code, "--", library, draft, JSON.stringify(settings)];
  await promisify(execFile)(process.execPath, node, { timeout: 120_000 });
  renameSync(draft, folder);
}
