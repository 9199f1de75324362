import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/model/model-address-changed.ts";
import { check, dead, earlier, endpoint, gone, healthyModel, healthyStack } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT306 model-address-changed", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is likely: the address is another one than in the last good run", () => {
    expect(judgeCause(cause, { "gitlab/earlier": earlier({ m: ["10.0.0.9"] }) }, { model: { ...healthyModel, "gitlab/connection-check": check(dead()), "gateway/model-check": gone, "gateway/chat": gone } }).level).toBe("likely");
  });
  it("is a suspect: nobody knows an earlier address", () => {
    expect(judgeCause(cause, {}, { model: { ...healthyModel, "gitlab/connection-check": check(dead()), "gateway/model-check": gone, "gateway/chat": gone } }).level).toBe("suspect");
  });
  it("is excluded: the address is the same", () => {
    expect(judgeCause(cause, { "gitlab/earlier": earlier({ m: ["10.0.0.5"] }) }, { model: { ...healthyModel, "gitlab/connection-check": check(dead()), "gateway/model-check": gone, "gateway/chat": gone, "model/endpoint": endpoint({ host: "10.0.0.5" }) } }).level).toBe("excluded");
  });
  it("is excluded on a healthy model", () => {
    expect(judgeCause(cause, healthyStack, { model: healthyModel }).level).toBe("excluded");
  });
});
