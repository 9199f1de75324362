import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/network/redirect-before-gateway.ts";
import { answer, badHealth, elsewhere, healthy, healthyModel, nowhere, tokenRoute } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

const gone = { absent: { reason: "not-asked", because: "not asked" } } as const;

describe("DT532 redirect-before-gateway", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: the address redirects to a good one", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/health": badHealth(answer(301), { form: "redirect", location: "https://gw.test/monitoring/healthz" }), "gateway/elsewhere": elsewhere({ change: "redirect-target", url: "https://gw.test" }), "gitlab/token-route": tokenRoute("refused"), "gitlab/completion": gone }, { model: { ...healthyModel, "gitlab/connection-check": gone } }).level).toBe("proven");
  });
  it("is excluded: it leads to a login", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/health": badHealth(answer(302), { form: "redirect", login: true, location: "https://sso.test/login" }), "gateway/elsewhere": nowhere, "gateway/post-route": gone, "gitlab/health-check": gone, "gitlab/token-route": gone, "gitlab/completion": gone }, { model: { ...healthyModel, "gitlab/connection-check": gone } }).level).toBe("excluded");
  });
  it("is likely: the redirect leads to where it came from", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/health": badHealth({ ...answer(301), url: "https://gw.test/monitoring/healthz" }, { form: "redirect", location: "https://gw.test/monitoring/healthz" }), "gateway/elsewhere": nowhere, "gateway/post-route": gone, "gitlab/health-check": gone, "gitlab/token-route": tokenRoute("refused"), "gitlab/completion": gone }, { model: { ...healthyModel, "gitlab/connection-check": gone } }).level).toBe("likely");
  });
  it("is one of several: what it leads to does not answer", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/health": badHealth(answer(302), { form: "redirect", location: "https://other.test/x" }), "gateway/elsewhere": nowhere, "gateway/post-route": gone, "gitlab/health-check": gone, "gitlab/token-route": tokenRoute("refused"), "gitlab/completion": gone }, { model: { ...healthyModel, "gitlab/connection-check": gone } }).level).toBe("suspect");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
