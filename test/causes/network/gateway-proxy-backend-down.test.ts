import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/network/gateway-proxy-backend-down.ts";
import { answer, badHealth, completion, connectionCheck, elsewhere, healthy, healthyModel, identity, nowhere, post, tokenRoute } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

const gone = { absent: { reason: "not-asked", because: "not asked" } } as const;

describe("DT521 gateway-proxy-backend-down", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: a proxy answers 502 and the own port of the gateway is good", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/health": badHealth(answer(502, "<h1>502 Bad Gateway</h1>", { server: "nginx" }), { proxyError: true, server: "nginx" }), "gateway/identity": identity("proxy-page"), "gateway/elsewhere": elsewhere({ change: "other-port", url: "http://gw.test:5052" }), "gateway/root": gone, "gateway/junk-token": gone, "gateway/post-route": gone, "gitlab/token-route": tokenRoute("refused"), "gitlab/completion": completion(502, { fromGateway: false, text: null, form: "html" }) }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("gateway-code", { code: 502 }) } }).level).toBe("proven");
  });
  it("is one of several: a proxy answers 502 and nothing else is seen", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/health": badHealth(answer(502, "<h1>502 Bad Gateway</h1>", { server: "nginx" }), { proxyError: true, server: "nginx" }), "gateway/identity": identity("proxy-page"), "gateway/elsewhere": nowhere, "gateway/root": gone, "gateway/junk-token": gone, "gateway/post-route": gone, "gitlab/token-route": tokenRoute("refused"), "gitlab/completion": completion(502, { fromGateway: false, text: null, form: "html" }) }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("gateway-code", { code: 502 }) } }).level).toBe("suspect");
  });
  it("is one of several: a balancer answers 503 although the own port is good", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/health": badHealth(answer(503, "<h1>503 Bad Gateway</h1>", { server: "nginx" }), { proxyError: true, server: "nginx" }), "gateway/identity": identity("proxy-page"), "gateway/elsewhere": elsewhere({ change: "other-port", url: "http://gw.test:5052" }), "gateway/root": gone, "gateway/junk-token": gone, "gateway/post-route": gone, "gitlab/token-route": tokenRoute("refused"), "gitlab/completion": completion(503, { fromGateway: false, text: null, form: "html" }) }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("gateway-code", { code: 503 }) } }).level).toBe("suspect");
  });
  it("is one of several: one of GitLab's requests ends in the page, health is good", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/completion": completion(502, { form: "html", text: null, server: "nginx", fromGateway: false }) }, { model: healthyModel }).level).toBe("suspect");
  });
  it("is one of several: GitLab's check of a model ends in a proxy's 502, other requests pass", () => {
    expect(judgeCause(cause, healthy, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("gateway-code", { code: 502 }) } }).level).toBe("suspect");
  });
  it("is one of several: a POST of the worker's ends in a proxy's 502, other requests pass", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/post-route": post({ state: "foreign", result: answer(502, "<h1>502 Bad Gateway</h1>", { server: "nginx" }) }) }, { model: healthyModel }).level).toBe("suspect");
  });
  it("is excluded: only the worker gets the page", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/health": badHealth(answer(502, "<h1>502 Bad Gateway</h1>", { server: "nginx" }), { proxyError: true, server: "nginx" }), "gateway/identity": identity("proxy-page"), "gateway/elsewhere": nowhere, "gateway/root": gone, "gateway/junk-token": gone, "gateway/post-route": gone, "gitlab/token-route": tokenRoute("granted"), "gitlab/completion": completion(502, { fromGateway: false, text: null, form: "html" }) }, { model: { ...healthyModel } }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
