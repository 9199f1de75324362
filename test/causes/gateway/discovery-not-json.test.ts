import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gateway/discovery-not-json.ts";
import { completion, connectionCheck, discovery, healthy, healthyModel, junk, tokenRoute } from "../../kit/gateway-seen.ts";
import { answered } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT246 discovery-not-json", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is likely: a login page stands before discovery", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/junk-token": junk("no-keys"), "gitlab/token-route": tokenRoute("refused"), "gitlab/completion": completion(500, { form: "text", text: null }), "gitlab/discovery": discovery({ keys: null }, { form: "not-json", jwksUri: null }) }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("gateway-code", { code: 500 }) } }).level).toBe("likely");
  });
  it("is excluded: discovery is good", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/junk-token": junk("no-keys"), "gitlab/token-route": tokenRoute("refused"), "gitlab/completion": completion(500, { form: "text", text: null }) }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("gateway-code", { code: 500 }) } }).level).toBe("excluded");
  });
  it("is a suspect where something else than GitLab answers whatever is asked", () => {
    const page = answered(302);
    expect(judgeCause(cause, { "gitlab/front": { signIn: page, metadata: page, readiness: page, alive: false, down: false, failingChecks: [] }, "gitlab/discovery": discovery({ keys: null }, { form: "not-json", jwksUri: null }) }).level).toBe("suspect");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
