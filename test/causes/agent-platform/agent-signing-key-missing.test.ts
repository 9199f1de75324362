import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/agent-platform/agent-signing-key-missing.ts";
import { agentTokens, healthy, healthyModel } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT420 agent-signing-key-missing", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: there is no signing key", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/agent-token-route": agentTokens(400, 2, "2:Unexpected <class 'jose.exceptions.JWSError'>: Unable to parse an RSA_JWK from key: None") }, { model: { ...healthyModel } }).level).toBe("proven");
  });
  it("is excluded: the portal address is empty", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/agent-token-route": agentTokens(400, 2, "2:customersdot_url cannot be empty") }, { model: { ...healthyModel } }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
