import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/network/gateway-scheme-mismatch.ts";
import { address, badHealth, elsewhere, failure, healthCheck, healthy, healthyModel, secureReach, tokenRoute } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

const gone = { absent: { reason: "not-asked", because: "not asked" } } as const;

describe("DT504 gateway-scheme-mismatch", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: the port speaks plain http", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/reach": secureReach("not-tls", failure("tls", "not-tls")), "gateway/address": address({ scheme: "https", url: "https://gw.test:5052" }), "gateway/health": badHealth(failure("tls", "not-tls")), "gateway/elsewhere": elsewhere({ change: "other-scheme", url: "http://gw.test:5052" }), "gitlab/health-check": healthCheck("not-tls"), "gitlab/token-route": tokenRoute("no-answer"), "gitlab/completion": gone }, { model: { ...healthyModel, "gitlab/connection-check": gone } }).level).toBe("proven");
  });
  it("is one of several: the address is only the configured one", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/reach": secureReach("not-tls", failure("tls", "not-tls")), "gateway/address": address({ source: "configuration", scheme: "https", url: "https://gw.test:5052" }), "gateway/health": badHealth(failure("tls", "not-tls")), "gateway/elsewhere": elsewhere({ change: "other-scheme", url: "http://gw.test:5052" }), "gitlab/health-check": gone, "gitlab/token-route": gone, "gitlab/completion": gone }, { model: { ...healthyModel, "gitlab/connection-check": gone } }).level).toBe("suspect");
  });
  it("is excluded: GitLab works all the same", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/reach": secureReach("not-tls", failure("tls", "not-tls")), "gateway/address": address({ scheme: "https", url: "https://gw.test:5052" }), "gateway/health": badHealth(failure("tls", "not-tls")), "gateway/elsewhere": elsewhere({ change: "other-scheme", url: "http://gw.test:5052" }) }, { model: { ...healthyModel } }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
