import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/network/path-prefix-not-stripped.ts";
import { address, answer, badHealth, elsewhere, healthy, healthyModel, identity } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

const gone = { absent: { reason: "not-asked", because: "not asked" } } as const;

describe("DT526 path-prefix-not-stripped", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: the gateway gets the path", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/address": address({ url: "http://gw.test/ai", path: "/ai" }), "gateway/health": badHealth(answer(401, "{}"), { form: "json" }), "gateway/identity": identity("gateway"), "gateway/elsewhere": elsewhere({ change: "without-path", good: false, gateway: false }), "gitlab/health-check": gone, "gitlab/token-route": gone, "gitlab/completion": gone }, { model: { ...healthyModel, "gitlab/connection-check": gone } }).level).toBe("proven");
  });
  it("is excluded: without the path all is well: the address is wrong", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/address": address({ url: "http://gw.test/ai", path: "/ai" }), "gateway/health": badHealth(answer(401, "{}"), { form: "json" }), "gateway/identity": identity("gateway"), "gateway/elsewhere": elsewhere({ change: "without-path", good: true }), "gitlab/health-check": gone, "gitlab/token-route": gone, "gitlab/completion": gone }, { model: { ...healthyModel, "gitlab/connection-check": gone } }).level).toBe("excluded");
  });
  it("is one of several: the configuration alone says so", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/address": address({ url: "http://gw.test/ai", path: "/ai", source: "configuration" }), "gateway/health": badHealth(answer(401, "{}"), { form: "json" }), "gateway/identity": identity("gateway"), "gateway/elsewhere": elsewhere({ change: "without-path", good: false, gateway: false }), "gitlab/health-check": gone, "gitlab/token-route": gone, "gitlab/completion": gone }, { model: { ...healthyModel, "gitlab/connection-check": gone } }).level).toBe("suspect");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
