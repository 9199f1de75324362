/**
 * Addresses of Redis and Valkey, in one text so that they fit into one environment variable:
 *
 *     redis://user:password@host:6379/0                         one server; rediss:// with TLS; valkey:// and valkeys:// mean the same
 *     redis+sentinel://user:password@s1:26379,s2:26379/name/0   the master `name` that these sentinels know; rediss+sentinel:// with TLS
 *     redis+cluster://user:password@n1:6379,n2:6379             a cluster, by some of its nodes; rediss+cluster:// with TLS
 *
 * `?sentinel_user=…&sentinel_password=…` is the login of the sentinels themselves.
 */
export interface RedisAddress {
  form: "single" | "sentinel" | "cluster";
  tls: boolean;
  nodes: readonly { host: string; port: number }[];
  /** The master's name, of sentinels. */
  master?: string;
  database: number;
  username?: string;
  password?: string;
  sentinelUsername?: string;
  sentinelPassword?: string;
}

const shape = /^(redis|rediss|valkey|valkeys)(\+sentinel|\+cluster)?:\/\/(?:([^@/]*)@)?([^/?#]+)((?:\/[^?#]*)?)(?:\?([^#]*))?$/iu;

/** Reads an address; `problem` says what is wrong with it, without repeating a password. */
export function readRedisAddress(text: string): RedisAddress | { problem: string } {
  const parts = shape.exec(text.trim());
  if (parts === null) return { problem: "this is no address of Redis: write redis://host:6379, rediss:// for TLS, redis+sentinel://host:26379/name or redis+cluster://host:6379" };
  const [, scheme = "", kind = "", login, hosts = "", path = "", query = ""] = parts;
  const form = kind === "" ? "single" : kind.toLowerCase() === "+sentinel" ? "sentinel" : "cluster";
  const nodes = hosts.split(",").map((one) => /^(\[[0-9a-f:.]+\]|[^:[\]\s]+)(?::(\d{1,5}))?$/iu.exec(one.trim()));
  const bad = nodes.findIndex((node) => node === null || Number(node[2] ?? 1) > 65_535);
  if (bad !== -1) return { problem: `host ${bad + 1} of the Redis address is not readable: write host:port` };
  if (form === "single" && nodes.length > 1) return { problem: "several hosts need redis+sentinel:// or redis+cluster://" };
  const names = path.split("/").slice(1).filter((name) => name !== "");
  const master = form === "sentinel" ? names.shift() : undefined;
  if (form === "sentinel" && master === undefined) return { problem: "the sentinels' address needs the master's name: redis+sentinel://host:26379/name" };
  const database = names[0] ?? "0";
  if (!/^\d{1,4}$/u.test(database) || names.length > 1) return { problem: "what follows the host in the Redis address is no database number" };
  if (form === "cluster" && database !== "0") return { problem: "a Redis cluster has only database 0" };
  try {
    const colon = (login ?? "").indexOf(":");
    // A login without a colon is a user; redis://:secret@host is a password alone.
    const username = login === undefined ? "" : decodeURIComponent(colon === -1 ? login : login.slice(0, colon));
    const password = login === undefined || colon === -1 ? "" : decodeURIComponent(login.slice(colon + 1));
    const more = new URLSearchParams(query);
    const sentinelUsername = more.get("sentinel_user") ?? "";
    const sentinelPassword = more.get("sentinel_password") ?? "";
    return {
      form,
      tls: ["rediss", "valkeys"].includes(scheme.toLowerCase()),
      nodes: nodes.map((node) => ({ host: (node?.[1] ?? "").replace(/^\[|\]$/gu, ""), port: Number(node?.[2] ?? (form === "sentinel" ? 26_379 : 6_379)) })),
      database: Number(database),
      ...(master === undefined ? {} : { master: decodeURIComponent(master) }),
      ...(username === "" ? {} : { username }),
      ...(password === "" ? {} : { password }),
      ...(sentinelUsername === "" ? {} : { sentinelUsername }),
      ...(sentinelPassword === "" ? {} : { sentinelPassword }),
    };
  } catch {
    return { problem: "user or password in the Redis address hold a % that is no escape: write %25 for it" };
  }
}

/** The address without logins, for people. */
export function sayRedisAddress(address: RedisAddress): string {
  const kind = address.form === "single" ? "" : `+${address.form}`;
  const hosts = address.nodes.map(({ host, port }) => (port === (address.form === "sentinel" ? 26_379 : 6_379) ? host : `${host.includes(":") ? `[${host}]` : host}:${port}`)).join(",");
  return `redis${address.tls ? "s" : ""}${kind}://${hosts}${address.master === undefined ? "" : `/${address.master}`}${address.form === "cluster" || (address.form === "sentinel" && address.database === 0) ? "" : `/${address.database}`}`;
}
