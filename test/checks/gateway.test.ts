import { describe, expect, it } from "vitest";
import { checks } from "../../src/checks/registry.generated.ts";
import type { Check } from "../../src/facts/rules.ts";
import { answer, badHealth, clock, connectionCheck, failure, healthCheck, healthy, healthyModel, junk, nowhere, post, reach, tokenRoute } from "../kit/gateway-seen.ts";
import { judgeCheck, type Seen } from "../kit/rules.ts";

const mine = Object.entries(checks).filter(([id]) => /^(?:gitlab-to-gateway|gateway|agent-platform)\//u.test(id)) as [string, Check][];
const verdict = (id: string, over: Seen, model: Seen = {}): string => judgeCheck(id, checks[id] as Check, { ...healthy, ...over }, { model: { ...healthyModel, ...model } });

describe("checks around the gateway", () => {
  it.each(mine)("%s holds, or does not apply, on a healthy stack", (id, check) => {
    expect(["pass", "skip"]).toContain(judgeCheck(id, check, healthy, { model: healthyModel }));
  });

  it.each(mine)("%s says nothing where nothing was seen", (id, check) => {
    expect(judgeCheck(id, check, {})).toBe("skip");
  });

  it("fail on what is broken", () => {
    const dead: Seen = { "gateway/reach": reach("refused", { tcp: [] }), "gateway/health": badHealth(failure("connect", "refused")), "gateway/elsewhere": nowhere, "gitlab/health-check": healthCheck("refused"), "gitlab/token-route": tokenRoute("no-answer"), "gitlab/completion": { absent: { reason: "not-asked", because: "no" } } };
    const wait: Seen = { "gitlab/connection-check": connectionCheck("wait", { exception: "refused" }) };
    expect(verdict("gitlab-to-gateway/worker-reaches", dead, wait)).toBe("fail");
    expect(verdict("gitlab-to-gateway/gitlab-reaches", dead, wait)).toBe("fail");
    expect(verdict("gateway/holds-keys", { "gateway/junk-token": junk("no-keys") })).toBe("fail");
    expect(verdict("gitlab-to-gateway/headers-pass", { "gateway/junk-token": junk("type-missing") })).toBe("fail");
    expect(verdict("gitlab-to-gateway/posts-pass", { "gateway/post-route": post({ encoded: { state: "refused", result: answer(404) } }) }, { "gitlab/connection-check": connectionCheck("gateway-code", { code: 404 }) })).toBe("fail");
    expect(verdict("gateway/clock", { "worker/clock": clock(-60_000), "gitlab/token-route": tokenRoute("refused"), "gitlab/completion": { absent: { reason: "not-asked", because: "no" } } }, { "gitlab/connection-check": connectionCheck("gateway-code", { code: 401 }) })).toBe("fail");
  });

  it("do not fail where only the worker is cut off", () => {
    const alone: Seen = { "gateway/reach": reach("name-not-found", { tcp: [] }), "gateway/health": badHealth(failure("resolve", "name-not-found")) };
    expect(verdict("gitlab-to-gateway/worker-reaches", alone)).toBe("skip");
    expect(verdict("gitlab-to-gateway/health", alone)).toBe("skip");
  });
});
