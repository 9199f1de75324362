import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gateway/gateway-clock-skewed.ts";
import { clock, completion, connectionCheck, healthy, healthyModel, tokenRoute } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT255 gateway-clock-skewed", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: the gateway is behind and refuses", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/token-route": tokenRoute("refused"), "gitlab/completion": completion(401, { said: "Forbidden by auth provider", text: null }), "worker/clock": clock(-30_000) }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("gateway-code", { code: 401 }) } }).level).toBe("proven");
  });
  it("is likely: a proxy wrote the date", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/token-route": tokenRoute("refused"), "gitlab/completion": completion(401, { said: "Forbidden by auth provider", text: null }), "worker/clock": clock(-30_000, 0, false) }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("gateway-code", { code: 401 }) } }).level).toBe("likely");
  });
  it("is excluded: it is GitLab that differs", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/token-route": tokenRoute("refused"), "gitlab/completion": completion(401, { said: "Forbidden by auth provider", text: null }), "worker/clock": clock(0, 30_000) }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("gateway-code", { code: 401 }) } }).level).toBe("excluded");
  });
  it("is excluded: it is the worker that differs", () => {
    expect(judgeCause(cause, { ...healthy, "worker/clock": clock(30_000, 30_000) }, { model: { ...healthyModel } }).level).toBe("excluded");
  });
  it("is proven: an hour ahead", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/token-route": tokenRoute("refused"), "gitlab/completion": completion(401, { said: "Forbidden by auth provider", text: null }), "worker/clock": clock(3_700_000) }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("gateway-code", { code: 401 }) } }).level).toBe("proven");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
