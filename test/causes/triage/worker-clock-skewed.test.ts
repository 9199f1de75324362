import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/triage/worker-clock-skewed.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy, without } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, "worker/clock": { gitlab: { offsetMs: 90_000, uncertaintyMs: 600, server: null, ownClock: true }, gateway: { offsetMs: 90_300, uncertaintyMs: 600, server: null, ownClock: true } } };

describe("DT911 worker-clock-skewed", () => {
  it("is proven where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("proven");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named when only GitLab differs", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, "worker/clock": { ...healthy["worker/clock"], gitlab: { offsetMs: 90_000, uncertaintyMs: 600, server: "nginx", ownClock: true } } }).level);
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "worker/clock")).level).toBe("open");
  });
});
