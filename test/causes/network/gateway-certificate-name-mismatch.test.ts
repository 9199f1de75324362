import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/network/gateway-certificate-name-mismatch.ts";
import { address, agentReach, agentRow, answer, badHealth, completion, connectionCheck, failure, health, healthCheck, healthy, healthyModel, look, secureReach, tokenRoute } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

const gone = { absent: { reason: "not-asked", because: "not asked" } } as const;

describe("DT512 gateway-certificate-name-mismatch", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: the right service shows another name", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/reach": secureReach("name-mismatch", look({ trusted: false, problem: "certificate-name-mismatch", nameMatches: false })), "gateway/health": health({ result: failure("tls", "certificate-name-mismatch"), unverified: answer(200, "{}") }), "gitlab/health-check": healthCheck("certificate"), "gitlab/token-route": tokenRoute("no-answer"), "gitlab/completion": completion(500, { fromGitlab: true, text: null }) }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("raw", { exception: "certificate" }) } }).level).toBe("proven");
  });
  it("is proven: the agent service ends TLS on its own under another name", () => {
    const refused = agentRow(false, { text: "14:failed to connect to all addresses; last error: UNAUTHENTICATED: Hostname Verification Check failed." });
    const other = { "agent/reach": agentReach("open", { tls: look({ alpn: "h2", trusted: false, problem: "certificate-name-mismatch", nameMatches: false }) }) };
    expect(judgeCause(cause, { ...healthy, ...other, "gitlab/health-check": healthCheck("reachable", { agentService: [refused] }) }, { model: healthyModel }).level).toBe("proven");
    expect(judgeCause(cause, { ...healthy, ...other }, { model: healthyModel }).level).toBe("excluded");
  });
  it("is one of several: the address is only the configured one", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/reach": secureReach("name-mismatch", look({ trusted: false, problem: "certificate-name-mismatch", nameMatches: false })), "gateway/health": health({ result: failure("tls", "certificate-name-mismatch"), unverified: answer(200, "{}") }), "gateway/address": address({ source: "configuration" }), "gitlab/health-check": gone, "gitlab/token-route": gone, "gitlab/completion": gone }, { model: { ...healthyModel, "gitlab/connection-check": gone } }).level).toBe("suspect");
  });
  it("is excluded: GitLab gets through", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/reach": secureReach("name-mismatch", look({ trusted: false, problem: "certificate-name-mismatch", nameMatches: false })), "gateway/health": health({ result: failure("tls", "certificate-name-mismatch"), unverified: answer(200, "{}") }) }, { model: { ...healthyModel } }).level).toBe("excluded");
  });
  it("is excluded: the service is another one", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/reach": secureReach("name-mismatch", look({ trusted: false, problem: "certificate-name-mismatch", nameMatches: false })), "gateway/health": badHealth(answer(404), { unverified: answer(200, "{}") }), "gitlab/health-check": healthCheck("certificate"), "gitlab/token-route": tokenRoute("no-answer"), "gitlab/completion": completion(500, { fromGitlab: true, text: null }) }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("raw", { exception: "certificate" }) } }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
