import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/agent-platform/agent-port-moved.ts";
import { agentHealth, agentReach, agentRow, answer, features, healthCheck, healthy, healthyModel } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

const gone = { absent: { reason: "not-asked", because: "not asked" } } as const;

describe("DT404 agent-port-moved", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
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
  it("is one of several: the address leads to the gateway's HTTP half", () => {
    expect(judgeCause(cause, { ...healthy, "agent/health": agentHealth("none", { speaksHttp1: true, http1: answer(401, "{}", { server: "uvicorn", "x-process-time": "0.002" }) }), "gitlab/agent-tools": gone, "gitlab/agent-token-route": gone, "gitlab/health-check": healthCheck("reachable", { agentService: [agentRow(false)] }) }, { model: healthyModel }).level).toBe("suspect");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
