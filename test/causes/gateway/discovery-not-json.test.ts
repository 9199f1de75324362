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
  it("is likely: the discovery address leads to another one, where nothing answers", () => {
    const seen = { ...healthy, "gateway/junk-token": junk("no-keys"), "gitlab/token-route": tokenRoute("refused"), "gitlab/completion": completion(500, { form: "text", text: null }) };
    const model = { ...healthyModel, "gitlab/connection-check": connectionCheck("gateway-code", { code: 500 }) };
    const nobody = { kind: "failure", phase: "resolve", reason: "name-not-found", detail: "", timings: { total: 4 } } as const;
    expect(judgeCause(cause, { ...seen, "gitlab/discovery": discovery({ keys: null }, { form: "failed", jwksUri: null, redirects: ["https://sso.example.com/auth"], result: nobody }) }, { model }).level).toBe("likely");
    expect(judgeCause(cause, { ...seen, "gitlab/discovery": discovery({ keys: null }, { form: "failed", jwksUri: null, redirects: [], result: nobody }) }, { model }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
