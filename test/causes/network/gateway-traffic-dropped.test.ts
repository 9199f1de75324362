import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/network/gateway-traffic-dropped.ts";
import { badHealth, connectionCheck, failure, health, healthCheck, healthy, healthyModel, identity, nowhere, reach, tokenRoute } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

const gone = { absent: { reason: "not-asked", because: "not asked" } } as const;

describe("DT503 gateway-traffic-dropped", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: only GitLab's packets are lost", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/health-check": healthCheck("timeout"), "gitlab/token-route": tokenRoute("no-answer"), "gitlab/completion": gone }, { model: { ...healthyModel, "gitlab/connection-check": gone } }).level).toBe("proven");
  });
  it("is likely: both time out", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/reach": reach("connect-timeout", { tcp: [] }), "gateway/health": badHealth(failure("connect", "connect-timeout")), "gateway/elsewhere": nowhere, "gateway/identity": identity("nothing"), "gitlab/health-check": healthCheck("timeout"), "gitlab/token-route": tokenRoute("no-answer"), "gitlab/completion": gone }, { model: { ...healthyModel, "gitlab/connection-check": gone } }).level).toBe("likely");
  });
  it("is excluded: only the worker times out", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/reach": reach("connect-timeout", { tcp: [] }), "gateway/health": badHealth(failure("connect", "connect-timeout")), "gateway/elsewhere": nowhere, "gateway/identity": identity("nothing") }, { model: { ...healthyModel } }).level).toBe("excluded");
  });
  it("is excluded: the gateway stood still, which looks the same to GitLab", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/health-check": healthCheck("timeout"), "gitlab/token-route": tokenRoute("no-answer"), "gitlab/completion": gone, "gateway/health": health({ firstByteMs: [4400, 20, 20, 20, 20] }) }, { model: { ...healthyModel, "gitlab/connection-check": gone } }).level).toBe("excluded");
  });
  it("is one of several: nobody else has looked", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/reach": reach("connect-timeout", { tcp: [] }), "gateway/health": badHealth(failure("connect", "connect-timeout")), "gateway/elsewhere": nowhere, "gateway/identity": identity("nothing"), "gitlab/health-check": gone, "gitlab/token-route": gone, "gitlab/completion": gone }, { model: { ...healthyModel, "gitlab/connection-check": gone } }).level).toBe("suspect");
  });
  it("is excluded: GitLab's connection opened and its read timed out, or another of its calls had an answer", () => {
    const seen = { ...healthy, "gitlab/token-route": tokenRoute("no-answer"), "gitlab/completion": gone };
    expect(judgeCause(cause, { ...seen, "gitlab/health-check": healthCheck("silent") }, { model: { ...healthyModel, "gitlab/connection-check": gone } }).level).toBe("excluded");
    expect(judgeCause(cause, { ...seen, "gitlab/health-check": healthCheck("timeout") }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("gateway-code", { code: 401 }) } }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
