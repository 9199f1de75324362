import type { Backend } from "../core/backend.ts";
import { defaultRetention, type Retention, type Store } from "../core/store.ts";
import { openRedisStore } from "./redis-store.ts";
import { openSqlStore } from "./sql-store.ts";

/** Opens the store on a backend. Returns at once; tables are made with the first use. */
export function openStore(backend: Backend, retention: Retention = defaultRetention): Store {
  return backend.kind === "redis" ? openRedisStore(backend, retention) : openSqlStore(backend, retention);
}
