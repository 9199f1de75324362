import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import fact from "../../../src/facts/gitlab/generation-stream.ts";
import type { Surroundings } from "../../../src/core/fact.ts";
import { Secret } from "../../../src/core/secret.ts";
import { createProbes } from "../../../src/probes/probes.ts";

let server: Server | undefined;
afterEach(() => new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve))));

/** Looks at a GitLab that writes twelve lines, each after `gapMs`, or all of them at the end. */
async function look(gapMs: number, held: boolean): Promise<unknown> {
  server = createServer((request, response) => {
    expect(request.url).toBe("/api/v4/code_suggestions/completions");
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.flushHeaders();
    void (async () => {
      const kept: string[] = [];
      for (let number = 1; number <= 12; number += 1) {
        await wait(gapMs);
        if (held) kept.push(`print(${number})\n`);
        else response.write(`print(${number})\n`);
      }
      response.end(kept.join(""));
    })();
  });
  await new Promise((resolve) => server?.listen(0, "127.0.0.1", () => resolve(undefined)));
  const probes = createProbes();
  const values: Record<string, unknown> = { "gitlab/token": { given: true, scopes: ["api"], rung: "admin" }, "gitlab/token-route": { outcome: "granted" } };
  const world = {
    stack: { name: "t", gitlab: { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, token: new Secret("glpat-test-0123456789") }, models: [], site: "default", profile: "online", expect: [] },
    probes, read: (id: string) => values[id], signal: new AbortController().signal,
  } as unknown as Surroundings;
  try {
    return await fact.observe(world);
  } finally {
    await probes.close();
  }
}

describe("gitlab/generation-stream", () => {
  it("tells lines that come one by one from lines that come all at the end", async () => {
    expect(await look(80, false)).toMatchObject({ status: 200, lines: 12, burst: false, end: "complete" });
    await new Promise((resolve) => server?.close(resolve));
    server = undefined;
    expect(await look(80, true)).toMatchObject({ status: 200, lines: 12, burst: true });
  });
});
