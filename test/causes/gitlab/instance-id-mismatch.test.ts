import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gitlab/instance-id-mismatch.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy, without, but } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, ...but("gitlab/completion", { status: 401, said: "Header mismatch 'X-Gitlab-Instance-Id'" }) };

describe("DT123 instance-id-mismatch", () => {
  it("is likely where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("likely");
  });

  it("is proven when the agent service sees the same", () => {
    expect(judgeCause(cause, { ...healthy, ...but("gitlab/completion", { status: 401, said: "Header mismatch 'X-Gitlab-Instance-Id'" }), ...but("gitlab/agent-token-route", { status: 400, said: "16:Header mismatch 'X-Gitlab-Instance-Id'" }) }).level).toBe("proven");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named when the signature was refused", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("gitlab/completion", { status: 401, said: "Forbidden by auth provider" }) }).level);
  });

  it("is not named when headers do not pass at all", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("gitlab/completion", { status: 401, said: "Header mismatch 'X-Gitlab-Instance-Id'" }), ...but("gateway/junk-token", { state: "type-missing" }) }).level);
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gateway/junk-token")).level).toBe("open");
  });
});
