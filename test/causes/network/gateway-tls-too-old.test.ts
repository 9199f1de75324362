import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/network/gateway-tls-too-old.ts";
import { badHealth, failure, healthCheck, healthy, healthyModel, look, secureReach, tokenRoute } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

const gone = { absent: { reason: "not-asked", because: "not asked" } } as const;

describe("DT506 gateway-tls-too-old", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: only old TLS is spoken", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/tls-versions": { old: look({ protocol: "TLSv1.1" }), v12: failure("tls", "tls-version-refused"), v13: failure("tls", "tls-version-refused") }, "gateway/reach": secureReach("tls-refused", failure("tls", "tls-version-refused")), "gateway/health": badHealth(failure("tls", "tls-version-refused")), "gitlab/health-check": healthCheck("tls"), "gitlab/token-route": tokenRoute("no-answer"), "gitlab/completion": gone }, { model: { ...healthyModel, "gitlab/connection-check": gone } }).level).toBe("proven");
  });
  it("is proven: TLS 1.2 is cut and GitLab fails in TLS", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/tls-versions": { old: failure("tls", "tls-cut"), v12: failure("tls", "tls-cut"), v13: look() }, "gitlab/health-check": healthCheck("tls"), "gitlab/token-route": tokenRoute("no-answer"), "gitlab/completion": gone }, { model: { ...healthyModel, "gitlab/connection-check": gone } }).level).toBe("proven");
  });
  it("is excluded: TLS 1.2 and 1.3 are spoken", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/tls-versions": { old: failure("tls", "tls-version-refused"), v12: look(), v13: look() }, "gateway/reach": secureReach("open", look()) }, { model: { ...healthyModel } }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
