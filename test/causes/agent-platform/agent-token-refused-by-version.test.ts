import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/agent-platform/agent-token-refused-by-version.ts";
import { agentTokens, healthy, healthyModel, version } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT422 agent-token-refused-by-version", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is likely: the service is of a later release", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/version": version("19.2.0"), "gitlab/agent-token-route": agentTokens(400, 16, "16:Forbidden by auth provider") }, { model: { ...healthyModel } }).level).toBe("likely");
  });
  it("is excluded: both are of one release", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/agent-token-route": agentTokens(400, 16, "16:Forbidden by auth provider") }, { model: { ...healthyModel } }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
