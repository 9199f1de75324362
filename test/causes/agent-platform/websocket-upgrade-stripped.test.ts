import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/agent-platform/websocket-upgrade-stripped.ts";
import { healthy, healthyModel } from "../../kit/gateway-seen.ts";
import { answered } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT414 websocket-upgrade-stripped", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: something else answers the upgrade", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/cable": { cable: { kind: "answer", status: 404, headers: [], body: "", timings: { total: 1 } }, workflow: null, stripped: true } }, { model: { ...healthyModel } }).level).toBe("proven");
  });
  it("is excluded: GitLab answers it", () => {
    expect(judgeCause(cause, { ...healthy }, { model: { ...healthyModel } }).level).toBe("excluded");
  });
  it("is excluded: something else than GitLab answers whatever is asked", () => {
    const page = answered(302);
    expect(judgeCause(cause, { ...healthy, "gitlab/front": { signIn: page, metadata: page, readiness: page, alive: false, down: false, failingChecks: [] }, "gitlab/cable": { cable: { kind: "answer", status: 302, headers: [], body: "", timings: { total: 1 } }, workflow: null, stripped: true } }, { model: { ...healthyModel } }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
