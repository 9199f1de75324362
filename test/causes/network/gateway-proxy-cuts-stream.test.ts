import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/network/gateway-proxy-cuts-stream.ts";
import { completion, connectionCheck, health, healthy, healthyModel } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT523 gateway-proxy-cuts-stream", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is likely: the connection check ends in 504 of a proxy", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/health": health({ server: "nginx" }) }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("gateway-code", { code: 504 }) } }).level).toBe("likely");
  });
  it("is likely: a completion ends in 504 of somebody without a name, GitLab's other requests pass", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/completion": completion(504, { fromGateway: false, text: null, form: "html" }) }, { model: healthyModel }).level).toBe("likely");
  });
  it("is excluded: it is the model that runs out of time", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/health": health({ server: "nginx" }) }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("model-code", { code: 504 }) } }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
