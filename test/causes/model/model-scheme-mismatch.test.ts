import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/model/model-scheme-mismatch.ts";
import { answered, check, code, contrast, dead, fromOutside, gone, healthyModel, healthyStack, httpsEndpoint, outcome, reach } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT313 model-scheme-mismatch", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: the same check with the other scheme gets through", () => {
    expect(judgeCause(cause, {}, { model: { ...fromOutside, "gitlab/connection-check": check(dead()), "gitlab/connection-contrast": contrast("scheme-http", code(401), true), "model/endpoint": httpsEndpoint() } }).level).toBe("proven");
  });
  it("is proven: the port answers the other scheme", () => {
    expect(judgeCause(cause, {}, { model: { ...healthyModel, "gitlab/connection-check": check(dead()), "gateway/model-check": gone, "gateway/chat": gone, "model/reach": reach("not-tls"), "model/list": gone, "model/chat": gone, "model/shapes": gone, "model/stream": gone, "model/server": gone, "model/metrics": gone, "model/endpoint": httpsEndpoint(), "model/other-scheme": { tls: null, http: answered(200), works: true } } }).level).toBe("proven");
  });
  it("is excluded: the other scheme led no further", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...fromOutside, "gitlab/connection-check": check(dead()), "gitlab/connection-contrast": contrast("scheme-https", dead(), false), "model/other-scheme": { tls: null, http: null, works: false } } }).level).toBe("excluded");
  });
  it("is excluded: the other scheme was waited for longer than a good answer takes, and is a suspect where it was cut short", () => {
    const cut = (ms: number) => ({ model: { ...fromOutside, "gitlab/connection-check": check(dead()), "gitlab/connection-contrast": contrast("scheme-https", outcome({ outcome: "unanswered", ms }), false), "model/other-scheme": { tls: null, http: null, works: false } } });
    expect(judgeCause(cause, healthyStack, cut(26_100)).level).toBe("excluded");
    expect(judgeCause(cause, healthyStack, cut(4000)).level).toBe("suspect");
  });
  it("is excluded on a healthy model", () => {
    expect(judgeCause(cause, healthyStack, { model: healthyModel }).level).toBe("excluded");
  });
});
