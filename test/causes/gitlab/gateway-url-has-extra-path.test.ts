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

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gateway/elsewhere")).level).toBe("open");
  });
});
