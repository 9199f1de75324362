import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gateway/gateway-variable-misspelt.ts";
import keyCacheEmpty from "../../../src/causes/gateway/key-cache-empty.ts";
import { discovery, healthy, healthyModel, junk } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT222 gateway-variable-misspelt", () => {
  it("is one of those that leave the gateway without keys", () => {
    const seen = { ...healthy, "gateway/junk-token": junk("no-keys"), "gitlab/discovery": discovery() };
    expect(judgeCause(cause, seen, { model: healthyModel }).level).toBe("suspect");
    expect(judgeCause(keyCacheEmpty, seen, { model: healthyModel }).level).toBe("suspect");
  });

  it("is excluded on a healthy stack, and open where nothing was seen", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
    expect(judgeCause(cause, {}).level).toBe("open");
  });
});
