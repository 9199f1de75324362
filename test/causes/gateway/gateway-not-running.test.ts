import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gateway/gateway-not-running.ts";
import { agentAddress, agentReach, badHealth, completion, connectionCheck, elsewhere, failure, healthCheck, healthy, healthyModel, identity, nowhere, reach, tokenRoute } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

const gone = { absent: { reason: "not-asked", because: "not asked" } } as const;

describe("DT201 gateway-not-running", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is one of several: the port refuses everybody", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/reach": reach("refused", { tcp: [] }), "gateway/health": badHealth(failure("connect", "refused")), "gateway/identity": identity("nothing"), "gateway/elsewhere": nowhere, "gateway/root": gone, "gateway/junk-token": gone, "gateway/post-route": gone, "gateway/definitions": gone, "gitlab/health-check": healthCheck("refused"), "gitlab/token-route": tokenRoute("no-answer"), "gitlab/completion": completion(500, { fromGitlab: true, text: null }), "agent/reach": agentReach("refused", { tcp: [] }), "agent/health": gone, "agent/capabilities": gone, "gitlab/agent-tools": gone, "gitlab/agent-token-route": gone }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("wait", { exception: "refused" }) } }).level).toBe("suspect");
  });
  it("is one of several: the port refuses everybody, and a gateway runs on another host, where the agent service is", () => {
    const there = elsewhere({ change: "agent-host", url: "http://agents.test:5052", good: true, gateway: true });
    const seen = { ...healthy, "gateway/reach": reach("refused", { tcp: [] }), "gateway/health": badHealth(failure("connect", "refused")), "gateway/identity": identity("nothing"), "gateway/elsewhere": there, "gateway/root": gone, "gateway/junk-token": gone, "gateway/post-route": gone, "gateway/definitions": gone, "gitlab/health-check": healthCheck("refused"), "gitlab/token-route": tokenRoute("no-answer"), "gitlab/completion": gone, "agent/address": agentAddress({ host: "agents.test", besideGateway: false }) };
    const level = (over: object = {}): string => judgeCause(cause, { ...seen, ...over }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("wait", { exception: "refused" }) } }).level;
    expect(level()).toBe("suspect");
    expect(level({ "gateway/elsewhere": elsewhere({ change: "other-scheme", url: "https://gw.test:5052", good: true, gateway: true }) })).not.toBe("suspect");
  });
  it("is excluded: the agent service of the same container lives", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/reach": reach("refused", { tcp: [] }), "gateway/health": badHealth(failure("connect", "refused")), "gateway/identity": identity("nothing"), "gateway/elsewhere": nowhere, "gateway/root": gone, "gateway/junk-token": gone, "gateway/post-route": gone, "gateway/definitions": gone, "gitlab/health-check": healthCheck("refused"), "gitlab/token-route": tokenRoute("no-answer"), "gitlab/completion": completion(500, { fromGitlab: true, text: null }) }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("wait", { exception: "refused" }) } }).level).toBe("excluded");
  });
  it("is excluded: the worker alone is refused", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/reach": reach("refused", { tcp: [] }), "gateway/health": badHealth(failure("connect", "refused")), "gateway/identity": identity("nothing"), "gateway/elsewhere": nowhere, "gateway/root": gone, "gateway/junk-token": gone, "gateway/post-route": gone, "gateway/definitions": gone }, { model: { ...healthyModel } }).level).toBe("excluded");
  });
  it("is one of several: all of the container refuses, and the gateway on another port may be somebody else's", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/reach": reach("refused", { tcp: [] }), "gateway/health": badHealth(failure("connect", "refused")), "gateway/identity": identity("nothing"), "gateway/elsewhere": elsewhere({ change: "other-port", url: "http://gw.test:5052" }), "gateway/root": gone, "gateway/junk-token": gone, "gateway/post-route": gone, "gateway/definitions": gone, "gitlab/health-check": healthCheck("refused"), "gitlab/token-route": tokenRoute("no-answer"), "gitlab/completion": completion(500, { fromGitlab: true, text: null }), "agent/reach": agentReach("refused", { tcp: [] }), "agent/health": gone, "agent/capabilities": gone, "gitlab/agent-tools": gone, "gitlab/agent-token-route": gone }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("wait", { exception: "refused" }) } }).level).toBe("suspect");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
