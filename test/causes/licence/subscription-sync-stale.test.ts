import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/licence/subscription-sync-stale.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy, without, but } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, ...but("gitlab/health-check", { probes: [{ name: "access_probe", success: false, message: "Access data is stale", errors: [] }] }) };

describe("DT604 subscription-sync-stale", () => {
  it("is proven where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("proven");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named when the data is fresh and the token is not", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("gitlab/health-check", { probes: [{ name: "access_probe", success: false, message: "Access token has expired", errors: [] }] }) }).level);
  });

  it("is proven where an online licence has not been synchronised for weeks, and likely after ten days", () => {
    const last = (lastSync: string) => judgeCause(cause, { ...healthy, ...but("gitlab/licence", { type: "online_cloud", lastSync }) }).level;
    expect([last("2026-10-12T03:00:00Z"), last("2026-11-12T10:00:00Z")]).toEqual(["proven", "likely"]);
  });

  it("is not named with an offline licence, which never synchronises", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("gitlab/licence", { type: "offline_cloud", lastSync: "2026-01-01T00:00:00Z" }) }).level);
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gitlab/health-check")).level).toBe("open");
  });
});
