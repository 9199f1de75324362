import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gitlab/gitlab-secrets-undecryptable.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy, without, but, cutOff } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, ...cutOff };

describe("DT153 gitlab-secrets-undecryptable", () => {
  it("is suspect where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("suspect");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named when the health check says that the gateway is out of reach", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...cutOff, ...but("gitlab/health-check", { gatewayHost: { state: "refused", text: "refused" } }) }).level);
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gitlab/token-route")).level).toBe("open");
  });
});
