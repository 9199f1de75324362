import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/model/model-key-missing.ts";
import { check, code, endpoint, fromOutside, gone, healthyModel, healthyStack, keyedCheck, outcome } from "../../kit/model-seen.ts";
import { address } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT330 model-key-missing", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: 401 without a key, and none is stored", () => {
    expect(judgeCause(cause, {}, { model: { ...fromOutside, "gitlab/connection-check": check(code(401)) } }).level).toBe("proven");
  });
  it("is proven: a LiteLLM proxy says 400 to no key and takes the configured one", () => {
    expect(judgeCause(cause, {}, { model: { ...fromOutside, "gitlab/connection-check": keyedCheck(outcome(), code(400)) } }).level).toBe("proven");
  });
  it("is excluded: a key is stored", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...fromOutside, "gitlab/connection-check": check(code(401)), "model/endpoint": endpoint({ hasApiToken: true }) } }).level).toBe("excluded");
  });
  it("is one of several: 403 to a request without a key", () => {
    expect(judgeCause(cause, {}, { model: { ...fromOutside, "gitlab/connection-check": check(code(403)), "model/endpoint": endpoint({ hasApiToken: false }) } }).level).toBe("suspect");
  });
  it("is excluded: the endpoint is the gateway's own address", () => {
    expect(judgeCause(cause, { "gateway/address": address() }, { model: { ...fromOutside, "model/endpoint": endpoint({ scheme: "http", host: "gw.test", port: 5052, path: "/v1", hasApiToken: false }), "gitlab/connection-check": check(code(401)), "model/chat": gone } }).level).toBe("excluded");
  });
  it("is excluded on a healthy model", () => {
    expect(judgeCause(cause, healthyStack, { model: healthyModel }).level).toBe("excluded");
  });
});
