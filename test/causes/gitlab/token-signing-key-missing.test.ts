import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gitlab/token-signing-key-missing.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy, without, but, cutOff } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, ...but("gitlab/token-route", { status: 503, outcome: "refused", message: "Token creation failed", statuses: [503] }), "gitlab/discovery": { ...healthy["gitlab/discovery"], keys: { ...healthy["gitlab/discovery"].keys, kids: [] } } };

describe("DT120 token-signing-key-missing", () => {
  it("is likely where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("likely");
  });

  it("is suspect when GitLab fails before it asks the gateway: the key may be there and unreadable", () => {
    expect(judgeCause(cause, { ...healthy, ...cutOff, "gitlab/discovery": { ...healthy["gitlab/discovery"], keys: { ...healthy["gitlab/discovery"].keys, kids: [] } } }).level).toBe("suspect");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named when GitLab publishes a key and the network is cut", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...cutOff, ...but("gitlab/health-check", { gatewayHost: { state: "refused", text: "refused" } }) }).level);
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gitlab/discovery", "gitlab/health-check")).level).toBe("open");
  });
});
