import { describe, expect, it } from "vitest";
import { readRedisAddress, sayRedisAddress } from "../../src/core/redis-address.ts";

describe("an address of Redis", () => {
  it.each([
    ["redis://cache", { form: "single", tls: false, nodes: [{ host: "cache", port: 6379 }], database: 0 }, "redis://cache/0"],
    ["rediss://duo:p%40ss@cache.example:6380/3", { tls: true, username: "duo", password: "p@ss", database: 3 }, "rediss://cache.example:6380/3"],
    ["redis://:secret@cache", { password: "secret" }, "redis://cache/0"],
    ["valkeys://cache", { tls: true }, "rediss://cache/0"],
    ["valkey://cache", { tls: false }, "redis://cache/0"],
    ["redis://[::1]:7000", { nodes: [{ host: "::1", port: 7000 }] }, "redis://[::1]:7000/0"],
    ["redis+sentinel://u:p@s1,s2:26380/main/2?sentinel_user=a&sentinel_password=b", { form: "sentinel", master: "main", database: 2, nodes: [{ host: "s1", port: 26379 }, { host: "s2", port: 26380 }], username: "u", sentinelUsername: "a", sentinelPassword: "b" }, "redis+sentinel://s1,s2:26380/main/2"],
    ["rediss+cluster://u:p@n1:7000,n2:7001,[fe80::1]:7002", { form: "cluster", tls: true, nodes: [{ host: "n1", port: 7000 }, { host: "n2", port: 7001 }, { host: "fe80::1", port: 7002 }] }, "rediss+cluster://n1:7000,n2:7001,[fe80::1]:7002"],
  ])("%s is read, and said without its login", (text, expected, said) => {
    const address = readRedisAddress(text);
    expect(address).toMatchObject(expected);
    expect(sayRedisAddress(address as never)).toBe(said);
  });

  it.each([
    ["http://cache", "no address of Redis"],
    ["redis://user:hunter2@a,b", "several hosts"],
    ["redis+sentinel://user:hunter2@s1:26379", "needs the master's name"],
    ["redis+cluster://n1/1", "only database 0"],
    ["redis://user:hunter2@cache:99999", "host 1"],
    ["redis://cache/zero", "no database number"],
    ["redis://user:hunter2%@cache", "no escape"],
  ])("%s is refused in a sentence that holds no password", (text, sentence) => {
    const { problem } = readRedisAddress(text) as { problem: string };
    expect(problem).toContain(sentence);
    expect(problem).not.toContain("hunter2");
  });
});
