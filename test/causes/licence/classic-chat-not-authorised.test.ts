import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/licence/classic-chat-not-authorised.ts";
import seatMissing from "../../../src/causes/licence/seat-missing.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy, without, but } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, ...but("gitlab/chat", { code: "M3006" }), ...but("gitlab/seat", { assigned: [] }) };

describe("DT638 classic-chat-not-authorised", () => {
  it("is likely where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("likely");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named with a Duo Enterprise seat", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("gitlab/chat", { code: "M3006" }) }).level);
  });

  it("is likely where somebody without a seat reports M3006 and everybody has Duo Core; the seat is then no cause of its own", () => {
    const core: Seen = {
      ...healthy,
      ...but("gitlab/version", { version: "19.3.1-ee", major: 19, minor: 3 }),
      ...but("gitlab/seat", { assigned: [], configured: true }),
      ...but("gitlab/duo-settings", { duoCoreFeaturesEnabled: true }),
      "gitlab/add-ons": { addOns: [{ id: "5", name: "DUO_ENTERPRISE", purchased: 10, assigned: 3, endsAt: null }, { id: "6", name: "DUO_CORE", purchased: 10, assigned: 0, endsAt: null }] },
    };
    expect(judgeCause(cause, core, { reported: ["M3006"] }).level).toBe("likely");
    expect(seatMissing.consequenceOf).toContain("DT638");
    expect(judgeCause(cause, { ...core, ...but("gitlab/duo-settings", { duoCoreFeaturesEnabled: false }) }, { reported: ["M3006"] }).level).toBe("excluded");
    expect(judgeCause(cause, core).level).toBe("excluded");
    expect(judgeCause(cause, { ...core, ...but("gitlab/user-access", { codeSuggestionsAvailable: false }) }, { reported: ["M3006"] }).level).toBe("excluded");
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gitlab/chat")).level).toBe("open");
  });
});
