import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/network/gateway-wrong-port.ts";
import { agentReach, answer, badHealth, completion, connectionCheck, elsewhere, failure, healthCheck, healthy, healthyModel, identity, nowhere, reach, tokenRoute } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

const gone = { absent: { reason: "not-asked", because: "not asked" } } as const;

describe("DT505 gateway-wrong-port", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is one of several: the port answers with bytes that are no HTTP, and no other port is known to be better", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/health": badHealth(failure("headers", "not-http")), "gateway/identity": identity("unknown"), "gateway/elsewhere": nowhere, "gitlab/health-check": gone, "gitlab/token-route": tokenRoute("no-answer"), "gitlab/completion": gone }, { model: { ...healthyModel, "gitlab/connection-check": gone } }).level).toBe("suspect");
  });
  it("is proven: the port refuses and another one is a gateway", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/reach": reach("refused", { tcp: [], port: 5055 }), "gateway/health": badHealth(failure("connect", "refused")), "gateway/identity": identity("nothing"), "gateway/elsewhere": elsewhere({ change: "other-port", url: "http://gw.test:5052" }), "gateway/root": gone, "gateway/junk-token": gone, "gateway/post-route": gone, "gateway/definitions": gone, "gitlab/health-check": healthCheck("refused"), "gitlab/token-route": tokenRoute("no-answer"), "gitlab/completion": completion(500, { fromGitlab: true, text: null }) }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("wait", { exception: "refused" }) } }).level).toBe("proven");
  });
  it("is excluded: no port of the host is a gateway", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/reach": reach("refused", { tcp: [] }), "gateway/health": badHealth(failure("connect", "refused")), "gateway/identity": identity("nothing"), "gateway/elsewhere": nowhere, "gateway/root": gone, "gateway/junk-token": gone, "gateway/post-route": gone, "gateway/definitions": gone, "gitlab/health-check": healthCheck("refused"), "gitlab/token-route": tokenRoute("no-answer"), "gitlab/completion": completion(500, { fromGitlab: true, text: null }), "agent/reach": agentReach("refused", { tcp: [] }), "agent/health": gone, "agent/capabilities": gone, "gitlab/agent-tools": gone, "gitlab/agent-token-route": gone }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("wait", { exception: "refused" }) } }).level).toBe("excluded");
  });
  it("is likely: the metrics page of the gateway answers", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/health": badHealth(answer(200, "# HELP x"), { server: "WSGIServer/0.2 CPython/3.12.1", form: "text" }), "gateway/identity": identity("metrics"), "gateway/elsewhere": nowhere, "gitlab/token-route": tokenRoute("no-token"), "gitlab/completion": completion(200, { fromGateway: false }) }, { model: { ...healthyModel } }).level).toBe("likely");
  });
  it("is excluded: the other port is that of another image", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/reach": reach("refused", { tcp: [], port: 5055 }), "gateway/health": badHealth(failure("connect", "refused")), "gateway/identity": identity("nothing"), "gateway/elsewhere": elsewhere({ change: "other-port", url: "http://gw.test:5000" }), "gateway/root": gone, "gateway/junk-token": gone, "gateway/post-route": gone, "gateway/definitions": gone, "gitlab/health-check": healthCheck("refused"), "gitlab/token-route": tokenRoute("no-answer"), "gitlab/completion": completion(500, { fromGitlab: true, text: null }) }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("wait", { exception: "refused" }) } }).level).toBe("excluded");
  });
  it("is one of several: all of the container refuses, and the gateway on another port may be somebody else's", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/reach": reach("refused", { tcp: [] }), "gateway/health": badHealth(failure("connect", "refused")), "gateway/identity": identity("nothing"), "gateway/elsewhere": elsewhere({ change: "other-port", url: "http://gw.test:5052" }), "gateway/root": gone, "gateway/junk-token": gone, "gateway/post-route": gone, "gateway/definitions": gone, "gitlab/health-check": healthCheck("refused"), "gitlab/token-route": tokenRoute("no-answer"), "gitlab/completion": completion(500, { fromGitlab: true, text: null }), "agent/reach": agentReach("refused", { tcp: [] }), "agent/health": gone, "agent/capabilities": gone, "gitlab/agent-tools": gone, "gitlab/agent-token-route": gone }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("wait", { exception: "refused" }) } }).level).toBe("suspect");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
