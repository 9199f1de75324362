import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/network/tls-inspected.ts";
import { address, answer, completion, connectionCheck, failure, health, healthCheck, healthy, healthyModel, look, secureReach, tokenRoute } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

const leaf = { subject: "gw.test", issuer: "", notBefore: "2026-01-01T00:00:00.000Z", notAfter: "2027-01-01T00:00:00.000Z", names: ["gw.test"], fingerprint256: "AA", selfSigned: false };

describe("DT513 tls-inspected", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is likely: an inspecting product signs", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/reach": secureReach("untrusted", look({ trusted: false, problem: "certificate-untrusted-root", chain: [{ ...leaf, issuer: "CN=Zscaler Intermediate Root CA" }] })), "gateway/health": health({ result: failure("tls", "certificate-untrusted-root"), unverified: answer(200, "{}") }), "gateway/address": address({ scheme: "https", url: "https://gw.test" }), "gitlab/health-check": healthCheck("certificate"), "gitlab/token-route": tokenRoute("no-answer"), "gitlab/completion": completion(500, { fromGitlab: true, text: null }) }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("raw", { exception: "certificate" }) } }).level).toBe("likely");
  });
  it("is likely: GitLab must be shown something else than the worker", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/reach": secureReach("open", look({ chain: [{ ...leaf, issuer: "CN=R3, O=Let's Encrypt" }] })), "gitlab/health-check": healthCheck("certificate"), "gitlab/token-route": tokenRoute("no-answer"), "gitlab/completion": completion(500, { fromGitlab: true, text: null }) }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("raw", { exception: "certificate" }) } }).level).toBe("likely");
  });
  it("is excluded: the worker was given a private root", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/reach": secureReach("open", look()), "gitlab/health-check": healthCheck("certificate"), "gitlab/token-route": tokenRoute("no-answer"), "gitlab/completion": completion(500, { fromGitlab: true, text: null }) }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("raw", { exception: "certificate" }) } }).level).toBe("excluded");
  });
  it("is excluded: a private authority signs", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/reach": secureReach("untrusted", look({ trusted: false, problem: "certificate-untrusted-root" })), "gateway/health": health({ result: failure("tls", "certificate-untrusted-root"), unverified: answer(200, "{}") }), "gateway/address": address({ scheme: "https", url: "https://gw.test" }), "gitlab/health-check": healthCheck("certificate"), "gitlab/token-route": tokenRoute("no-answer"), "gitlab/completion": completion(500, { fromGitlab: true, text: null }) }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("raw", { exception: "certificate" }) } }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
