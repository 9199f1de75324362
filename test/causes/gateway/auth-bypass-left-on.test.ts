import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gateway/auth-bypass-left-on.ts";
import { answer, badHealth, healthy, healthyModel, identity, junk, root } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

const gone = { absent: { reason: "not-asked", because: "not asked" } } as const;

describe("DT220 auth-bypass-left-on", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: a caller without a token is let in", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/root": root({ state: "auth-off", bypassByHeader: null, docsOpen: true }), "gateway/junk-token": junk("open") }, { model: { ...healthyModel } }).level).toBe("proven");
  });
  it("is proven: a header lets everybody in", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/root": root({ bypassByHeader: true }) }, { model: { ...healthyModel } }).level).toBe("proven");
  });
  it("is excluded: a model server answers 404", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/health": badHealth(answer(404, "{}")), "gateway/root": root({ state: "auth-off", docsOpen: true }), "gateway/junk-token": gone, "gateway/identity": identity("model-server") }, { model: { ...healthyModel } }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
