import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/model/model-overloaded.ts";
import { chat, check, code, completion, endpoint, fromOutside, gone, healthyModel, healthyStack, heard, metrics, outcome, refused, waited } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT342 model-overloaded", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: requests wait in two readings", () => {
    expect(judgeCause(cause, {}, { model: { ...healthyModel, "model/metrics": metrics({ overloaded: true }) } }).level).toBe("proven");
  });
  it("is proven: the server says busy", () => {
    expect(judgeCause(cause, {}, { model: { ...healthyModel, "gitlab/connection-check": check(code(503, 44_000)), "model/chat": chat(refused(503, "overloaded")) } }).level).toBe("proven");
  });
  it("is a suspect: a completion takes 45 s, and nobody saw the server's queue", () => {
    expect(judgeCause(cause, { "gitlab/completion": { ...completion(), ms: 45_000 } }, { model: { ...fromOutside, "gitlab/connection-check": check(code(401)), "model/endpoint": endpoint({ hasApiToken: true }) } }).level).toBe("suspect");
  });
  it("is excluded: nothing waits", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...healthyModel, "gitlab/connection-check": check(waited()), "gateway/model-check": gone, "gateway/chat": heard("timed-out", 408) } }).level).toBe("excluded");
  });
  it("is a suspect: the model's status made the gateway stumble, as 529 and 522 do", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...fromOutside, "gitlab/connection-check": check(outcome({ outcome: "gateway-code", code: 500, ms: 7000 })) } }).level).toBe("suspect");
  });
  it("is a suspect: a cloud says 429, whose endpoint is no matter of what is stored", () => {
    expect(judgeCause(cause, {}, { model: { ...fromOutside, "gitlab/connection-check": check(code(429, 5000)), "model/endpoint": endpoint({ identifier: "bedrock/us.x", provider: "bedrock", endpointIgnored: true }) } }).level).toBe("suspect");
  });
  it("is excluded on a healthy model", () => {
    expect(judgeCause(cause, healthyStack, { model: healthyModel }).level).toBe("excluded");
  });
});
