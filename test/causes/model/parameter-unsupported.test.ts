import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/model/parameter-unsupported.ts";
import { chat, check, code, gone, healthyModel, healthyStack, heard, refused, shapes, spoken } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT355 parameter-unsupported", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: max_completion_tokens is accepted in place of max_tokens", () => {
    expect(judgeCause(cause, {}, { model: { ...healthyModel, "gitlab/connection-check": check(code(400)), "gateway/model-check": gone, "gateway/chat": gone, "model/chat": chat(refused(400, "parameter")), "model/shapes": shapes({ whole: null, plain: refused(400), system: refused(400), temperature: refused(400), maxCompletionTokens: spoken() }) } }).level).toBe("proven");
  });
  it("is proven: only a temperature is refused", () => {
    expect(judgeCause(cause, {}, { model: { ...healthyModel, "gitlab/connection-check": check(code(400)), "gateway/model-check": gone, "gateway/chat": gone, "model/chat": chat(refused(400)), "model/shapes": shapes({ whole: null, temperature: refused(400) }) } }).level).toBe("proven");
  });
  it("is excluded: the system turn is what is refused", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...healthyModel, "gitlab/connection-check": check(code(400)), "gateway/model-check": gone, "gateway/chat": heard("roles"), "model/chat": chat(refused(400, "roles")), "model/shapes": shapes({ whole: null, system: refused(400), temperature: spoken(), maxCompletionTokens: refused(400) }) } }).level).toBe("excluded");
  });
  it("is excluded on a healthy model", () => {
    expect(judgeCause(cause, healthyStack, { model: healthyModel }).level).toBe("excluded");
  });
});
