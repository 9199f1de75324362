import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/model/model-traffic-sent-to-proxy.ts";
import { chat, check, code, fromOutside, gone, healthyModel, healthyStack, refused } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT309 model-traffic-sent-to-proxy", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is likely: 403 for the gateway, words for the worker", () => {
    expect(judgeCause(cause, {}, { model: { ...healthyModel, "gitlab/connection-check": check(code(403, 4500)), "gateway/model-check": gone, "gateway/chat": gone } }).level).toBe("likely");
  });
  it("is a suspect: only the 403 is known", () => {
    expect(judgeCause(cause, {}, { model: { ...fromOutside, "gitlab/connection-check": check(code(403, 4500)) } }).level).toBe("suspect");
  });
  it("is excluded: the worker is refused too", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...healthyModel, "gitlab/connection-check": check(code(403, 4500)), "gateway/model-check": gone, "gateway/chat": gone, "model/chat": chat(refused(403, "key-right")) } }).level).toBe("excluded");
  });
  it("is excluded on a healthy model", () => {
    expect(judgeCause(cause, healthyStack, { model: healthyModel }).level).toBe("excluded");
  });
});
