import type { Config } from "../config/config.ts";
import type { Backend } from "../core/backend.ts";
import type { Store } from "../core/store.ts";

/** What the `queue` part of a configuration names. */
export async function backendOf(queue: Config["queue"]): Promise<Backend & { close(): Promise<void> }> {
  const { openBackend } = await import("../store/open-backend.ts");
  const tls = queue.kind === "redis" && queue.tls !== undefined ? { redisTls: { ca: queue.tls.ca, cert: queue.tls.cert, key: queue.tls.key?.reveal() } } : {};
  return openBackend(queue.kind === "redis" ? { redisUrl: queue.url, directory: ".", ...tls } : queue.kind === "postgres" ? { databaseUrl: queue.url, directory: "." } : { directory: queue.directory });
}

/** Opens the store of a configuration for one piece of work, and closes it however that ends. */
export async function withStore<T>(config: Config, work: (store: Store, backend: Backend) => Promise<T>): Promise<T> {
  const { openStore } = await import("../store/open-store.ts");
  const backend = await backendOf(config.queue);
  const store = openStore(backend, config.retention);
  try {
    return await work(store, backend);
  } finally {
    await store.close();
    await backend.close();
  }
}
