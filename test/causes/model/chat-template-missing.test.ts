import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/model/chat-template-missing.ts";
import { chat, check, code, fromOutside, gone, healthyModel, healthyStack, heard, refused } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT350 chat-template-missing", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: the template is missing", () => {
    expect(judgeCause(cause, {}, { model: { ...healthyModel, "gitlab/connection-check": check(code(400)), "gateway/model-check": gone, "gateway/chat": gone, "model/chat": chat(refused(400, "template")), "model/template": { status: 400, state: "missing", said: "no", window: null } } }).level).toBe("proven");
  });
  it("is a suspect: only the 400 is known", () => {
    expect(judgeCause(cause, {}, { model: { ...fromOutside, "gitlab/connection-check": check(code(400)) } }).level).toBe("suspect");
  });
  it("is excluded: a user's turn alone is answered", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...healthyModel, "gitlab/connection-check": check(code(400)), "gateway/model-check": gone, "gateway/chat": heard("roles"), "model/chat": chat(refused(400, "roles")) } }).level).toBe("excluded");
  });
  it("is one of several: TGI's 422, whose words nobody heard", () => {
    expect(judgeCause(cause, {}, { model: { ...fromOutside, "gitlab/connection-check": check(code(422)), "model/chat": gone } }).level).toBe("suspect");
  });
  it("is excluded on a healthy model", () => {
    expect(judgeCause(cause, healthyStack, { model: healthyModel }).level).toBe("excluded");
  });
});
