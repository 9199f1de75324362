import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gitlab/gateway-url-has-extra-path.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy, without, but, strange, elsewhere } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, ...strange, ...but("gateway/address", { path: "/v1", url: "http://aigw.internal:5052/v1" }), ...elsewhere("http://aigw.internal:5052", "without-path") };

describe("DT104 gateway-url-has-extra-path", () => {
  it("is proven where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("proven");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named when nothing answers without the path either", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...strange, ...but("gateway/address", { path: "/v1", url: "http://aigw.internal:5052/v1" }), ...elsewhere("http://aigw.internal:5052", "without-path"), ...elsewhere("http://aigw.internal:5052", "without-path", false) }).level);
  });

  it("is proven beside a wrong scheme: the origin under the other one is the gateway, and with the path it is not", () => {
    const both = { ...healthy, ...strange, ...but("gateway/address", { path: "/v1", url: "http://aigw.internal:5052/v1" }), ...but("gitlab/token-route", { status: 500, outcome: "no-answer", statuses: [500] }), ...elsewhere("https://aigw.internal:5052", "other-scheme-without-path") };
    expect(judgeCause(cause, both).level).toBe("proven");
    expect(judgeCause(cause, { ...both, ...elsewhere("https://aigw.internal:5052/v1", "other-scheme") }).level).toBe("excluded");
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gateway/elsewhere")).level).toBe("open");
  });
});
