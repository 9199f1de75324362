import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/triage/certificate-unknown-to-worker-only.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy, without, but, cutOff } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, ...but("gateway/reach", { state: "untrusted" }) };

describe("DT910 certificate-unknown-to-worker-only", () => {
  it("is proven where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("proven");
  });

  it("is likely for GitLab itself", () => {
    expect(judgeCause(cause, { ...healthy, ...but("gitlab/reach", { state: "untrusted" }) }).level).toBe("likely");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named when GitLab does not get through either", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...cutOff, ...but("gateway/reach", { state: "untrusted" }), ...but("gitlab/health-check", { gatewayHost: { state: "certificate", text: "certificate verify failed" } }) }).level);
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gateway/reach")).level).toBe("open");
  });
});
