import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/network/proxy-strips-headers.ts";
import { completion, connectionCheck, healthy, healthyModel, junk, tokenRoute } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT524 proxy-strips-headers", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: the gateway misses Authorization", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/junk-token": junk("header-missing") }, { model: { ...healthyModel } }).level).toBe("proven");
  });
  it("is proven: a header of GitLab is lost on its own way", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/completion": completion(401, { said: "Header mismatch 'X-Gitlab-Realm'", text: null }) }, { model: { ...healthyModel } }).level).toBe("proven");
  });
  it("is one of several: the instance id is missing or differs", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/completion": completion(401, { said: "Header mismatch 'X-Gitlab-Instance-Id'", text: null }) }, { model: { ...healthyModel } }).level).toBe("suspect");
  });
  it("is excluded: the token is refused, headers and all", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/token-route": tokenRoute("refused"), "gitlab/completion": completion(401, { said: "Forbidden by auth provider", text: null }) }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("gateway-code", { code: 401 }) } }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
