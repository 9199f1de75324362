import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gateway/one-replica-has-bad-keys.ts";
import { completion, connectionCheck, healthy, healthyModel, junk, tokenRoute } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT252 one-replica-has-bad-keys", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: equal requests fare differently", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/junk-token": junk("keys", { repeated: ["no-keys", "keys", "no-keys", "keys"], state: null }) }, { model: { ...healthyModel } }).level).toBe("proven");
  });
  it("is proven: GitLab's tokens fare differently", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/token-route": tokenRoute("granted", { statuses: [201, 503, 201] }) }, { model: { ...healthyModel } }).level).toBe("proven");
  });
  it("is excluded: all fail", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/junk-token": junk("no-keys"), "gitlab/token-route": tokenRoute("refused"), "gitlab/completion": completion(500, { form: "text", text: null }) }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("gateway-code", { code: 500 }) } }).level).toBe("excluded");
  });
  it("is excluded: only the first fails, of a cold process", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/junk-token": junk("keys", { first: junk("no-keys").first, state: null }) }, { model: { ...healthyModel } }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
