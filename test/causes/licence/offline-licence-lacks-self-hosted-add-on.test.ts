import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/licence/offline-licence-lacks-self-hosted-add-on.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy, without, but } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, ...but("gitlab/licence", { type: "offline_cloud" }) };

describe("DT605 offline-licence-lacks-self-hosted-add-on", () => {
  it("is likely where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("likely");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named when the add-on is there", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("gitlab/licence", { type: "offline_cloud" }), "gitlab/add-ons": { addOns: [{ id: "9", name: "DUO_AGENT_PLATFORM_SELF_HOSTED", purchased: 1, assigned: 0, endsAt: null }] } }).level);
  });

  it("is not named when no agent platform is set up", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("gitlab/licence", { type: "offline_cloud" }), ...but("gitlab/duo-settings", { duoAgentPlatformServiceUrl: null }) }).level);
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gitlab/add-ons")).level).toBe("open");
  });
});
