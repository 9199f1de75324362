import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gateway/extra-headers-override-key.ts";
import { connectionCheck, healthy, healthyModel } from "../../kit/gateway-seen.ts";
import { chat, completion500, endpoint, list, noList, spoken } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT227 extra-headers-override-key", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is one of several: a key of the configuration is refused through the gateway", () => {
    expect(judgeCause(cause, { ...healthy }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("model-code", { code: 401, withKey: true }) } }).level).toBe("suspect");
  });
  it("is one of several: without a key 401, and completions with the stored one fail at once", () => {
    const keyed = { "model/endpoint": endpoint({ hasApiToken: true }), "gitlab/connection-check": connectionCheck("model-code", { code: 401 }) };
    expect(judgeCause(cause, { ...healthy, "gitlab/completion": completion500(900) }, { model: keyed }).level).toBe("suspect");
  });
  it("is excluded: there was no key to send, and completions work", () => {
    expect(judgeCause(cause, { ...healthy }, { model: { ...healthyModel, "model/endpoint": endpoint({ hasApiToken: true }), "gitlab/connection-check": connectionCheck("model-code", { code: 401 }) } }).level).toBe("excluded");
  });
  it("is no likely one: another status than the model's own refusal comes from somebody on the way", () => {
    const seen = { ...healthyModel, "model/endpoint": endpoint({ hasApiToken: true }), "gitlab/connection-check": connectionCheck("model-code", { code: 403, withKey: true }), "model/chat": chat(spoken(), { withKey: true }), "model/list": list({ withoutKey: noList("key-wanted", 401) }) };
    expect(judgeCause(cause, healthy, { model: seen }).level).toBe("suspect");
    const own = { ...seen, "gitlab/connection-check": connectionCheck("model-code", { code: 401, withKey: true }) };
    expect(judgeCause(cause, healthy, { model: own }).level).toBe("likely");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: { ...healthyModel, "model/endpoint": endpoint() } }).level).toBe("excluded");
  });
});
