import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gateway/key-cache-outdated.ts";
import { answer, completion, connectionCheck, discovery, healthy, healthyModel, junk, tokenRoute } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

const keyList = { url: "https://gitlab.test/oauth/discovery/keys", result: answer(200, "{}"), form: "json" as const, kids: ["k1"] as string[], otherOrigin: false };

describe("DT251 key-cache-outdated", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is likely: GitLab's keys changed within the day", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/token-route": tokenRoute("refused"), "gitlab/completion": completion(401, { said: "Forbidden by auth provider", text: null }), "gitlab/discovery": discovery({ keys: { ...keyList, kids: ["k2"] } }) }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("gateway-code", { code: 401 }) } }).level).toBe("likely");
  });
  it("is one of several: they did not", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/token-route": tokenRoute("refused"), "gitlab/completion": completion(401, { said: "Forbidden by auth provider", text: null }) }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("gateway-code", { code: 401 }) } }).level).toBe("suspect");
  });
  it("is excluded: the gateway holds no key at all", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/junk-token": junk("no-keys"), "gitlab/token-route": tokenRoute("refused"), "gitlab/completion": completion(500, { form: "text", text: null }) }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("gateway-code", { code: 500 }) } }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
