import type { ClusterOptions, Redis, RedisOptions } from "ioredis";
import type { RedisPurpose, RedisTls } from "../core/backend.ts";
import type { RedisAddress } from "../core/redis-address.ts";

/** A client of one server, of a master behind sentinels, or of a cluster: they take the same commands. */
export type RedisClient = Redis;

/**
 * Connects to Redis or Valkey in any of its forms. A patient client waits for the server and queues what it is told meanwhile; any
 * other fails at once while the server is away. Connection trouble is emitted as `error`, heard here if by nobody else.
 */
export async function connectRedis(address: RedisAddress, tls: RedisTls, purpose: RedisPurpose): Promise<RedisClient> {
  const { Redis, Cluster } = await import("ioredis");
  // After the close a connection that still looks for its server gives up, or the process would never end.
  const retry = (times: number): number | null => (purpose.closed?.aborted === true ? null : Math.min(times * 200, 2_000));
  const secure = address.tls ? { tls: { ...(tls.ca === undefined ? {} : { ca: tls.ca }), ...(tls.cert === undefined ? {} : { cert: tls.cert }), ...(tls.key === undefined ? {} : { key: tls.key }) } } : {};
  const common: RedisOptions = {
    db: address.database,
    connectionName: purpose.name,
    // A server that is silent is as lost as one that is gone.
    connectTimeout: 5_000,
    retryStrategy: retry,
    maxRetriesPerRequest: purpose.patient ? null : 1,
    enableOfflineQueue: purpose.patient,
    ...(purpose.timeoutMs === undefined ? {} : { commandTimeout: purpose.timeoutMs }),
    ...(address.username === undefined ? {} : { username: address.username }),
    ...(address.password === undefined ? {} : { password: address.password }),
    ...secure,
  };
  const client = open();
  client.on("error", () => undefined);
  return client;

  function open(): RedisClient {
    if (address.form === "cluster") {
      const options = { redisOptions: common, clusterRetryStrategy: retry, enableOfflineQueue: purpose.patient, slotsRefreshTimeout: 3_000, retryDelayOnFailover: 300, ...(address.tls ? { dnsLookup: ((host, answer) => answer(null, host)) as NonNullable<ClusterOptions["dnsLookup"]> } : {}) };
      return new Cluster(address.nodes.map(({ host, port }) => ({ host, port })), options as never) as unknown as RedisClient;
    }
    if (address.form === "sentinel") {
      const options: RedisOptions = {
        ...common,
        sentinels: address.nodes.map(({ host, port }) => ({ host, port })),
        name: address.master ?? "",
        sentinelRetryStrategy: retry,
        ...(address.sentinelUsername === undefined ? {} : { sentinelUsername: address.sentinelUsername }),
        ...(address.sentinelPassword === undefined ? {} : { sentinelPassword: address.sentinelPassword }),
        ...(address.tls ? { enableTLSForSentinelMode: true, sentinelTLS: secure.tls ?? {} } : {}),
      };
      return make(options);
    }
    const [node] = address.nodes;
    return make({ ...common, host: node?.host ?? "127.0.0.1", port: node?.port ?? 6_379, keepAlive: 10_000 });
  }

  function make(options: RedisOptions): RedisClient {
    return new Redis(options as never) as RedisClient;
  }
}
