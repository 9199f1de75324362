import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/network/split-dns.ts";
import { healthCheck, healthy, healthyModel, reach, tokenRoute } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

const gone = { absent: { reason: "not-asked", because: "not asked" } } as const;
const names = { kind: "answer" as const, system: ["10.0.0.5"], a: ["10.0.0.5"], aaaa: [], timings: { total: 1 } };

describe("DT528 split-dns", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is likely: the worker's own two lookups differ", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/reach": reach("open", { dns: { ...names, system: ["10.9.9.9"] } }), "gitlab/health-check": healthCheck("refused"), "gitlab/token-route": tokenRoute("no-answer"), "gitlab/completion": gone }, { model: { ...healthyModel, "gitlab/connection-check": gone } }).level).toBe("likely");
  });
  it("is one of several: GitLab is refused where the worker is not", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/health-check": healthCheck("refused"), "gitlab/token-route": tokenRoute("no-answer"), "gitlab/completion": gone }, { model: { ...healthyModel, "gitlab/connection-check": gone } }).level).toBe("suspect");
  });
  it("is excluded: all get through", () => {
    expect(judgeCause(cause, { ...healthy }, { model: { ...healthyModel } }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
