import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/model/model-loading.ts";
import { chat, check, code, completion500, endpoint, fromOutside, gone, healthyModel, healthyStack, list, noList, refused, spoken } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT302 model-loading", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: every route says that it loads", () => {
    expect(judgeCause(cause, {}, { model: { ...healthyModel, "gitlab/connection-check": check(code(503, 44_000)), "gateway/model-check": gone, "gateway/chat": gone, "model/list": list({ stored: noList("loading", 503) }) } }).level).toBe("proven");
  });
  it("is a suspect: only the gateway's 503 is known", () => {
    expect(judgeCause(cause, {}, { model: { ...fromOutside, "gitlab/connection-check": check(code(503, 44_000)) } }).level).toBe("suspect");
  });
  it("is not named: a proxy's page says 503", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...healthyModel, "gitlab/connection-check": check(code(503, 44_000)), "gateway/model-check": gone, "gateway/chat": gone, "model/list": list({ stored: noList("proxy-error", 503) }), "model/chat": chat(spoken({ outcome: "proxy-error", status: 503 })) } }).level).toBe("open");
  });
  it("is a suspect: without the key 401, and completions with it fail after all tries", () => {
    expect(judgeCause(cause, { "gitlab/completion": completion500(44_000) }, { model: { ...fromOutside, "gitlab/connection-check": check(code(401)), "model/endpoint": endpoint({ hasApiToken: true }) } }).level).toBe("suspect");
  });
  it("is a suspect: the server lists the name and knows no such model when asked", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...healthyModel, "gitlab/connection-check": check(code(404)), "gateway/model-check": gone, "gateway/chat": gone, "model/chat": chat(refused(404, "model-unknown")) } }).level).toBe("suspect");
  });
  it("is excluded on a healthy model", () => {
    expect(judgeCause(cause, healthyStack, { model: healthyModel }).level).toBe("excluded");
  });
});
