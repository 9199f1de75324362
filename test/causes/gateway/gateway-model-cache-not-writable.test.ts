import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gateway/gateway-model-cache-not-writable.ts";
import { completion, connectionCheck, healthy, healthyModel } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT213 gateway-model-cache-not-writable", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is one of several: a completion dies in the gateway although the model answers the connection check", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/completion": completion(500, { form: "text", text: null, fromGateway: false }) }, { model: { ...healthyModel } }).level).toBe("suspect");
  });
  it("is one of several: the code route dies before it asks any model, whatever the model says", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/completion": completion(500, { form: "text", text: null, fromGateway: false }), "gateway/code-route": { status: 500, crashes: true, ms: 40 } }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("model-code", { code: 401 }) } }).level).toBe("suspect");
  });
  it("is excluded: the code route gets as far as the model", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/code-route": { status: 200, crashes: false, ms: 1400 }, "gitlab/completion": completion(500, { form: "text", text: null, fromGateway: false }) }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("model-code", { code: 404 }) } }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
