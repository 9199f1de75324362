import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/network/gateway-certificate-untrusted.ts";
import { address, agentReach, agentRow, answer, completion, connectionCheck, failure, health, healthCheck, healthy, healthyModel, look, secureReach, tokenRoute } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

const leaf = { subject: "gw.test", issuer: "", notBefore: "2026-01-01T00:00:00.000Z", notAfter: "2027-01-01T00:00:00.000Z", names: ["gw.test"], fingerprint256: "AA", selfSigned: false };

describe("DT510 gateway-certificate-untrusted", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: neither trusts it", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/reach": secureReach("untrusted", look({ trusted: false, problem: "certificate-untrusted-root" })), "gateway/health": health({ result: failure("tls", "certificate-untrusted-root"), unverified: answer(200, "{}") }), "gateway/address": address({ scheme: "https", url: "https://gw.test" }), "gitlab/health-check": healthCheck("certificate"), "gitlab/token-route": tokenRoute("no-answer"), "gitlab/completion": completion(500, { fromGitlab: true, text: null }) }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("raw", { exception: "certificate" }) } }).level).toBe("proven");
  });
  it("is proven: the worker was given the root", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/reach": secureReach("open", look()), "gateway/address": address({ scheme: "https", extraRoots: true }), "gitlab/health-check": healthCheck("certificate"), "gitlab/token-route": tokenRoute("no-answer"), "gitlab/completion": completion(500, { fromGitlab: true, text: null }) }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("raw", { exception: "certificate" }) } }).level).toBe("proven");
  });
  it("is proven: the agent service ends TLS on its own, and GitLab does not trust it", () => {
    const refused = agentRow(false, { text: "14:failed to connect to all addresses; last error: UNKNOWN: Tls handshake failed: CERTIFICATE_VERIFY_FAILED: unable to get local issuer certificate" });
    expect(judgeCause(cause, { ...healthy, "agent/reach": agentReach("open", { tls: look({ alpn: "h2", trusted: false, problem: "certificate-untrusted-root" }) }), "gitlab/health-check": healthCheck("reachable", { agentService: [refused] }) }, { model: healthyModel }).level).toBe("proven");
  });
  it("is excluded: only the worker does not trust it", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/reach": secureReach("untrusted", look({ trusted: false, problem: "certificate-untrusted-root" })), "gateway/health": health({ result: failure("tls", "certificate-untrusted-root"), unverified: answer(200, "{}") }), "gateway/address": address({ scheme: "https", url: "https://gw.test" }) }, { model: { ...healthyModel } }).level).toBe("excluded");
  });
  it("is excluded: public roots vouch for what the worker sees", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/reach": secureReach("open", look({ chain: [{ ...leaf, issuer: "CN=R3, O=Let's Encrypt" }] })), "gitlab/health-check": healthCheck("certificate"), "gitlab/token-route": tokenRoute("no-answer"), "gitlab/completion": completion(500, { fromGitlab: true, text: null }) }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("raw", { exception: "certificate" }) } }).level).toBe("excluded");
  });
  it("is excluded: it is out of its dates", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/reach": secureReach("expired", look({ trusted: false, datesValid: false })), "gitlab/health-check": healthCheck("certificate"), "gitlab/token-route": tokenRoute("no-answer"), "gitlab/completion": completion(500, { fromGitlab: true, text: null }) }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("raw", { exception: "certificate" }) } }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
