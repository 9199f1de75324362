import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/licence/licence-not-cloud.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy, without, but, seatless } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, ...but("gitlab/licence", { type: "legacy_license" }), ...seatless };

describe("DT603 licence-not-cloud", () => {
  it("is proven where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("proven");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named on an offline site where Duo works with it", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("gitlab/licence", { type: "license_file" }) }, { profile: "offline" }).level);
  });

  it("is not named with an offline cloud licence", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("gitlab/licence", { type: "offline_cloud" }), ...seatless }).level);
  });

  it("is not named where the row of a hybrid setup asks an offline cloud licence to be upgraded", () => {
    const row = but("gitlab/health-check", { probes: [{ name: "license_probe", success: false, message: "Contact GitLab customer support to upgrade your license", errors: [] }] });
    expect(judgeCause(cause, { ...healthy, ...row, ...but("gitlab/licence", { type: "offline_cloud" }), ...seatless }).level).toBe("excluded");
    expect(judgeCause(cause, { ...without(healthy, "gitlab/licence"), ...row, ...seatless }).level).toBe("proven");
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gitlab/licence")).level).toBe("open");
  });
});
