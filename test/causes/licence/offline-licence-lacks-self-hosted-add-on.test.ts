import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/licence/offline-licence-lacks-self-hosted-add-on.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { but, feature, features, healthy, without } from "../healthy-gitlab.ts";

const offline: Seen = { ...healthy, ...but("gitlab/licence", { type: "offline_cloud" }), ...but("gitlab/version", { version: "18.10.3", minor: 10 }), ...but("gitlab/agent-token-route", { status: 404 }) };
const shown: Seen = { ...offline, "gitlab/feature-settings": features(feature("duo_chat"), feature("duo_agent_platform")) };

describe("DT605 offline-licence-lacks-self-hosted-add-on", () => {
  it("is likely where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("likely");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named when the add-on is there", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...shown, "gitlab/add-ons": { addOns: [{ id: "9", name: "SELF_HOSTED_DAP", purchased: 1, assigned: 0, endsAt: null }] } }).level);
  });

  it("is not named when no agent platform is set up", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...offline, ...but("gitlab/duo-settings", { duoAgentPlatformServiceUrl: null }) }).level);
  });

  it("is likely where an address stands and GitLab lists no agent feature", () => {
    expect(judgeCause(cause, offline).level).toBe("likely");
  });

  it("is not named where agents are assigned to GitLab's models, before 18.8, or where a token for agents was granted", () => {
    expect(judgeCause(cause, { ...shown, "gitlab/feature-settings": features(feature("duo_agent_platform", { provider: "vendored", model: null })) }).level).toBe("excluded");
    expect(judgeCause(cause, { ...shown, ...but("gitlab/version", { minor: 7 }) }).level).toBe("excluded");
    expect(judgeCause(cause, { ...shown, ...but("gitlab/agent-token-route", { status: 201 }) }).level).toBe("excluded");
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gitlab/add-ons")).level).toBe("open");
  });
});
