import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gateway/gateway-virtual-host-not-loaded.ts";
import { answer, badHealth, completion, connectionCheck, failure, healthCheck, healthy, healthyModel, identity, look, secureReach, tokenRoute } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT215 gateway-virtual-host-not-loaded", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: the name leads to GitLab's own web server", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/reach": secureReach("name-mismatch", look({ trusted: false, problem: "certificate-name-mismatch", nameMatches: false, chain: [{ subject: "gitlab.test", issuer: "CA", notBefore: "2026-01-01T00:00:00.000Z", notAfter: "2027-01-01T00:00:00.000Z", names: ["gitlab.test"], fingerprint256: "AA", selfSigned: false }] })), "gateway/health": badHealth(failure("tls", "certificate-name-mismatch"), { unverified: answer(404, "<h1>404</h1>"), form: "html" }), "gateway/identity": identity("gitlab"), "gitlab/health-check": healthCheck("certificate"), "gitlab/token-route": tokenRoute("no-answer"), "gitlab/completion": completion(500, { fromGitlab: true, text: null }) }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("raw", { exception: "certificate" }) } }).level).toBe("proven");
  });
  it("is excluded: the right service shows the wrong name", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/reach": secureReach("name-mismatch", look({ trusted: false, nameMatches: false })), "gitlab/health-check": healthCheck("certificate"), "gitlab/token-route": tokenRoute("no-answer"), "gitlab/completion": completion(500, { fromGitlab: true, text: null }) }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("raw", { exception: "certificate" }) } }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
