import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gateway/mock-mode-left-on.ts";
import { completion, connectionCheck, healthy, healthyModel } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT223 mock-mode-left-on", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: completions are canned", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/completion": completion(200, { text: "mock completion" }) }, { model: { ...healthyModel } }).level).toBe("proven");
  });
  it("is proven: an impossible endpoint succeeds", () => {
    expect(judgeCause(cause, { ...healthy }, { model: { ...healthyModel, "gitlab/connection-contrast": { contrasts: [{ change: "impossible-endpoint", endpoint: "http://model.invalid/v1", identifier: "custom_openai/none", result: connectionCheck("success").best, better: true }] } } }).level).toBe("proven");
  });
  it("is excluded: a model speaks of mocking", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/completion": completion(200, { text: "mock completion = Mock()" }) }, { model: { ...healthyModel } }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
