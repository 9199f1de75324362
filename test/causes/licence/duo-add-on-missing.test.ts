import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/licence/duo-add-on-missing.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy, without, but } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, "gitlab/add-ons": { addOns: [] }, "gitlab/seat": { absent: { reason: "not-applicable", because: "no add-on" } }, ...but("gitlab/token-route", { status: 401, outcome: "not-entitled", statuses: [401] }), "gitlab/completion": { absent: { reason: "not-asked", because: "not entitled" } } };

describe("DT610 duo-add-on-missing", () => {
  it("is proven where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("proven");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named when code suggestions work without it", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, "gitlab/add-ons": { addOns: [] } }).level);
  });

  it("is not named when an earlier run saw the add-on", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, "gitlab/add-ons": { addOns: [] }, "gitlab/seat": { absent: { reason: "not-applicable", because: "no add-on" } }, ...but("gitlab/token-route", { status: 401, outcome: "not-entitled", statuses: [401] }), "gitlab/completion": { absent: { reason: "not-asked", because: "not entitled" } }, "gitlab/earlier": { lastRunAt: "2026-11-01T00:00:00Z", at: "2026-11-01T00:00:00Z", version: null, aiGatewayUrl: null, kids: null, addOns: ["DUO_ENTERPRISE"], modelAddresses: {} } }).level);
  });

  it("is not named when the licence has expired", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, "gitlab/add-ons": { addOns: [] }, "gitlab/seat": { absent: { reason: "not-applicable", because: "no add-on" } }, ...but("gitlab/token-route", { status: 401, outcome: "not-entitled", statuses: [401] }), "gitlab/completion": { absent: { reason: "not-asked", because: "not entitled" } }, ...but("gitlab/licence", { expired: true, expiresAt: "2026-11-01" }) }).level);
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gitlab/add-ons")).level).toBe("open");
  });
});
