import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/model/system-role-refused.ts";
import { chat, check, code, fromOutside, gone, healthyModel, healthyStack, heard, refused, shapes, spoken } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT351 system-role-refused", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: with a system turn refused, without it answered", () => {
    expect(judgeCause(cause, {}, { model: { ...healthyModel, "gitlab/connection-check": check(code(400)), "gateway/model-check": gone, "gateway/chat": gone, "model/chat": chat(refused(400)), "model/shapes": shapes({ whole: null, plain: spoken(), system: refused(400) }) } }).level).toBe("proven");
  });
  it("is a suspect: only the 400 is known", () => {
    expect(judgeCause(cause, {}, { model: { ...fromOutside, "gitlab/connection-check": check(code(400)) } }).level).toBe("suspect");
  });
  it("is excluded: a user's turn alone is refused too", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...healthyModel, "gitlab/connection-check": check(code(400)), "gateway/model-check": gone, "gateway/chat": heard("template"), "model/chat": chat(refused(400, "template")), "model/shapes": shapes({ whole: null, plain: refused(400), system: refused(400) }) } }).level).toBe("excluded");
  });
  it("is excluded on a healthy model", () => {
    expect(judgeCause(cause, healthyStack, { model: healthyModel }).level).toBe("excluded");
  });
});
