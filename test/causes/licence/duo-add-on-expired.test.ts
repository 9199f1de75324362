import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/licence/duo-add-on-expired.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy, without, but, addOns } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, "gitlab/add-ons": { addOns: [] }, "gitlab/seat": { absent: { reason: "not-applicable", because: "no add-on" } }, ...but("gitlab/token-route", { status: 401, outcome: "not-entitled", statuses: [401] }), "gitlab/completion": { absent: { reason: "not-asked", because: "not entitled" } }, ...addOns({ endsAt: "2026-11-01" }) };

describe("DT611 duo-add-on-expired", () => {
  it("is proven where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("proven");
  });

  it("is likely when an earlier run saw it", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/add-ons": { addOns: [] }, "gitlab/seat": { absent: { reason: "not-applicable", because: "no add-on" } }, ...but("gitlab/token-route", { status: 401, outcome: "not-entitled", statuses: [401] }), "gitlab/completion": { absent: { reason: "not-asked", because: "not entitled" } }, "gitlab/earlier": { lastRunAt: "2026-11-01T00:00:00Z", at: "2026-11-01T00:00:00Z", version: null, aiGatewayUrl: null, kids: null, addOns: ["DUO_ENTERPRISE"], modelAddresses: {} } }).level).toBe("likely");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named when no add-on was ever seen", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, "gitlab/add-ons": { addOns: [] }, "gitlab/seat": { absent: { reason: "not-applicable", because: "no add-on" } }, ...but("gitlab/token-route", { status: 401, outcome: "not-entitled", statuses: [401] }), "gitlab/completion": { absent: { reason: "not-asked", because: "not entitled" } } }).level);
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gitlab/add-ons")).level).toBe("open");
  });
});
