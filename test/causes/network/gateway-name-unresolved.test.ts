import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/network/gateway-name-unresolved.ts";
import { badHealth, failure, healthCheck, healthy, healthyModel, identity, nowhere, reach, tokenRoute } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

const gone = { absent: { reason: "not-asked", because: "not asked" } } as const;

describe("DT501 gateway-name-unresolved", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: GitLab says that it cannot resolve the name", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/reach": reach("name-not-found", { tcp: [] }), "gateway/health": badHealth(failure("resolve", "name-not-found")), "gateway/elsewhere": nowhere, "gateway/identity": identity("nothing"), "gitlab/health-check": healthCheck("name-not-found"), "gitlab/token-route": tokenRoute("no-answer"), "gitlab/completion": gone }, { model: { ...healthyModel, "gitlab/connection-check": gone } }).level).toBe("proven");
  });
  it("is proven: worker and GitLab fail alike", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/reach": reach("name-not-found", { tcp: [] }), "gateway/health": badHealth(failure("resolve", "name-not-found")), "gateway/elsewhere": nowhere, "gateway/identity": identity("nothing"), "gitlab/health-check": gone, "gitlab/token-route": tokenRoute("no-answer"), "gitlab/completion": gone }, { model: { ...healthyModel, "gitlab/connection-check": gone } }).level).toBe("proven");
  });
  it("is excluded: only the worker does not know the name", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/reach": reach("name-not-found", { tcp: [] }), "gateway/health": badHealth(failure("resolve", "name-not-found")), "gateway/elsewhere": nowhere, "gateway/identity": identity("nothing") }, { model: { ...healthyModel } }).level).toBe("excluded");
  });
  it("is one of several: nobody else has looked", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/reach": reach("name-not-found", { tcp: [] }), "gateway/health": badHealth(failure("resolve", "name-not-found")), "gateway/elsewhere": nowhere, "gateway/identity": identity("nothing"), "gitlab/health-check": gone, "gitlab/token-route": gone, "gitlab/completion": gone }, { model: { ...healthyModel, "gitlab/connection-check": gone } }).level).toBe("suspect");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
