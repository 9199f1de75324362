import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gateway/gitlab-under-relative-url.ts";
import { completion, connectionCheck, discovery, healthy, healthyModel, junk, tokenRoute } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT249 gitlab-under-relative-url", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is likely: discovery answers below the path alone", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/junk-token": junk("no-keys"), "gitlab/token-route": tokenRoute("refused"), "gitlab/completion": completion(500, { form: "text", text: null }), "gitlab/discovery": discovery({ relativeRoot: true, keys: null, atPath: discovery().atRoot }, { form: "not-json", jwksUri: null }) }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("gateway-code", { code: 500 }) } }).level).toBe("likely");
  });
  it("is excluded: GitLab has no path", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/junk-token": junk("no-keys"), "gitlab/token-route": tokenRoute("refused"), "gitlab/completion": completion(500, { form: "text", text: null }), "gitlab/discovery": discovery({ keys: null }, { form: "not-json", jwksUri: null }) }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("gateway-code", { code: 500 }) } }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
