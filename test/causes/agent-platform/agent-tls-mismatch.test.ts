import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/agent-platform/agent-tls-mismatch.ts";
import { agentAddress, agentHealth, agentReach, agentRow, agentTokens, healthCheck, healthy, healthyModel, look } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

const gone = { absent: { reason: "not-asked", because: "not asked" } } as const;

describe("DT412 agent-tls-mismatch", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: GitLab speaks TLS to a plain port", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/agent-tools": gone, "gitlab/agent-token-route": gone, "gitlab/health-check": healthCheck("reachable", { agentService: [agentRow(false, { tlsHint: true })] }) }, { model: { ...healthyModel } }).level).toBe("proven");
  });
  it("is proven: the switch is off and the service speaks TLS", () => {
    expect(judgeCause(cause, { ...healthy, "agent/address": agentAddress({ secure: false }), "agent/reach": agentReach("open", { tls: look({ alpn: "h2" }) }), "agent/health": agentHealth("tls"), "gitlab/agent-tools": gone, "gitlab/agent-token-route": gone, "gitlab/health-check": healthCheck("reachable", { agentService: [agentRow(false)] }) }, { model: { ...healthyModel } }).level).toBe("proven");
  });
  it("is excluded: both speak TLS and GitLab does not trust it", () => {
    expect(judgeCause(cause, { ...healthy, "agent/address": agentAddress({ secure: true }), "agent/reach": agentReach("open", { tls: look({ alpn: "h2" }) }), "agent/health": agentHealth("tls"), "gitlab/agent-tools": { status: 400, said: "14:CERTIFICATE_VERIFY_FAILED", grpcStatus: 14, ms: 20 }, "gitlab/agent-token-route": agentTokens(400, 14, "14:CERTIFICATE_VERIFY_FAILED"), "gitlab/health-check": healthCheck("reachable", { agentService: [agentRow(false, { tlsHint: true })] }) }, { model: { ...healthyModel } }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
