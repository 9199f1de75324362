import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/licence/code-completion-unassigned.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { feature, features, healthy, without, but } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, ...but("gitlab/token-route", { status: 503, outcome: "unassigned", baseUrl: null, statuses: [503] }), "gitlab/feature-settings": features(feature("code_completions", { provider: "unassigned", model: null }), feature("duo_chat")) };

describe("DT630 code-completion-unassigned", () => {
  it("is proven where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("proven");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named when it is switched off on purpose", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("gitlab/token-route", { status: 503, outcome: "unassigned", statuses: [503] }), "gitlab/feature-settings": features(feature("code_completions", { provider: "disabled", model: null }), feature("duo_chat")) }).level);
  });

  it("is not named when completion stays on the cloud with an online licence", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, "gitlab/feature-settings": features(feature("code_completions", { provider: "vendored", model: null }), feature("duo_chat")) }).level);
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gitlab/token-route", "gitlab/feature-settings")).level).toBe("open");
  });

  it("explains nothing of a model that gives the gateway no answer: that is a fault of its own beside it", () => {
    expect(cause.explains.checks).not.toContain("gateway-to-model/answers");
  });
});
