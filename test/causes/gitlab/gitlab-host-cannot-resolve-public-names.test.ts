import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gitlab/gitlab-host-cannot-resolve-public-names.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy, without, but, cutOff } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, ...but("gitlab/health-check", { state: "timeout", ms: 60_000, probes: [], gatewayHost: null }) };

describe("DT112 gitlab-host-cannot-resolve-public-names", () => {
  it("is likely where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("likely");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named when the gateway does not answer GitLab either", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...cutOff, ...but("gitlab/health-check", { state: "timeout", ms: 60_000, probes: [], gatewayHost: null }) }).level);
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gitlab/token-route")).level).toBe("open");
  });
});
