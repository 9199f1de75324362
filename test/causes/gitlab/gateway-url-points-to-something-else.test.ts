import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gitlab/gateway-url-points-to-something-else.ts";
import { badHealth, failure } from "../../kit/gateway-seen.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { answer, healthy, without, but, strange, elsewhere, nowhereElse } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, ...strange, ...but("gateway/identity", { kind: "unknown" }), ...elsewhere("http://other.internal:5052", "other-address") };

describe("DT108 gateway-url-points-to-something-else", () => {
  it("is likely where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("likely");
  });

  it("is suspect without a better address", () => {
    expect(judgeCause(cause, { ...healthy, ...strange, ...but("gateway/identity", { kind: "unknown" }), ...elsewhere("http://other.internal:5052", "other-address"), ...nowhereElse }).level).toBe("suspect");
  });

  it("is suspect where what answers speaks no HTTP", () => {
    const health = badHealth(failure("headers", "not-http"));
    expect(judgeCause(cause, { ...healthy, ...strange, "gateway/health": health, ...without({ "gitlab/token-route": healthy["gitlab/token-route"] }, "gitlab/token-route") }).level).toBe("suspect");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named when another port of the same host answers", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...strange, ...but("gateway/identity", { kind: "unknown" }), ...elsewhere("http://other.internal:5052", "other-address"), ...elsewhere("http://aigw.internal:5053", "other-port") }).level);
  });

  it("is not named before a login page", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...strange, ...but("gateway/identity", { kind: "unknown" }), ...elsewhere("http://other.internal:5052", "other-address"), ...but("gateway/health", { good: false, marks: false, result: answer(200), form: "html", login: true }) }).level);
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gateway/identity")).level).toBe("open");
  });
});
