import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gitlab/direct-connections-disabled.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy, without, but } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, ...but("gitlab/token-route", { status: 403, outcome: "disabled", statuses: [403] }), ...but("gitlab/application-settings", { directConnectionsDisabled: true }) };

describe("DT143 direct-connections-disabled", () => {
  it("is proven where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("proven");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named when the completion model is the reason for the 403", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("gitlab/token-route", { status: 403, outcome: "disabled", statuses: [403] }) }).level);
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gitlab/application-settings")).level).toBe("open");
  });
});
