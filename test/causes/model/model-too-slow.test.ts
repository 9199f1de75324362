import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/model/model-too-slow.ts";
import { chat, check, code, completion, endpoint, fromOutside, gone, healthyModel, healthyStack, metrics, modelCheck, outcome, spoken, stream } from "../../kit/model-seen.ts";
import { failure, health, post } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT341 model-too-slow", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: the first word comes after 40 s, nothing waits", () => {
    expect(judgeCause(cause, {}, { model: { ...healthyModel, "model/stream": stream("slow") } }).level).toBe("proven");
  });
  it("is likely: the check takes 40 s and nothing waits at the server", () => {
    expect(judgeCause(cause, {}, { model: { ...fromOutside, "gitlab/connection-check": check(outcome({ ms: 40_000 })), "model/chat": gone, "model/metrics": metrics() } }).level).toBe("likely");
  });
  it("is a suspect: the check takes 40 s, and nobody saw the server's queue", () => {
    expect(judgeCause(cause, {}, { model: { ...fromOutside, "gitlab/connection-check": check(outcome({ ms: 40_000 })), "model/chat": gone } }).level).toBe("suspect");
  });
  it("is a suspect: a completion takes 45 s, behind a key that only GitLab has", () => {
    const late = { "gitlab/completion": { ...completion(), ms: 45_000 } };
    expect(judgeCause(cause, late, { model: { ...fromOutside, "gitlab/connection-check": check(code(401)), "model/endpoint": endpoint({ hasApiToken: true }) } }).level).toBe("suspect");
  });
  it("is excluded: while the completion waited the gateway was busy with itself: its refusal of the keyless check came in 27 s and then in one", () => {
    const late = { ...healthyStack, "gitlab/completion": { ...completion(), ms: 45_000 } };
    expect(judgeCause(cause, late, { model: { ...fromOutside, "gitlab/connection-check": check(code(401)), "gateway/model-check": modelCheck({ outcome: "model-code", status: 421, code: 401, ms: 800, streamCutAfterMs: 27_000 }), "model/endpoint": endpoint({ hasApiToken: true }) } }).level).not.toBe("suspect");
  });
  it("is excluded: while the completion waited a POST that the gateway refuses by itself had no answer", () => {
    const still = { ...healthyStack, "gateway/health": health(), "gateway/post-route": post({ state: "no-answer", result: { ...failure("first-byte", "no-answer"), timings: { total: 15_000 } } }), "gitlab/completion": { ...completion(), ms: 45_000 } };
    expect(judgeCause(cause, still, { model: { ...fromOutside, "gitlab/connection-check": check(code(401)), "model/endpoint": endpoint({ hasApiToken: true }) } }).level).not.toBe("suspect");
  });
  it("is a suspect: a completion does not end, behind a key that only GitLab has", () => {
    const unanswered = { "gitlab/completion": { ...completion(), status: 0, text: null, timedOut: true, ms: 50_000 } };
    expect(judgeCause(cause, unanswered, { model: { ...fromOutside, "gitlab/connection-check": check(code(401)), "model/endpoint": endpoint({ hasApiToken: true }) } }).level).toBe("suspect");
  });
  it("is excluded: requests wait", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...healthyModel, "model/stream": stream("slow"), "model/metrics": metrics({ overloaded: true }) } }).level).toBe("excluded");
  });
  it("is excluded: eight seconds are no fault", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...healthyModel, "gitlab/connection-check": check(outcome({ ms: 8000 })), "model/chat": chat(spoken({ ms: 8000 })) } }).level).toBe("excluded");
  });
  it("is excluded on a healthy model", () => {
    expect(judgeCause(cause, healthyStack, { model: healthyModel }).level).toBe("excluded");
  });
});
