import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/network/gateway-reset.ts";
import { badHealth, elsewhere, failure, healthCheck, healthy, healthyModel, reach, tokenRoute } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

const gone = { absent: { reason: "not-asked", because: "not asked" } } as const;

describe("DT530 gateway-reset", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is likely: both schemes are cut, for GitLab too", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/health": badHealth(failure("headers", "reset")), "gateway/elsewhere": elsewhere({ change: "other-scheme", url: "https://gw.test:5052", good: false, gateway: false, result: failure("tls", "tls-cut") }), "gitlab/health-check": healthCheck("reset"), "gitlab/token-route": tokenRoute("no-answer"), "gitlab/completion": gone }, { model: { ...healthyModel, "gitlab/connection-check": gone } }).level).toBe("likely");
  });
  it("is excluded: the other scheme works", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/health": badHealth(failure("headers", "reset")), "gateway/elsewhere": elsewhere({ change: "other-scheme", url: "https://gw.test:5052", good: true }), "gitlab/health-check": healthCheck("reset") }, { model: { ...healthyModel, "gitlab/connection-check": gone } }).level).toBe("excluded");
  });
  it("is one of several: nobody else has looked", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/health": badHealth(failure("headers", "reset")), "gateway/elsewhere": elsewhere({ change: "other-scheme", url: "https://gw.test:5052", good: false, gateway: false, result: failure("tls", "tls-cut") }), "gitlab/health-check": gone, "gitlab/token-route": gone, "gitlab/completion": gone }, { model: { ...healthyModel, "gitlab/connection-check": gone } }).level).toBe("suspect");
  });
  it.each(["closed", "not-http"] as const)("is one of several: the connection opens and brings no HTTP (%s)", (reason) => {
    expect(judgeCause(cause, { ...healthy, "gateway/health": badHealth(failure("headers", reason)), "gateway/elsewhere": elsewhere({ change: "other-scheme", url: "https://gw.test:5052", good: false, gateway: false, result: failure("tls", "not-tls") }), "gitlab/health-check": gone, "gitlab/token-route": tokenRoute("no-answer"), "gitlab/completion": gone }, { model: { ...healthyModel, "gitlab/connection-check": gone } }).level).toBe("suspect");
  });
  it("is likely: the cut came so soon that the connect itself was told of a reset, which a closed port never is", () => {
    const cut = failure("connect", "reset");
    const seen = { ...healthy, "gateway/reach": reach("reset", { tcp: [cut] }), "gateway/health": badHealth(cut), "gateway/elsewhere": elsewhere({ change: "other-scheme", url: "https://gw.test:5052", good: false, gateway: false, result: failure("tls", "tls-cut") }), "gitlab/health-check": healthCheck("reset"), "gitlab/token-route": tokenRoute("no-answer"), "gitlab/completion": gone };
    expect(judgeCause(cause, seen, { model: { ...healthyModel, "gitlab/connection-check": gone } }).level).toBe("likely");
    expect(judgeCause(cause, { ...seen, "gateway/reach": reach("refused", { tcp: [failure("connect", "refused")] }), "gateway/health": badHealth(failure("connect", "refused")) }, { model: { ...healthyModel, "gitlab/connection-check": gone } }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
