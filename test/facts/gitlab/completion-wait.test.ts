import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import type { Surroundings } from "../../../src/core/fact.ts";
import { Secret } from "../../../src/core/secret.ts";
import completion from "../../../src/facts/gitlab/completion.ts";
import { createProbes } from "../../../src/probes/probes.ts";

let server: Server | undefined;
afterEach(() => new Promise<void>((resolve) => {
  server?.closeAllConnections();
  if (server === undefined) resolve();
  else server.close(() => resolve());
}));

it("lets a completion go as soon as the gateway and the model have told the worker what it would end in", async () => {
  let asked = 0;
  server = createServer(() => void (asked += 1));
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const failed = { outcome: "error", status: 500, ms: 20, retryAfterSeconds: null };
  const known: Record<string, unknown> = {
    "gitlab/token": { given: true, rung: "admin", scopes: ["api"], lacksScopes: [] },
    "gitlab/models": { models: [{ name: "m", endpoint: "http://model.test:8000/v1", identifier: "custom_openai/m", features: ["code_completions"] }] },
    "gateway/model-check": { outcome: "no-answer", streamCutAfterMs: 1400, ms: 13_000 },
    "model/chat": { first: failed, again: failed, withKey: true },
  };
  const waits: number[] = [];
  const probes = createProbes();
  const world = {
    stack: { name: "t", gitlab: { url, token: new Secret("glpat-test-0123456789") }, models: [], site: "default", profile: "online", expect: [] },
    probes, signal: new AbortController().signal, leftMs: () => 60_000, now: () => new Date(),
    // Long pauses never end here: only a look that comes before them can.
    pause: (ms: number) => new Promise<void>((resolve) => { waits.push(ms); if (ms < 1000) setTimeout(resolve, 5); }),
    read: (id: string) => (asked > 0 ? known[id] : id.startsWith("gitlab/") ? known[id] : undefined),
  } as unknown as Surroundings;
  const seen = await completion.observe(world);
  expect(seen).toMatchObject({ absent: { reason: "not-asked" } });
  expect(waits.some((ms) => ms >= 1000)).toBe(true);
  await probes.close();
});
