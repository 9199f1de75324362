import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/licence/licence-missing-or-too-low.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy, without, but, seatless } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, "gitlab/licence": { present: false, plan: null, expired: null, expiresAt: null, startsAt: null, type: null, lastSync: null, trial: null } };

describe("DT602 licence-missing-or-too-low", () => {
  it("is proven where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("proven");
  });

  it("is proven on the Community Edition", () => {
    expect(judgeCause(cause, { ...healthy, ...but("gitlab/version", { enterprise: false }) }).level).toBe("proven");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named when the licence is there and expired", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("gitlab/licence", { expired: true, expiresAt: "2026-11-01" }), ...but("gitlab/token-route", { status: 401, outcome: "not-entitled", statuses: [401] }) }).level);
  });

  it("is not named when only the user lacks a seat", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...seatless, ...but("gitlab/health-check", { probes: [{ name: "code_suggestions_license_probe", success: false, message: "License includes access to Code Suggestions, but you lack the necessary permissions to use this feature.", errors: [] }] }) }).level);
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gitlab/licence", "gitlab/version", "gitlab/health-check")).level).toBe("open");
  });
});
