import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gateway/customer-portal-unreachable.ts";
import { healthCheck, healthy, healthyModel, junk, tokenRoute } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT253 customer-portal-unreachable", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is likely: the first token waits and the tokens of GitLab are accepted", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/junk-token": junk("keys", { first: { ...junk().first, ms: 10_050 } }) }, { model: { ...healthyModel } }).level).toBe("likely");
  });
  it("is likely: the rows of GitLab's health check waited some ten seconds, and its next calls passed", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/health-check": healthCheck("silent", { ms: 10_100 }) }, { model: { ...healthyModel } }).level).toBe("likely");
  });
  it("is excluded: GitLab waited for the gateway, and still does", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/health-check": healthCheck("silent", { ms: 10_100 }), "gitlab/token-route": tokenRoute("granted", { ms: 4_000 }) }, { model: { ...healthyModel } }).level).toBe("excluded");
  });
  it("is excluded: every request is slow", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/junk-token": junk("keys", { first: { ...junk().first, ms: 10_050 }, second: { ...junk().first, ms: 9_900 } }) }, { model: { ...healthyModel } }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
