import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gitlab/gitlab-certificate-problem.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy, without, but } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, ...but("gitlab/reach", { state: "expired" }) };

describe("DT154 gitlab-certificate-problem", () => {
  it("is proven where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("proven");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named when the worker does not know the issuer", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("gitlab/reach", { state: "untrusted" }) }).level);
  });

  it("is not named when the worker's clock is off by days", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("gitlab/reach", { state: "expired" }), "worker/clock": { gitlab: null, gateway: { offsetMs: -900_000_000, uncertaintyMs: 600, server: "uvicorn", ownClock: true } } }).level);
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gitlab/reach")).level).toBe("open");
  });
});
