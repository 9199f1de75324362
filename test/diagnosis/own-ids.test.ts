import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { handsFor } from "../../src/core/ports.ts";
import { Secret } from "../../src/core/secret.ts";
import { rememberIds } from "../../src/diagnosis/own-ids.ts";
import { createProbes } from "../../src/probes/probes.ts";

const probes = createProbes();
let server: Server;
let url = "";
beforeAll(async () => {
  server = createServer((_request, answer) => void answer.writeHead(200, { "x-request-id": "01KAPQZ9WORKHORSE" }).end("one\ntwo\n"));
  await new Promise<void>((resolve) => { server.listen(0, "127.0.0.1", resolve); });
  const at = server.address();
  url = `http://127.0.0.1:${typeof at === "object" && at !== null ? at.port : 0}/`;
});
afterAll(async () => {
  server.close();
  await probes.close();
});

describe("the ids of a run's requests", () => {
  it("are those with its mark, and those that a target gave itself", async () => {
    const hands = rememberIds(probes, "r-0123abcd99");
    expect(hands.own.has("0123abcd-0000-4000-8000-000000000000")).toBe(true);
    expect(hands.own.has("01KAPQZ9WORKHORSE")).toBe(false);
    await hands.probes.http({ url }, { timeoutMs: 20_000, signal: new AbortController().signal });
    expect(hands.own.has("01KAPQZ9WORKHORSE")).toBe(true);
    const other = rememberIds(probes, "r-foot");
    await other.probes.stream({ url }, { timeoutMs: 20_000, signal: new AbortController().signal });
    expect(other.own.has("01KAPQZ9WORKHORSE")).toBe(true);
    expect(other.own.has("0123abcd-0000")).toBe(false);
  });

  it("a target that cannot be reached gives none, and nothing breaks", async () => {
    const hands = rememberIds(probes, "r-0123abcd99");
    expect((await hands.probes.http({ url: "http://127.0.0.1:1/" }, { timeoutMs: 20_000, signal: new AbortController().signal })).kind).toBe("failure");
    expect(hands.own.has("anything-else")).toBe(false);
  });

  it("tells those apart that went without a model's key, by the planted id and by the target's own", async () => {
    const { own, probes: hands } = rememberIds(probes, "r-0123abcd99");
    await handsFor(hands, null).http({ url, headers: { "x-request-id": "0123abcd-blank" } }, { timeoutMs: 20_000, signal: new AbortController().signal });
    await handsFor(hands, new Secret("sk-of-the-model")).http({ url, headers: { "x-request-id": "0123abcd-keyed" } }, { timeoutMs: 20_000, signal: new AbortController().signal });
    expect(["0123abcd-blank", "01KAPQZ9WORKHORSE", "0123abcd-keyed"].map((id) => own.apart(id))).toEqual(["key", "key", undefined]);
  });
});
