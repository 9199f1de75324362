import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/agent-platform/agent-service-keys-not-loaded.ts";
import { agentReach, agentRow, agentTokens, features, healthCheck, healthy, healthyModel } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

const gone = { absent: { reason: "not-asked", because: "not asked" } } as const;

describe("DT402 agent-service-keys-not-loaded", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: the portal address is empty", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/agent-token-route": agentTokens(400, 2, "2:Unexpected <class 'ValueError'>: customersdot_url cannot be empty") }, { model: { ...healthyModel } }).level).toBe("proven");
  });
  it("is proven: it refuses tokens that the gateway accepts, at the same release", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/agent-token-route": agentTokens(400, 16, "16:Forbidden by auth provider") }, { model: { ...healthyModel } }).level).toBe("proven");
  });
  it("is likely: GitLab's own check shows the refusal", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/health-check": healthCheck("reachable", { agentService: [agentRow(false, { text: "16:Forbidden by auth provider" })] }) }, { model: { ...healthyModel } }).level).toBe("likely");
  });
  it("is one of several: the port refuses and the gateway is good", () => {
    expect(judgeCause(cause, { ...healthy, "agent/reach": agentReach("refused", { tcp: [] }), "agent/health": gone, "agent/capabilities": gone, "gitlab/agent-tools": gone, "gitlab/agent-token-route": gone, "gitlab/health-check": healthCheck("reachable", { agentService: [agentRow(false)] }) }, { model: { ...healthyModel } }).level).toBe("suspect");
  });
  it("is excluded: GitLab's own call is answered", () => {
    expect(judgeCause(cause, { ...healthy, "agent/reach": agentReach("refused", { tcp: [] }), "agent/health": gone, "agent/capabilities": gone, "gitlab/agent-tools": { status: 400, said: "14:failed to connect", grpcStatus: 14, ms: 20 }, "gitlab/agent-token-route": agentTokens(201, null, null) }, { model: { ...healthyModel } }).level).toBe("excluded");
  });
  it("is excluded: nobody uses it", () => {
    expect(judgeCause(cause, { ...healthy, "agent/reach": agentReach("refused", { tcp: [] }), "agent/health": gone, "agent/capabilities": gone, "gitlab/agent-tools": { status: 400, said: "14:failed to connect", grpcStatus: 14, ms: 20 }, "gitlab/agent-token-route": agentTokens(400, 14, "14:failed to connect"), "gitlab/health-check": healthCheck("reachable", { agentService: [agentRow(false)] }), "gitlab/feature-settings": features({ duo_agent_platform: "vendored" }) }, { model: { ...healthyModel } }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
