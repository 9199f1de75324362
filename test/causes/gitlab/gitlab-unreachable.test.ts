import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gitlab/gitlab-unreachable.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy, without, but } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, ...but("gitlab/reach", { state: "refused" }) };

describe("DT150 gitlab-unreachable", () => {
  it("is likely where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("likely");
  });

  it("is suspect when connections time out, which may be this worker's way", () => {
    expect(judgeCause(cause, { ...healthy, ...but("gitlab/reach", { state: "connect-timeout" }) }).level).toBe("suspect");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named when the worker itself is offline", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("gitlab/reach", { state: "connect-timeout" }), ...but("worker/sentinel", { reachable: false }) }).level);
  });

  it("is not named when only the certificate is bad", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("gitlab/reach", { state: "expired" }) }).level);
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gitlab/reach")).level).toBe("open");
  });
});
