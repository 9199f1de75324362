import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gateway/customer-portal-unreachable.ts";
import { healthy, healthyModel, junk } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT253 customer-portal-unreachable", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is likely: the first token waits and the tokens of GitLab are accepted", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/junk-token": junk("keys", { first: { ...junk().first, ms: 10_050 } }) }, { model: { ...healthyModel } }).level).toBe("likely");
  });
  it("is excluded: every request is slow", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/junk-token": junk("keys", { first: { ...junk().first, ms: 10_050 }, second: { ...junk().first, ms: 9_900 } }) }, { model: { ...healthyModel } }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
