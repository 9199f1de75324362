import { EventEmitter } from "node:events";
import type { Pool, PoolConfig } from "pg";
import type { SqlClient, SqlPool, SqlRows } from "../core/backend.ts";
import type { Secret } from "../core/secret.ts";
import { refuse } from "./ended-pool.ts";

const searchPath = "-c search_path=bullmq,public";

/**
 * A deadlock, or transactions that PostgreSQL could not order: the server undid the statement whole, so it may be said again. BullMQ's
 * functions meet there: its sweep of stalled jobs holds the row of a delayed job and waits for an active one, while the end of that one
 * promotes delayed jobs. https://www.postgresql.org/docs/current/mvcc-serialization-failure-handling.html
 */
const undone = new Set(["40P01", "40001"]);
const mostTries = 5;

/** A pool on a PostgreSQL server (13 or later). Returns at once; the driver is loaded and the server asked with the first query. */
export function openPostgresPool(url: Secret): SqlPool {
  const events = new EventEmitter();
  events.setMaxListeners(0);
  let opening: Promise<Pool> | undefined;
  let closed = false;

  const open = (): Promise<Pool> => {
    if (closed) return refuse();
    opening ??= import("pg").then(({ default: pg }) => {
      const pool = new pg.Pool(poolConfig(url));
      pool.setMaxListeners(0);
      // Without a listener a session that the server ends would end the process.
      pool.on("error", (error) => {
        if (events.listenerCount("error") > 0) events.emit("error", error);
      });
      pool.on("connect", (client) => {
        // The pool hears only of sessions that nobody has taken out.
        client.on("error", () => undefined);
        events.emit("connect", client);
      });
      return pool;
    });
    return opening;
  };

  return Object.assign(events, {
    options: { keepAlive: true },
    async query<Row>(text: string, parameters?: readonly unknown[]): Promise<SqlRows<Row>> {
      const pool = await open();
      for (let tries = 1; ; tries += 1) {
        try {
          const answer = await pool.query(text, parameters === undefined ? undefined : [...parameters]);
          return { rows: answer.rows as Row[] };
        } catch (error) {
          if (tries === mostTries || !undone.has((error as { code?: string }).code ?? "")) throw error;
          await new Promise((resolve) => setTimeout(resolve, Math.random() * 50 * tries));
        }
      }
    },
    async connect(): Promise<SqlClient> {
      const pool = await open();
      return (await pool.connect()) as unknown as SqlClient;
    },
    async end(): Promise<void> {
      if (closed) return;
      closed = true;
      const pool = await opening?.catch(() => undefined);
      await pool?.end();
    },
  });
}

function poolConfig(url: Secret): PoolConfig {
  const address = new URL(url.reveal());
  // Options in the address win over ours, so ours join them.
  const options = [address.searchParams.get("options"), searchPath].filter((part) => part !== null).join(" ");
  address.searchParams.delete("options");
  return {
    connectionString: address.href,
    options,
    application_name: "duo-triage",
    // Every waiting worker and event reader keeps a session for notifications.
    max: 24,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
    query_timeout: 60_000,
  };
}
