import { afterEach, describe, expect, it } from "vitest";
import type { NewTriageJob } from "../../src/core/queue.ts";
import { Secret } from "../../src/core/secret.ts";
import { type OpsServer, serveRoutes } from "../../src/ops/serve.ts";
import { webhookRoutes } from "../../src/ops/webhooks.ts";
import { openMemoryStore } from "../kit/memory-store.ts";

let server: OpsServer | undefined;
afterEach(async () => server?.close());

async function openDoor(stacks = ["prod", "lab"]) {
  const store = openMemoryStore();
  const asked: NewTriageJob[] = [];
  const state = { away: false };
  const routes = webhookRoutes({
    token: new Secret("kn0ck-kn0ck"), stacks: stacks.map((name) => ({ name, site: "default" })), channels: async (stack) => (stack === "prod" ? [{ platform: "slack", channel: "C1" }] : []),
    ledger: store.deliveries, audit: store.audit, newRun: () => `r-${asked.length + 1}`, now: () => 1_000,
    ask: async (job) => {
      if (state.away) return { kind: "away", reason: "connection refused" };
      asked.push(job);
      return { kind: "asked", run: job.run, joined: false, startedAt: 1, by: "" };
    },
  });
  server = await serveRoutes(routes, { host: "127.0.0.1", port: 0 });
  const base = `http://127.0.0.1:${server.port}/webhooks`;
  return {
    asked, state, store,
    async knock(path: string, body: unknown, headers: Record<string, string> = { authorization: "Bearer kn0ck-kn0ck" }) {
      const response = await fetch(`${base}/${path}`, { method: "POST", headers, body: typeof body === "string" ? body : JSON.stringify(body) });
      return { status: response.status, text: (await response.text()).trim() };
    },
  };
}

const notification = (status: string, startsAt = "2026-11-23T10:00:00Z", stack = "prod") => ({ version: "4", groupKey: "{}:{alertname=\"DuoDown\"}", status, commonLabels: { alertname: "DuoDown", duo_stack: stack }, alerts: [{ status, fingerprint: "abc", startsAt, labels: { alertname: "DuoDown" } }] });

describe("webhooks", () => {
  it("start a check of the stack that is meant, answered in its channel, once for each alert", async () => {
    const { knock, asked, store } = await openDoor();
    expect(await knock("alertmanager", notification("firing"))).toEqual({ status: 202, text: "queued r-1" });
    // Alertmanager repeats itself, and somebody else may send it again.
    expect(await knock("alertmanager", notification("firing"))).toEqual({ status: 200, text: "seen before" });
    expect(await knock("alertmanager", notification("firing", "2026-11-23T11:00:00Z"))).toMatchObject({ status: 202 });
    const remembered: unknown[] = [];
    for await (const entry of store.audit.read()) remembered.push([entry.did, entry.person.name, entry.stack, entry.run]);
    expect(remembered).toEqual([["asked", "Alertmanager (DuoDown)", "prod", "r-1"], ["asked", "Alertmanager (DuoDown)", "prod", "r-2"]]);
    expect(await knock("alertmanager", notification("resolved"))).toEqual({ status: 200, text: "nothing fires" });
    expect(asked).toHaveLength(2);
    expect(asked[0]).toMatchObject({ stack: "prod", trigger: "webhook", asker: { name: "Alertmanager (DuoDown)" }, conversation: { platform: "slack", channel: "C1" } });
  });

  it("let nobody in without the token, whatever header it is looked for in", async () => {
    const { knock, asked } = await openDoor();
    for (const headers of [{}, { authorization: "Bearer wrong" }, { authorization: "" }, { "x-gitlab-token": "kn0ck-kn0ck" }] as Record<string, string>[]) expect((await knock("alertmanager", notification("firing"), headers)).status).toBe(401);
    expect((await knock("gitlab", {}, { authorization: "Bearer kn0ck-kn0ck" })).status).toBe(401);
    expect(asked).toEqual([]);
  });

  it("take GitLab's events by their own id", async () => {
    const { knock, asked } = await openDoor(["prod"]);
    const headers = { "x-gitlab-token": "kn0ck-kn0ck", "x-gitlab-event": "Deployment Hook", "x-gitlab-event-uuid": "11-22" };
    expect((await knock("gitlab", { object_kind: "deployment" }, headers)).status).toBe(202);
    expect(await knock("gitlab", { object_kind: "deployment" }, headers)).toMatchObject({ text: "seen before" });
    expect(asked[0]?.asker.name).toBe("GitLab (Deployment Hook)");
  });

  it("are told to come again while the queue is away, and are heard then", async () => {
    const { knock, asked, state } = await openDoor();
    state.away = true;
    expect((await knock("alertmanager", notification("firing"))).status).toBe(503);
    state.away = false;
    expect((await knock("alertmanager", notification("firing"))).status).toBe(202);
    expect(asked).toHaveLength(1);
  });

  it("guess no stack, and take no nonsense", async () => {
    const { knock, asked } = await openDoor();
    expect((await knock("alertmanager", notification("firing", "x", "prdo"))).status).toBe(422);
    expect((await knock("alertmanager?stack=lab", notification("firing"))).status).toBe(202);
    for (const body of ["", "{", "[]", '{"alerts":5}']) expect((await knock("alertmanager", body)).status).toBe(400);
    expect(asked.map(({ stack, conversation }) => [stack, conversation])).toEqual([["lab", undefined]]);
  });
});
