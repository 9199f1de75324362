import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/agent-platform/runner-missing.ts";
import { features, healthCheck, healthy, healthyModel, row } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT440 runner-missing", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: GitLab's own check finds no runner", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/health-check": healthCheck("reachable", { probes: [row("compatible_runner_probe", false)] }) }, { model: { ...healthyModel } }).level).toBe("proven");
  });
  it("is proven: it was reported", () => {
    expect(judgeCause(cause, { ...healthy }, { model: { ...healthyModel }, reported: ["DCR4011"] }).level).toBe("proven");
  });
  it("is excluded: no agent feature is self-hosted", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/feature-settings": features({ duo_chat: "self_hosted" }), "gitlab/health-check": healthCheck("reachable", { probes: [row("compatible_runner_probe", false)] }) }, { model: { ...healthyModel } }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
