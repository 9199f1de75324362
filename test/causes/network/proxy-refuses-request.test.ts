import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/network/proxy-refuses-request.ts";
import { answer, completion, connectionCheck, healthy, healthyModel, post, tokenRoute } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT531 proxy-refuses-request", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: a POST is refused by a proxy", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/post-route": post({ state: "refused", result: answer(405, "<h1>405</h1>", { server: "nginx" }) }) }, { model: { ...healthyModel } }).level).toBe("proven");
  });
  it("is proven: a large body is refused", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/post-route": post({ large: answer(413, "", { server: "nginx" }) }) }, { model: { ...healthyModel } }).level).toBe("proven");
  });
  it("is likely: a filter picks completions, GitLab's other requests pass", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/completion": completion(403, { fromGateway: false, text: null, form: "html" }) }, { model: healthyModel }).level).toBe("likely");
  });
  it("is one of several: nothing of GitLab's passes", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/completion": completion(403, { fromGateway: false, text: null, form: "html" }), "gitlab/token-route": tokenRoute("refused") }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("gateway-code", { code: 403 }) } }).level).toBe("suspect");
  });
  it("is likely: a filter calls its refusal a success, a page stands where a POST should end", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/post-route": post({ state: "foreign", result: answer(200, "<html><title>Request Rejected</title></html>", { server: "nginx" }) }), "gitlab/completion": completion(200, { fromGateway: false, text: null, form: "html" }), "gitlab/token-route": tokenRoute("no-token") }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("success") } }).level).toBe("likely");
  });
  it("is one of several: only GitLab's own requests end in a page that calls itself a success", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/completion": completion(200, { fromGateway: false, text: null, form: "html" }), "gitlab/token-route": tokenRoute("no-token") }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("success") } }).level).toBe("suspect");
  });
  it("is one of several: a request of GitLab's ends in 503, which a limit of requests says as well as a balancer", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/completion": completion(503, { fromGateway: false, text: null, form: "html" }) }, { model: healthyModel }).level).toBe("suspect");
    expect(judgeCause(cause, healthy, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("gateway-code", { code: 503 }) } }).level).toBe("suspect");
  });
  it("is likely: GitLab's connection check ends in 413, which the gateway never says, while small requests pass", () => {
    expect(judgeCause(cause, healthy, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("gateway-code", { code: 413 }) } }).level).toBe("likely");
  });
  it("is proven: addresses with an encoded slash are refused, others pass; not where GitLab's own check passes", () => {
    const seen = { ...healthy, "gateway/post-route": post({ encoded: { state: "refused", result: answer(404, "<h1>Not Found</h1>", { server: "Apache" }) } }) };
    const atCheck = (check: ReturnType<typeof connectionCheck>) => judgeCause(cause, seen, { model: { ...healthyModel, "gitlab/connection-check": check } }).level;
    expect([atCheck(connectionCheck("gateway-code", { code: 404 })), atCheck(connectionCheck("success"))]).toEqual(["proven", "excluded"]);
  });
  it("is excluded: the second POST alone meets a limit of requests", () => {
    const seen = { ...healthy, "gateway/post-route": post({ encoded: { state: "refused", result: answer(429, "", { server: "nginx" }) } }) };
    expect(judgeCause(cause, seen, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("gateway-code", { code: 404 }) } }).level).toBe("excluded");
  });
  it("is excluded: the gateway itself refuses, in JSON", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/completion": completion(403, { text: null, form: "json" }) }, { model: healthyModel }).level).toBe("excluded");
  });
  it("is excluded: a login stands there", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/post-route": post({ state: "refused", login: true, result: answer(401, "", { "www-authenticate": "Basic" }) }) }, { model: { ...healthyModel } }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
