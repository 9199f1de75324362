import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/network/login-page-before-gateway.ts";
import { answer, badHealth, completion, connectionCheck, elsewhere, healthy, healthyModel, identity, nowhere, tokenRoute } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

const gone = { absent: { reason: "not-asked", because: "not asked" } } as const;

describe("DT527 login-page-before-gateway", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is suspected: GitLab's completion ends in a web page with 200, of neither GitLab nor the gateway", () => {
    expect(judgeCause(cause, { "gitlab/completion": completion(200, { fromGateway: false, text: null, form: "html" }) }).level).toBe("suspect");
    expect(judgeCause(cause, { "gitlab/completion": completion(200, { fromGateway: true, text: null, form: "html" }) }).level).not.toBe("suspect");
    expect(judgeCause(cause, { "gitlab/completion": completion(200) }).level).not.toBe("suspect");
  });
  it("is likely: a login page answers", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/health": badHealth(answer(200, "<form>"), { login: true, server: "nginx" }), "gateway/identity": identity("login"), "gateway/elsewhere": nowhere, "gateway/post-route": gone, "gitlab/token-route": tokenRoute("no-token"), "gitlab/completion": gone }, { model: { ...healthyModel, "gitlab/connection-check": gone } }).level).toBe("likely");
  });
  it("is likely: GitLab takes the page for success", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/health": badHealth(answer(200, "<form>"), { login: true, server: "nginx" }), "gateway/identity": identity("login"), "gateway/elsewhere": nowhere, "gateway/post-route": gone, "gitlab/token-route": tokenRoute("no-token"), "gitlab/completion": completion(200, { fromGateway: false }) }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("success") } }).level).toBe("likely");
  });
  it("is proven: the own port of the gateway is good", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/health": badHealth(answer(200, "<form>"), { login: true, server: "nginx" }), "gateway/identity": identity("login"), "gateway/elsewhere": elsewhere({ change: "other-port", url: "http://gw.test:5052" }), "gateway/post-route": gone, "gitlab/token-route": tokenRoute("no-token"), "gitlab/completion": gone }, { model: { ...healthyModel, "gitlab/connection-check": gone } }).level).toBe("proven");
  });
  it("is excluded: it is GitLab's own", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/health": badHealth(answer(200, "<form>"), { login: true, server: "nginx" }), "gateway/identity": identity("gitlab"), "gateway/elsewhere": nowhere, "gateway/post-route": gone, "gitlab/token-route": tokenRoute("no-token"), "gitlab/completion": gone }, { model: { ...healthyModel, "gitlab/connection-check": gone } }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
