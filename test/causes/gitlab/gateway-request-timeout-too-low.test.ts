import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gitlab/gateway-request-timeout-too-low.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy, without, but } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, ...but("gitlab/chat", { code: "A1000", ms: 60_900 }) };

describe("DT111 gateway-request-timeout-too-low", () => {
  it("is likely where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("likely");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named when the end came after thirty seconds: the gateway's limit", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("gitlab/chat", { code: "A1000", ms: 30_500 }) }).level);
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gitlab/chat")).level).toBe("open");
  });
});
