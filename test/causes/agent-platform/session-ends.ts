import { describe, expect, it } from "vitest";
import type { Cause } from "../../../src/facts/rules.ts";
import { judgeCause } from "../../kit/rules.ts";
import { but, feature, features, healthy } from "../healthy-gitlab.ts";

const used = { ...healthy, "gitlab/feature-settings": features(feature("duo_agent_platform")) };
const notReached = but("gitlab/health-check", { agentService: [{ kind: "self-hosted", success: false, state: "not-reachable", tlsHint: false, text: "14:failed to connect" }] });

/** Holds a cause that ends agent sessions to its own line in a log, to the end of a session that somebody saw, and to what speaks against it. */
export function holdsToSessions(cause: Cause, { line, level }: { line: string; level: "proven" | "likely" }): void {
  describe(`${cause.code} ${cause.name}`, () => {
    it(`is ${level} by its own line`, () => {
      expect(judgeCause(cause, used, { reported: [line] }).level).toBe(level);
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
}
