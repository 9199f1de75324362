import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/agent-platform/agent-protocol-version.ts";
import { judgeCause } from "../../kit/rules.ts";
import { but, feature, features, healthy } from "../healthy-gitlab.ts";

const used = { ...healthy, "gitlab/feature-settings": features(feature("duo_agent_platform")) };
const notReached = but("gitlab/health-check", { agentService: [{ kind: "self-hosted", success: false, state: "not-reachable", tlsHint: false, text: "14:failed to connect" }] });

describe("DT427 agent-protocol-version", () => {
  it("is likely by its own line", () => {
    expect(judgeCause(cause, used, { reported: ["dws-failed-precondition"] }).level).toBe("likely");
  });

  it("is one of several where somebody saw a session end", () => {
    expect(judgeCause(cause, used, { reported: ["A1007"] }).level).toBe("suspect");
  });

  it("is excluded where nobody saw anything, where agents are not used here, and where GitLab does not reach the service", () => {
    expect(judgeCause(cause, used).level).toBe("excluded");
    expect(judgeCause(cause, healthy, { reported: ["A1007"] }).level).toBe("excluded");
    expect(judgeCause(cause, { ...used, ...notReached, "gitlab/agent-token-route": { status: 400, grpcStatus: 14, said: "14:failed to connect", secure: null, baseUrl: null, ms: 9 } }, { reported: ["A1007"] }).level).toBe("excluded");
  });

  it("stays possible where the settings were not seen", () => {
    expect(judgeCause(cause, {}, { reported: ["A1007"] }).level).toBe("suspect");
    expect(judgeCause(cause, {}).level).toBe("excluded");
  });
});
