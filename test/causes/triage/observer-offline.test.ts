import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/triage/observer-offline.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy, without, but } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, ...but("worker/sentinel", { reachable: false }), ...but("gitlab/reach", { state: "connect-timeout" }), ...but("gateway/reach", { state: "connect-timeout" }) };

describe("DT901 observer-offline", () => {
  it("is proven where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("proven");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named when the gateway answers the worker", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("worker/sentinel", { reachable: false }), ...but("gitlab/reach", { state: "connect-timeout" }), ...but("gateway/reach", { state: "connect-timeout" }), ...but("gateway/reach", { state: "open" }) }).level);
  });

  it("is not named when GitLab refuses, which is an answer", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("worker/sentinel", { reachable: false }), ...but("gitlab/reach", { state: "connect-timeout" }), ...but("gateway/reach", { state: "connect-timeout" }), ...but("gitlab/reach", { state: "refused" }) }).level);
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "worker/sentinel")).level).toBe("open");
  });
});
