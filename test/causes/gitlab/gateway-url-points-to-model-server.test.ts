import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gitlab/gateway-url-points-to-model-server.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy, without, but, strange } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, ...strange, ...but("gateway/identity", { kind: "model-server", product: "vLLM" }) };

describe("DT106 gateway-url-points-to-model-server", () => {
  it("is proven where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("proven");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named when the thing is unknown", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...strange, ...but("gateway/identity", { kind: "unknown" }) }).level);
  });

  it("is not named when the gateway simply refuses and its address is known", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("gitlab/token-route", { status: 503, outcome: "refused", statuses: [503] }) }).level);
  });

  it("is not named when GitLab works with it", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...strange, ...but("gateway/identity", { kind: "model-server" }), ...but("gitlab/token-route", {}) }).level);
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gateway/identity")).level).toBe("open");
  });
});
