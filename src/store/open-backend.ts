import { resolve } from "node:path";
import type { Backend, RedisTls } from "../core/backend.ts";
import { readRedisAddress, sayRedisAddress } from "../core/redis-address.ts";
import type { Secret } from "../core/secret.ts";
import { openEmbedded } from "./embedded.ts";
import { openPostgresPool } from "./postgres-pool.ts";
import { connectRedis } from "./redis-client.ts";

/** The `queue` part of the configuration. */
export interface BackendChoice {
  redisUrl?: Secret | undefined;
  redisTls?: RedisTls | undefined;
  databaseUrl?: Secret | undefined;
  /** Folder of the embedded database, used when there is no address. */
  directory: string;
}

/**
 * Picks what queue and store stand on: Redis, else PostgreSQL, else the embedded database. Returns at once and never fails: a server
 * that does not answer or a folder in use shows in the first query, in `Queues.health` and in `Store.health`.
 */
export function openBackend(choice: BackendChoice): Backend & { close(): Promise<void> } {
  if (choice.redisUrl !== undefined) {
    const address = readRedisAddress(choice.redisUrl.reveal());
    const tls = choice.redisTls ?? {};
    return {
      kind: "redis", url: choice.redisUrl,
      where: "problem" in address ? "an address that cannot be read" : sayRedisAddress(address),
      connect: async (purpose) => {
        if ("problem" in address) throw new Error(address.problem);
        return connectRedis(address, tls, purpose);
      },
      close: async () => undefined,
    };
  }
  if (choice.databaseUrl !== undefined) {
    const pool = openPostgresPool(choice.databaseUrl);
    return { kind: "postgresql", pool, where: withoutPassword(choice.databaseUrl), close: () => pool.end() };
  }
  const directory = resolve(choice.directory);
  const pool = openEmbedded(directory);
  return { kind: "pglite", pool, where: directory, close: () => pool.end() };
}

function withoutPassword(url: Secret): string {
  try {
    const { protocol, host, pathname } = new URL(url.reveal());
    return `${protocol}//${host}${pathname === "/" ? "" : pathname}`;
  } catch {
    return "an address that cannot be read";
  }
}
