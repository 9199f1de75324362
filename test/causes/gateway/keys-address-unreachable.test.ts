import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gateway/keys-address-unreachable.ts";
import { answer, completion, connectionCheck, discovery, failure, healthy, healthyModel, junk, tokenRoute } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

const keyList = { url: "https://gitlab.test/oauth/discovery/keys", result: answer(200, "{}"), form: "json" as const, kids: ["k1"] as string[], otherOrigin: false };

describe("DT248 keys-address-unreachable", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is likely: the keys lie at an address that the worker cannot reach either", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/junk-token": junk("no-keys"), "gitlab/token-route": tokenRoute("refused"), "gitlab/completion": completion(500, { form: "text", text: null }), "gitlab/discovery": discovery({ keys: { url: "https://inner.test/keys", result: failure("resolve", "name-not-found"), form: "failed", kids: null, otherOrigin: true } }) }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("gateway-code", { code: 500 }) } }).level).toBe("likely");
  });
  it("is one of several: they lie elsewhere and the worker gets them", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/junk-token": junk("no-keys"), "gitlab/token-route": tokenRoute("refused"), "gitlab/completion": completion(500, { form: "text", text: null }), "gitlab/discovery": discovery({ keys: { ...keyList, otherOrigin: true } }) }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("gateway-code", { code: 500 }) } }).level).toBe("suspect");
  });
  it("is excluded: they lie where discovery is", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/junk-token": junk("no-keys"), "gitlab/token-route": tokenRoute("refused"), "gitlab/completion": completion(500, { form: "text", text: null }) }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("gateway-code", { code: 500 }) } }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
