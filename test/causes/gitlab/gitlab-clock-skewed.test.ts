import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gitlab/gitlab-clock-skewed.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy, without, but } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, "worker/clock": { ...healthy["worker/clock"], gitlab: { offsetMs: 90_000, uncertaintyMs: 600, server: "nginx", ownClock: true } }, ...but("gitlab/token-route", { status: 503, outcome: "refused", message: "Token creation failed", statuses: [503] }), ...but("gitlab/completion", { status: 401, said: "Forbidden by auth provider" }) };

describe("DT122 gitlab-clock-skewed", () => {
  it("is proven where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("proven");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named when the gateway grants a token all the same", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, "worker/clock": { ...healthy["worker/clock"], gitlab: { offsetMs: 90_000, uncertaintyMs: 600, server: "nginx", ownClock: true } } }).level);
  });

  it("is not named when the worker is the one that is off", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("gitlab/token-route", { status: 503, outcome: "refused", message: "Token creation failed", statuses: [503] }), ...but("gitlab/completion", { status: 401, said: "Forbidden by auth provider" }), "worker/clock": { gitlab: { offsetMs: 90_000, uncertaintyMs: 600, server: null, ownClock: true }, gateway: { offsetMs: 90_200, uncertaintyMs: 600, server: null, ownClock: true } } }).level);
  });

  it("is not named when GitLab is ten minutes behind, which tokens survive", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("gitlab/token-route", { status: 503, outcome: "refused", message: "Token creation failed", statuses: [503] }), ...but("gitlab/completion", { status: 401, said: "Forbidden by auth provider" }), "worker/clock": { ...healthy["worker/clock"], gitlab: { offsetMs: -600_000, uncertaintyMs: 600, server: null, ownClock: true } } }).level);
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "worker/clock")).level).toBe("open");
  });
});
