import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/agent-platform/agent-port-not-published.ts";
import { agentReach, agentRow, features, healthCheck, healthy, healthyModel } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

const gone = { absent: { reason: "not-asked", because: "not asked" } } as const;

describe("DT403 agent-port-not-published", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is likely: the port drops what the gateway accepts", () => {
    expect(judgeCause(cause, { ...healthy, "agent/reach": agentReach("connect-timeout", { tcp: [] }), "agent/health": gone, "gitlab/agent-tools": gone, "gitlab/agent-token-route": gone, "gitlab/health-check": healthCheck("reachable", { agentService: [agentRow(false)] }) }, { model: { ...healthyModel } }).level).toBe("likely");
  });
  it("is one of several: the port refuses and the gateway is good", () => {
    expect(judgeCause(cause, { ...healthy, "agent/reach": agentReach("refused", { tcp: [] }), "agent/health": gone, "agent/capabilities": gone, "gitlab/agent-tools": gone, "gitlab/agent-token-route": gone, "gitlab/health-check": healthCheck("reachable", { agentService: [agentRow(false)] }) }, { model: { ...healthyModel } }).level).toBe("suspect");
  });
  it("is excluded: GitLab's own call is answered", () => {
    expect(judgeCause(cause, { ...healthy, "agent/reach": agentReach("refused", { tcp: [] }), "agent/health": gone, "agent/capabilities": gone, "gitlab/agent-tools": gone, "gitlab/agent-token-route": gone }, { model: { ...healthyModel } }).level).toBe("excluded");
  });
  it("is excluded: nobody uses it", () => {
    expect(judgeCause(cause, { ...healthy, "agent/reach": agentReach("refused", { tcp: [] }), "agent/health": gone, "agent/capabilities": gone, "gitlab/agent-tools": gone, "gitlab/agent-token-route": gone, "gitlab/health-check": healthCheck("reachable", { agentService: [agentRow(false)] }), "gitlab/feature-settings": features({ duo_agent_platform: "vendored" }) }, { model: { ...healthyModel } }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
