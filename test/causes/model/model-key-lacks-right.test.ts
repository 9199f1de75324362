import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/model/model-key-lacks-right.ts";
import { chat, check, code, completion500, endpoint, fromOutside, gone, healthyModel, healthyStack, keyedCheck, refused } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT332 model-key-lacks-right", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: the key lists models, and the chat is forbidden", () => {
    expect(judgeCause(cause, {}, { model: { ...healthyModel, "gitlab/connection-check": keyedCheck(code(403, 4500), code(401)), "gateway/model-check": gone, "gateway/chat": gone, "model/chat": chat(refused(403, "key-right"), { withKey: true }) } }).level).toBe("proven");
  });
  it("is a suspect: without the key 401, and a completion with it is refused at once, as a LiteLLM proxy does", () => {
    expect(judgeCause(cause, { "gitlab/completion": completion500(400) }, { model: { ...fromOutside, "gitlab/connection-check": check(code(401)), "model/endpoint": endpoint({ hasApiToken: true }) } }).level).toBe("suspect");
  });
  it("is a suspect: only the 403 is known", () => {
    expect(judgeCause(cause, {}, { model: { ...fromOutside, "gitlab/connection-check": check(code(403, 4500)) } }).level).toBe("suspect");
  });
  it("is excluded: the worker is served", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...healthyModel, "gitlab/connection-check": check(code(403, 4500)), "gateway/model-check": gone, "gateway/chat": gone }, otherModel: {} }).level).toBe("excluded");
  });
  it("is excluded on a healthy model", () => {
    expect(judgeCause(cause, healthyStack, { model: healthyModel }).level).toBe("excluded");
  });
});
