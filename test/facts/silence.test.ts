import { describe, expect, it } from "vitest";
import { gatewayIsSilent, gitlabGetsNothing, gitlabIsSilent, modelTroubleIsTold, patience, unlessTold, workerFindsNobody, workerTurnedAway } from "../../src/facts/silence.ts";

const nothing = { kind: "failure", phase: "first-byte", reason: "no-answer", timings: { total: 8000 } };
const page = { kind: "answer", status: 502, headers: [], body: "", timings: { total: 10 } };
const read = (facts: Record<string, unknown>) => ({ read: (id: string) => facts[id] });
const front = (more: object = {}) => ({ "gitlab/front": { signIn: nothing, metadata: nothing, readiness: nothing, alive: false, down: false, failingChecks: [], ...more } });
const route = (statuses: number[], outcome = "no-answer") => ({ "gitlab/token-route": { outcome, statuses } });
const health = (result: object) => ({ "gateway/health": { result, good: false } });

it("takes GitLab for silent only where not one byte came to any question", () => {
  expect(gitlabIsSilent(read(front()))).toBe(true);
  expect(gitlabIsSilent(read(front({ readiness: page })))).toBe(false);
  expect(gitlabIsSilent(read(front({ metadata: { ...nothing, phase: "connect", reason: "refused" } })))).toBe(false);
  expect(gitlabIsSilent(read({}))).toBe(false);
  expect([patience(read(front()), 35_000, 5000), patience(read({}), 35_000, 5000)]).toEqual([5000, 35_000]);
});

it("cuts long questions through the gateway only where neither the worker nor GitLab got an answer out of it, several times over", () => {
  expect(gatewayIsSilent(read({ ...health(nothing), ...route([500, 500, 500]) }))).toBe(true);
  // A gateway that fetches keys lets GitLab wait while its health route answers; one answer of many is enough for patience.
  expect(gatewayIsSilent(read({ ...health(page), ...route([500, 500, 500]) }))).toBe(false);
  expect(gatewayIsSilent(read({ ...health(nothing), ...route([500, 201, 500]) }))).toBe(false);
  expect(gatewayIsSilent(read({ ...health(nothing), ...route([500]) }))).toBe(false);
  expect(gatewayIsSilent(read({ ...health(nothing), ...route([503, 503], "refused") }))).toBe(false);
  expect(gatewayIsSilent(read(route([500, 500])))).toBe(false);
});

it("takes the way behind the gateway for hidden only where equal calls of GitLab all got nothing", () => {
  expect(gitlabGetsNothing(read(route([500, 500])))).toBe(true);
  expect(gitlabGetsNothing(read(route([500, 201])))).toBe(false);
  expect(gitlabGetsNothing(read({}))).toBe(false);
});

it("knows a worker that was turned away at the model server from one that has not looked, or stands in another network", () => {
  const at = (state: string) => ({ read: (id: string, subject?: string) => (id === "model/reach" && subject === "m" ? { state } : undefined) });
  expect(["refused", "name-not-found", "expired"].map((state) => workerTurnedAway(at(state), "m"))).toEqual([true, true, true]);
  expect(["open", "connect-timeout", "unreachable", "resolver-failed", "proxy"].map((state) => workerTurnedAway(at(state), "m"))).toEqual([false, false, false, false, false]);
  expect(workerTurnedAway(at("refused"), "other")).toBe(false);
  expect([workerFindsNobody(at("refused"), "m"), workerFindsNobody(at("not-tls"), "m"), workerFindsNobody(at("open"), "m")]).toEqual([true, false, false]);
});

describe("a silence that the gateway itself has told of", () => {
  const told = (facts: Record<string, unknown>) => modelTroubleIsTold({ read: (id: string) => facts[id] }, "chat model");
  const check = (more: object = {}) => ({ "gateway/model-check": { outcome: "no-answer", streamCutAfterMs: null, ms: 32_000, ...more } });
  const chat = (outcome: string, ms: number) => ({ "model/chat": { first: { outcome, ms } } });

  it("is told where the model is quick for the worker, or as silent", () => {
    expect(told({ ...check(), ...chat("answer", 300) })).toBe(true);
    expect(told({ ...check(), ...chat("no-answer", 35_000) })).toBe(true);
  });

  it("is not told while the model may only be slow, or the worker knows nothing of it", () => {
    expect(told({ ...check(), ...chat("answer", 9000) })).toBe(false);
    expect(told({ ...check({ ms: 12_000 }), ...chat("answer", 300) })).toBe(false);
    expect(told(check())).toBe(false);
    expect(told({ ...check({ outcome: "ok" }), ...chat("answer", 300) })).toBe(false);
    expect(told(chat("answer", 300))).toBe(false);
  });

  it("is not told where the stream was cut: the gateway found nobody, and what the worker meets there says who", () => {
    expect(told({ ...check({ streamCutAfterMs: 1400 }), ...chat("answer", 300) })).toBe(false);
  });

  it("is told where the model server told the worker twice, with GitLab's key or where none is stored, why it fails", () => {
    const dead = check({ streamCutAfterMs: 1400, ms: 13_000 });
    const failing = (more: object = {}) => ({ "model/chat": { first: { outcome: "error", ms: 20 }, again: { outcome: "error", ms: 20 }, withKey: true, ...more } });
    expect(told({ ...dead, ...failing() })).toBe(true);
    expect(told({ ...dead, ...failing({ withKey: false }), "model/endpoint": { hasApiToken: false } })).toBe(true);
    expect(told({ ...dead, ...failing({ withKey: false }), "model/endpoint": { hasApiToken: true } })).toBe(false);
    expect(told({ ...dead, ...failing({ again: { outcome: "answer", ms: 20 } }) })).toBe(false);
    expect(told({ ...check({ streamCutAfterMs: 100, ms: 13_000 }), ...failing() })).toBe(false);
    expect(told({ ...check({ outcome: "model-code", streamCutAfterMs: 1400, ms: 8000 }), ...failing() })).toBe(false);
  });

  it("is told where the model server told the worker when to ask again, and the gateway waits as long", () => {
    const limited = (retryAfterSeconds: number | null, withKey = true) => ({ "model/chat": { first: { outcome: "refused", ms: 20, retryAfterSeconds }, again: null, withKey } });
    expect(told({ ...check(), ...limited(20) })).toBe(true);
    expect(told({ ...check(), ...limited(null) })).toBe(false);
    expect(told({ ...check(), ...limited(20, false) })).toBe(false);
    expect(told({ ...check({ ms: 9000 }), ...limited(20) })).toBe(false);
  });

  it("ends a waiting, and only a needless one", async () => {
    const world = { signal: new AbortController().signal, pause: (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms / 100)) };
    const never = new Promise<string>(() => undefined);
    let looks = 0;
    expect(await unlessTold(world, () => (looks += 1) > 2, never)).toBeUndefined();
    expect(looks).toBe(3);
    expect(await unlessTold(world, () => false, new Promise<string>((resolve) => void setTimeout(() => resolve("late"), 30)))).toBe("late");
  });
});
