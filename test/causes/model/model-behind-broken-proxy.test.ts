import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/model/model-behind-broken-proxy.ts";
import { chat, check, code, completion500, endpoint, fromOutside, gone, healthyModel, healthyStack, list, noList, outcome, refused, spoken } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT347 model-behind-broken-proxy", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: a proxy's page in place of the list", () => {
    expect(judgeCause(cause, {}, { model: { ...healthyModel, "gitlab/connection-check": check(code(502, 1500)), "gateway/model-check": gone, "gateway/chat": gone, "model/list": list({ stored: noList("proxy-error", 502) }), "model/chat": chat(spoken({ outcome: "proxy-error", status: 502, content: null })) } }).level).toBe("proven");
  });
  it("is likely: only the 502 is known", () => {
    expect(judgeCause(cause, {}, { model: { ...fromOutside, "gitlab/connection-check": check(code(502, 1500)) } }).level).toBe("likely");
  });
  it("is not named: only the gateway meets it", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...healthyModel, "gitlab/connection-check": check(code(502, 1500)), "gateway/model-check": gone, "gateway/chat": gone } }).level).toBe("open");
  });
  it("is a suspect: the gateway got a code that stands for no usual refusal, and nobody heard its words", () => {
    expect(judgeCause(cause, {}, { model: { ...fromOutside, "gitlab/connection-check": check(code(424)) } }).level).toBe("suspect");
  });
  it("is a suspect: without the key 401, and completions with it fail after all tries", () => {
    expect(judgeCause(cause, { "gitlab/completion": completion500(44_000) }, { model: { ...fromOutside, "gitlab/connection-check": check(code(401)), "model/endpoint": endpoint({ hasApiToken: true }) } }).level).toBe("suspect");
  });
  it("is proven: somebody before the model asks for a login of his own", () => {
    expect(judgeCause(cause, {}, { model: { ...fromOutside, "model/endpoint": endpoint({ hasApiToken: true }), "gitlab/connection-check": check(code(401)), "model/list": list({ stored: noList("html", 401) }), "model/chat": chat(refused(401)) } }).level).toBe("proven");
  });
  it("is a suspect: the model's status made the gateway stumble, as 529 and 522 do", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...fromOutside, "gitlab/connection-check": check(outcome({ outcome: "gateway-code", code: 500, ms: 7000 })) } }).level).toBe("suspect");
  });
  it("is excluded on a healthy model", () => {
    expect(judgeCause(cause, healthyStack, { model: healthyModel }).level).toBe("excluded");
  });
});
