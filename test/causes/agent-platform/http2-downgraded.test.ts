import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/agent-platform/http2-downgraded.ts";
import { agentHealth, agentReach, agentRow, answer, healthCheck, healthy, healthyModel, look } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

const gone = { absent: { reason: "not-asked", because: "not asked" } } as const;

describe("DT413 http2-downgraded", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: TLS is spoken without h2", () => {
    expect(judgeCause(cause, { ...healthy, "agent/reach": agentReach("open", { tls: look({ alpn: "http/1.1" }) }), "agent/health": agentHealth("none"), "gitlab/agent-tools": gone, "gitlab/agent-token-route": gone, "gitlab/health-check": healthCheck("reachable", { agentService: [agentRow(false)] }) }, { model: { ...healthyModel } }).level).toBe("proven");
  });
  it("is proven: a web server answers HTTP/1.1", () => {
    expect(judgeCause(cause, { ...healthy, "agent/health": agentHealth("none", { speaksHttp1: true, http1: answer(400, "<h1>400</h1>", { server: "nginx" }) }), "gitlab/agent-tools": gone, "gitlab/agent-token-route": gone, "gitlab/health-check": healthCheck("reachable", { agentService: [agentRow(false)] }) }, { model: { ...healthyModel } }).level).toBe("proven");
  });
  it("is excluded: the gateway's own port was written", () => {
    expect(judgeCause(cause, { ...healthy, "agent/health": agentHealth("none", { speaksHttp1: true, http1: answer(401, "{}", { server: "uvicorn" }) }), "gitlab/agent-tools": gone, "gitlab/agent-token-route": gone, "gitlab/health-check": healthCheck("reachable", { agentService: [agentRow(false)] }) }, { model: { ...healthyModel } }).level).toBe("excluded");
  });
  it("is excluded: a port of TLS with HTTP/2 refuses plain HTTP in words", () => {
    expect(judgeCause(cause, { ...healthy, "agent/reach": agentReach("open", { tls: look({ alpn: "h2", trusted: false }) }), "agent/health": agentHealth("none", { speaksHttp1: true, http1: answer(400, "The plain HTTP request was sent to HTTPS port", { server: "nginx" }) }), "gitlab/agent-tools": gone, "gitlab/agent-token-route": gone, "gitlab/health-check": healthCheck("reachable", { agentService: [agentRow(false)] }) }, { model: { ...healthyModel } }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
