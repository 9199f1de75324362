import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gateway/docs-database-missing.ts";
import { healthy, healthyModel } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT225 docs-database-missing", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is one of several: chat says M2000", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/chat": { accepted: true, refusal: null, answered: true, code: "M2000", text: null, ms: 900 } }, { model: { ...healthyModel } }).level).toBe("suspect");
  });
  it("is excluded: chat answers", () => {
    expect(judgeCause(cause, { ...healthy }, { model: { ...healthyModel } }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
