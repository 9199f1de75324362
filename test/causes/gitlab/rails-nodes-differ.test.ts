import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gitlab/rails-nodes-differ.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { connection, healthy, without, but, cutOff } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, ...but("gitlab/token-route", { status: 500, outcome: "no-answer", statuses: [500, 201, 500, 201] }) };

describe("DT131 rails-nodes-differ", () => {
  it("is likely where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("likely");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named when no call of GitLab gets through", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...cutOff }).level);
  });

  it("is not named when the gateway's replicas differ", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("gitlab/token-route", { statuses: [201, 503] }) }).level);
  });

  it("is likely where equal calls of one run got a token, and failed at once", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/token-again": { statuses: [201, 500], granted: 1, cutOff: 1 } }).level).toBe("likely");
    expect(judgeCause(cause, { ...healthy, "gitlab/token-again": { statuses: [201, 201, 201], granted: 3, cutOff: 0 } }).level).toBe("excluded");
  });

  it("is one of several where GitLab's health check is turned away, and one of two connection checks is answered", () => {
    const refused = but("gitlab/health-check", { gatewayHost: { state: "refused", text: "Connection refused" } });
    const checks = (keyless: "model-code" | "wait") => ({ model: { "gitlab/connection-check": { ...connection({ outcome: "wait", withKey: true }), withoutKey: connection({ outcome: keyless, code: 401 }).best } } });
    const seen = { ...healthy, ...refused, ...but("gitlab/token-route", { status: 401, outcome: "not-entitled", statuses: [401] }), "gitlab/completion": { absent: { reason: "not-asked", because: "no code suggestions" } } } as Seen;
    expect([judgeCause(cause, seen, checks("model-code")).level, judgeCause(cause, seen, checks("wait")).level]).toEqual(["suspect", "excluded"]);
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(without(shown, "gitlab/token-route"), "gitlab/token-again")).level).toBe("open");
  });
});
