import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/triage/worker-cannot-reach-model.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy, connection } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy,  };

describe("DT922 worker-cannot-reach-model", () => {
  it("is proven where the facts show it", () => {
    expect(judgeCause(cause, shown, { model: { "model/reach": { ...healthy["gitlab/reach"], state: "connect-timeout" }, "gitlab/connection-check": connection({ outcome: "model-code", code: 401 }) } }).level).toBe("proven");
  });

  it("is excluded on a healthy stack", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, healthy).level);
  });

  it("is not named when the gateway has no answer either", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy,  }, { model: { "model/reach": { ...healthy["gitlab/reach"], state: "connect-timeout" }, "gitlab/connection-check": connection({ outcome: "model-code", code: 500 }) } }).level);
  });

  it("is not named when the worker reaches it", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy,  }, { model: { "model/reach": healthy["gitlab/reach"], "gitlab/connection-check": connection({}) } }).level);
  });
});
