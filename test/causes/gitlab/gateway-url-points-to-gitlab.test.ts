import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gitlab/gateway-url-points-to-gitlab.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy, without, but, strange } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, ...strange, ...but("gateway/identity", { kind: "gitlab", thisGitlab: true }), ...but("gateway/address", { host: "gitlab.example.com" }) };

describe("DT107 gateway-url-points-to-gitlab", () => {
  it("is proven where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("proven");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named when the host name is the gateway's own: a virtual host is missing", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...strange, ...but("gateway/identity", { kind: "gitlab", thisGitlab: true }), ...but("gateway/address", { host: "gitlab.example.com" }), ...but("gateway/address", {}) }).level);
  });

  it("is not named when a path leads to the gateway: it is not routed", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...strange, ...but("gateway/identity", { kind: "gitlab", thisGitlab: true }), ...but("gateway/address", { host: "gitlab.example.com" }), ...but("gateway/address", { host: "gitlab.example.com", path: "/ai" }) }).level);
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gateway/identity")).level).toBe("open");
  });
});
