import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/network/gateway-wants-client-certificate.ts";
import { answer, badHealth, failure, healthCheck, healthy, healthyModel, look, secureReach, tokenRoute } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

const gone = { absent: { reason: "not-asked", because: "not asked" } } as const;

describe("DT533 gateway-wants-client-certificate", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: the handshake wants one", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/reach": secureReach("client-certificate", failure("tls", "client-certificate-required")), "gateway/health": badHealth(failure("tls", "client-certificate-required")), "gitlab/health-check": healthCheck("tls"), "gitlab/token-route": tokenRoute("no-answer"), "gitlab/completion": gone }, { model: { ...healthyModel, "gitlab/connection-check": gone } }).level).toBe("proven");
  });
  it("is proven: the web server says so", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/reach": secureReach("open", look({ clientCertificateRequested: true })), "gateway/health": badHealth(answer(400, "<h1>400</h1>", { server: "nginx" })), "gitlab/token-route": tokenRoute("refused"), "gitlab/completion": gone }, { model: { ...healthyModel, "gitlab/connection-check": gone } }).level).toBe("proven");
  });
  it("is excluded: one is asked for and not needed", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/reach": secureReach("open", look({ clientCertificateRequested: true })) }, { model: { ...healthyModel } }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
