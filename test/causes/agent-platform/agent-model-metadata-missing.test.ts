import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/agent-platform/agent-model-metadata-missing.ts";
import { judgeCause } from "../../kit/rules.ts";
import { feature, features, healthy } from "../healthy-gitlab.ts";

const used = { ...healthy, "gitlab/feature-settings": features(feature("duo_agent_platform")) };

describe("DT429 agent-model-metadata-missing", () => {
  it("is likely where the line stands behind a session that ended", () => {
    expect(judgeCause(cause, used, { reported: ["dws-metadata-not-applied", "A1007"] }).level).toBe("likely");
  });

  it("is one of several by the line alone, which is normal for health checks, and by a code alone", () => {
    expect(judgeCause(cause, used, { reported: ["dws-metadata-not-applied"] }).level).toBe("suspect");
    expect(judgeCause(cause, used, { reported: ["A1008"] }).level).toBe("suspect");
  });

  it("is excluded where the agent feature uses a model of GitLab, and where nobody saw anything", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/feature-settings": features(feature("duo_agent_platform", { provider: "vendored", model: null })) }, { reported: ["A1007"] }).level).toBe("excluded");
    expect(judgeCause(cause, used).level).toBe("excluded");
  });

  it("is open where the assignment was not seen", () => {
    expect(judgeCause(cause, {}, { reported: ["A1007"] }).level).toBe("open");
  });
});
