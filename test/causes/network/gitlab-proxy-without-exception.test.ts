import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/network/gitlab-proxy-without-exception.ts";
import { address, answer, badHealth, completion, connectionCheck, healthy, healthyModel, identity, nowhere, tokenRoute } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

const gone = { absent: { reason: "not-asked", because: "not asked" } } as const;

describe("DT520 gitlab-proxy-without-exception", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is likely: GitLab's requests end in a forward proxy's page", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/token-route": tokenRoute("refused"), "gitlab/completion": completion(503, { form: "html", text: null, server: "squid/5.7", fromGateway: false }) }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("gateway-code", { code: 503 }) } }).level).toBe("likely");
  });
  it("is one of several: one request of GitLab's ends in a page, others pass", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/completion": completion(502, { form: "html", text: null, server: "nginx", fromGateway: false }) }, { model: healthyModel }).level).toBe("suspect");
  });
  it("is likely: GitLab is asked for a proxy's login, whose address for the gateway is only configured", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/address": address({ source: "configuration", gitlabUses: null }), "gitlab/health-check": gone, "gitlab/token-route": tokenRoute("refused"), "gitlab/completion": completion(407, { form: "text", text: null, fromGateway: false }) }, {}).level).toBe("likely");
  });
  it("is likely: the page is a forward proxy's by its form, in whatever language", () => {
    const seen = (proxyPage: boolean) => judgeCause(cause, { ...healthy, "gateway/address": address({ source: "configuration", gitlabUses: null }), "gitlab/health-check": gone, "gitlab/token-route": tokenRoute("refused"), "gitlab/completion": completion(503, { form: "html", text: null, fromGateway: false, proxyPage }) }, {}).level;
    expect([seen(true), seen(false)]).toEqual(["likely", "suspect"]);
  });
  it("is one of several: a page for GitLab, whose address for the gateway is only configured", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/address": address({ source: "configuration", gitlabUses: null }), "gitlab/health-check": gone, "gitlab/token-route": tokenRoute("refused"), "gitlab/completion": completion(403, { form: "html", text: null, fromGateway: false }) }, {}).level).toBe("suspect");
  });
  it("is no suspect: one of two connection checks is answered, so not every call goes astray", () => {
    const seen = (keyless: "model-code" | "wait") => judgeCause(cause, { ...healthy, "gitlab/health-check": { state: "answered", ms: 200, probes: [], gatewayHost: { state: "refused", text: "Connection refused" }, cloudHosts: [], exchange: null, agentService: [] }, "gitlab/token-route": gone, "gitlab/completion": gone }, { model: { ...healthyModel, "gitlab/connection-check": { ...connectionCheck("wait", { withKey: true }), withoutKey: connectionCheck(keyless, { code: 401 }).best } } }).level;
    expect([seen("model-code"), seen("wait")]).toEqual(["open", "suspect"]);
  });
  it("is excluded: the worker gets the same page", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/health": badHealth(answer(502, "<h1>502 Bad Gateway</h1>", { server: "nginx" }), { proxyError: true, server: "nginx" }), "gateway/identity": identity("proxy-page"), "gateway/elsewhere": nowhere, "gateway/root": gone, "gateway/junk-token": gone, "gateway/post-route": gone, "gitlab/token-route": tokenRoute("refused"), "gitlab/completion": completion(502, { fromGateway: false, text: null, form: "html" }) }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("gateway-code", { code: 502 }) } }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
