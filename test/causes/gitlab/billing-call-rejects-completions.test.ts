import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gitlab/billing-call-rejects-completions.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy, without, but } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, ...but("gitlab/version", { version: "19.4.1", major: 19, minor: 4, patch: 1 }), ...but("gitlab/completion", { status: 403, fromGateway: false, said: "16:Forbidden by auth provider" }) };

describe("DT135 billing-call-rejects-completions", () => {
  it("is proven where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("proven");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named with an offline licence, which makes no such call", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("gitlab/version", { version: "19.4.1", major: 19, minor: 4, patch: 1 }), ...but("gitlab/completion", { status: 403, fromGateway: false, said: "16:Forbidden by auth provider" }), ...but("gitlab/licence", { type: "offline_cloud" }) }).level);
  });

  it("is not named when the gateway refuses the right", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("gitlab/version", { version: "19.4.1", major: 19, minor: 4, patch: 1 }), ...but("gitlab/completion", { status: 403, fromGateway: false, said: "16:Forbidden by auth provider" }), ...but("gitlab/completion", { status: 403, said: "Unauthorized to access code completions" }) }).level);
  });

  it("is not named on a later patch", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("gitlab/version", { version: "19.4.1", major: 19, minor: 4, patch: 1 }), ...but("gitlab/completion", { status: 403, fromGateway: false, said: "16:Forbidden by auth provider" }), ...but("gitlab/version", { version: "19.4.2", major: 19, minor: 4, patch: 2 }) }).level);
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gitlab/version")).level).toBe("open");
  });
});
