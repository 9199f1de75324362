import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/licence/no-self-hosted-model-configured.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy, without, but } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, "gitlab/models": { models: [] } };

describe("DT636 no-self-hosted-model-configured", () => {
  it("is proven where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("proven");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named when no gateway is set either", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, "gitlab/models": { models: [] }, ...but("gitlab/duo-settings", { aiGatewayUrl: null }) }).level);
  });

  it("is not named when the empty list may be a refusal", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, "gitlab/models": { models: [] }, "gitlab/application-settings": { absent: { reason: "not-permitted", rung: "admin" } } }).level);
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gitlab/application-settings")).level).toBe("open");
  });
});
