import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/network/gateway-certificate-expired.ts";
import { address, agentReach, agentRow, answer, clock, completion, connectionCheck, failure, health, healthCheck, healthy, healthyModel, look, secureReach, tokenRoute } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

const gone = { absent: { reason: "not-asked", because: "not asked" } } as const;

describe("DT511 gateway-certificate-expired", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: it is out of its dates", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/reach": secureReach("expired", look({ trusted: false, problem: "certificate-expired", datesValid: false })), "gateway/health": health({ result: failure("tls", "certificate-expired"), unverified: answer(200, "{}") }), "gitlab/health-check": healthCheck("certificate"), "gitlab/token-route": tokenRoute("no-answer"), "gitlab/completion": completion(500, { fromGitlab: true, text: null }) }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("raw", { exception: "certificate" }) } }).level).toBe("proven");
  });
  it("is proven: nobody else has looked", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/reach": secureReach("expired", look({ trusted: false, problem: "certificate-expired", datesValid: false })), "gateway/health": health({ result: failure("tls", "certificate-expired"), unverified: answer(200, "{}") }), "gitlab/health-check": gone, "gitlab/token-route": gone, "gitlab/completion": gone }, { model: { ...healthyModel, "gitlab/connection-check": gone } }).level).toBe("proven");
  });
  it("is proven: the agent service ends TLS on its own, and GitLab finds its certificate out of its dates", () => {
    const refused = agentRow(false, { text: "14:failed to connect to all addresses; last error: UNKNOWN: Tls handshake failed: CERTIFICATE_VERIFY_FAILED: certificate has expired" });
    const old = { "agent/reach": agentReach("open", { tls: look({ alpn: "h2", trusted: false, problem: "certificate-expired", datesValid: false }) }) };
    expect(judgeCause(cause, { ...healthy, ...old, "gitlab/health-check": healthCheck("reachable", { agentService: [refused] }) }, { model: healthyModel }).level).toBe("proven");
    expect(judgeCause(cause, { ...healthy, ...old }, { model: healthyModel }).level).toBe("excluded");
  });
  it("is excluded: the worker's clock differs from GitLab's", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/reach": secureReach("expired", look({ trusted: false, problem: "certificate-expired", datesValid: false })), "gateway/health": health({ result: failure("tls", "certificate-expired"), unverified: answer(200, "{}") }), "worker/clock": clock(0, 90_000_000), "gitlab/health-check": healthCheck("certificate"), "gitlab/token-route": tokenRoute("no-answer"), "gitlab/completion": completion(500, { fromGitlab: true, text: null }) }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("raw", { exception: "certificate" }) } }).level).toBe("excluded");
  });
  it("is excluded: only the root is unknown", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/reach": secureReach("untrusted", look({ trusted: false, problem: "certificate-untrusted-root" })), "gateway/health": health({ result: failure("tls", "certificate-untrusted-root"), unverified: answer(200, "{}") }), "gateway/address": address({ scheme: "https", url: "https://gw.test" }), "gitlab/health-check": healthCheck("certificate"), "gitlab/token-route": tokenRoute("no-answer"), "gitlab/completion": completion(500, { fromGitlab: true, text: null }) }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("raw", { exception: "certificate" }) } }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
