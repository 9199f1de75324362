import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gateway/user-token-key-missing.ts";
import { completion, connectionCheck, healthy, healthyModel, tokenRoute } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT257 user-token-key-missing", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is one of several: tokens are accepted and none is given out", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/token-route": tokenRoute("refused", { message: "Token creation failed" }) }, { model: { ...healthyModel } }).level).toBe("suspect");
  });
  it("is one of several, too, where all that the model said is that it does not know the name", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/token-route": tokenRoute("refused", { message: "Token creation failed" }), "gitlab/completion": completion(500, { form: "text", text: null }) }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("suggestion") } }).level).toBe("suspect");
  });
  it("is excluded: tokens are refused as well", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/token-route": tokenRoute("refused"), "gitlab/completion": completion(401, { said: "Forbidden by auth provider", text: null }) }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("gateway-code", { code: 401 }) } }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
