import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/model/model-router-upstream-broken.ts";
import { chat, check, code, completion500, dead, endpoint, fromOutside, gone, healthyModel, healthyStack, heard, refused, server } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT345 model-router-upstream-broken", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: the answer names a model group", () => {
    expect(judgeCause(cause, {}, { model: { ...healthyModel, "gitlab/connection-check": check(dead()), "gateway/model-check": gone, "gateway/chat": gone, "model/chat": chat(refused(500, "no-connection", { throughRouter: true })) } }).level).toBe("proven");
  });
  it("is proven: the gateway hears the same", () => {
    expect(judgeCause(cause, {}, { model: { ...fromOutside, "gitlab/connection-check": check(dead()), "gateway/chat": heard("no-connection", 500, { throughRouter: true }) } }).level).toBe("proven");
  });
  it("is excluded: a healthy LiteLLM proxy", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...healthyModel, "model/server": server({ product: "litellm", ready: true }) } }).level).toBe("excluded");
  });
  it("is a suspect: without the key 401, and completions with it fail after all tries", () => {
    expect(judgeCause(cause, { "gitlab/completion": completion500(44_000) }, { model: { ...fromOutside, "gitlab/connection-check": check(code(401)), "model/endpoint": endpoint({ hasApiToken: true }) } }).level).toBe("suspect");
  });
  it("is excluded on a healthy model", () => {
    expect(judgeCause(cause, healthyStack, { model: healthyModel }).level).toBe("excluded");
  });
});
