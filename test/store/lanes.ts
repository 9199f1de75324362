import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject } from "vitest";
import { Secret } from "../../src/core/secret.ts";
import type { Store } from "../../src/core/store.ts";
import { type BackendChoice, openBackend } from "../../src/store/open-backend.ts";
import { openStore } from "../../src/store/open-store.ts";

/** One backend to run a contract on, empty, and how to throw it away. */
export interface Lane {
  name: "redis" | "postgresql" | "pglite";
  /** Why this machine cannot run it. */
  missing: string | undefined;
  make(): Promise<{ choice: BackendChoice; plain: PlainChoice; drop(): Promise<void> }>;
}

/** A choice that can be handed to another process. */
export interface PlainChoice {
  redisUrl?: string;
  databaseUrl?: string;
  directory: string;
}

export function choiceOf({ redisUrl, databaseUrl, directory }: PlainChoice): BackendChoice {
  return {
    directory,
    ...(redisUrl === undefined ? {} : { redisUrl: new Secret(redisUrl) }),
    ...(databaseUrl === undefined ? {} : { databaseUrl: new Secret(databaseUrl) }),
  };
}

/** Opens a store as a process would, and closes it after the work. */
export async function useStore<T>(choice: BackendChoice, work: (store: Store, backend: ReturnType<typeof openBackend>) => Promise<T>): Promise<T> {
  const backend = openBackend(choice);
  const store = openStore(backend);
  try {
    return await work(store, backend);
  } finally {
    await store.close();
    await backend.close();
  }
}

export { until } from "../kit/until.ts";

const nowhere = "/nonexistent/duo-triage";
/** Databases of one worker; the server of the tests has enough for all of them. */
const laneDatabases = 16;
let redisDatabases = 0;

export const lanes: readonly Lane[] = [
  {
    name: "pglite",
    missing: undefined,
    async make() {
      const directory = mkdtempSync(join(tmpdir(), "duo-triage-lane-"));
      const plain = { directory };
      return { plain, choice: choiceOf(plain), drop: async () => rmSync(directory, { recursive: true, force: true }) };
    },
  },
  {
    name: "redis",
    missing: inject("redisUrl") === undefined ? "redis-server not found" : undefined,
    async make() {
      const { Redis } = await import("ioredis");
      // Test files run at the same time, each in a worker with a number of its own: no two share a database.
      const database = (Number(process.env["VITEST_POOL_ID"] ?? 0) % 64) * laneDatabases + (redisDatabases++ % laneDatabases);
      const url = new URL(inject("redisUrl") ?? "");
      url.pathname = `/${database}`;
      const plain = { redisUrl: url.href, directory: nowhere };
      const flush = async (): Promise<void> => {
        const client = new Redis(url.href);
        await client.flushdb();
        client.disconnect();
      };
      await flush();
      return { plain, choice: choiceOf(plain), drop: flush };
    },
  },
  {
    name: "postgresql",
    missing: inject("postgresUrl") === undefined ? "postgres not found" : undefined,
    async make() {
      const { default: pg } = await import("pg");
      const name = `lane_${randomUUID().replaceAll("-", "")}`;
      const run = async (statement: string): Promise<void> => {
        const client = new pg.Client(inject("postgresUrl"));
        await client.connect();
        await client.query(statement);
        await client.end();
      };
      await run(`CREATE DATABASE ${name}`);
      const url = new URL(inject("postgresUrl") ?? "");
      url.pathname = `/${name}`;
      const plain = { databaseUrl: url.href, directory: nowhere };
      return { plain, choice: choiceOf(plain), drop: () => run(`DROP DATABASE ${name} WITH (FORCE)`) };
    },
  },
];
