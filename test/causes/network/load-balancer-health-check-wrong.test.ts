import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/network/load-balancer-health-check-wrong.ts";
import { answer, badHealth, completion, connectionCheck, healthy, healthyModel, identity, nowhere, tokenRoute } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

const gone = { absent: { reason: "not-asked", because: "not asked" } } as const;

describe("DT525 load-balancer-health-check-wrong", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is one of several: a balancer answers 503", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/health": badHealth(answer(503, "<h1>503 Bad Gateway</h1>", { server: "nginx" }), { proxyError: true, server: "nginx" }), "gateway/identity": identity("proxy-page"), "gateway/elsewhere": nowhere, "gateway/root": gone, "gateway/junk-token": gone, "gateway/post-route": gone, "gitlab/token-route": tokenRoute("refused"), "gitlab/completion": completion(503, { fromGateway: false, text: null, form: "html" }) }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("gateway-code", { code: 503 }) } }).level).toBe("suspect");
  });
  it("is excluded: a proxy answers 502", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/health": badHealth(answer(502, "<h1>502 Bad Gateway</h1>", { server: "nginx" }), { proxyError: true, server: "nginx" }), "gateway/identity": identity("proxy-page"), "gateway/elsewhere": nowhere, "gateway/root": gone, "gateway/junk-token": gone, "gateway/post-route": gone, "gitlab/token-route": tokenRoute("refused"), "gitlab/completion": completion(502, { fromGateway: false, text: null, form: "html" }) }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("gateway-code", { code: 502 }) } }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
