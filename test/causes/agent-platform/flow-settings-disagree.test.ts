import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/agent-platform/flow-settings-disagree.ts";
import { features, healthy, healthyModel, version } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT424 flow-settings-disagree", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: the review is self-hosted and the platform is not", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/version": version("19.2.0"), "gitlab/feature-settings": features({ duo_agent_platform: "vendored", review_merge_request_dap: "self_hosted" }) }, { model: { ...healthyModel } }).level).toBe("proven");
  });
  it("is excluded: both are", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/version": version("19.2.0"), "gitlab/feature-settings": features({ duo_agent_platform: "self_hosted", review_merge_request_dap: "self_hosted" }) }, { model: { ...healthyModel } }).level).toBe("excluded");
  });
  it("is excluded: a later GitLab", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/version": version("19.5.0"), "gitlab/feature-settings": features({ duo_agent_platform: "vendored", review_merge_request_dap: "self_hosted" }) }, { model: { ...healthyModel } }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
