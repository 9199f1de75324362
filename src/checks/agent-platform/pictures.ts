import { any, type Term, unlessSeen } from "../../core/truth.ts";
import type { See } from "../../facts/rules.ts";

/** What several checks of the agent platform ask of the facts. */

const isAgentFeature = (feature: string): boolean => feature.startsWith("duo_agent_platform") || feature.endsWith("_dap");

/** An agent feature is assigned to a self-hosted model. */
export const assigned = (see: See): Term => see("gitlab/feature-settings", (value) => value.state === "read" && value.features.some((one) => isAgentFeature(one.feature) && one.provider === "self_hosted"));

/** Nobody here uses the agent platform of this stack. */
export const unused = (see: See): Term => see("gitlab/feature-settings", (value) => value.state === "read" && !value.features.some((one) => isAgentFeature(one.feature) && one.provider === "self_hosted"));

/** In use, or nobody said that it is not. */
export const inUse = (see: See): Term => unlessSeen(unused(see));

/** GitLab's own calls to the service are answered. */
export const worksForGitlab = (see: See): Term =>
  any(
    see("gitlab/health-check", (value) => value.agentService.some((row) => row.kind === "self-hosted" && row.success) || undefined),
    see("gitlab/agent-tools", (value) => value.status === 200),
    see("gitlab/agent-token-route", (value) => value.status === 201),
  );

/** GitLab's own calls to the service are not answered. */
export const failsForGitlab = (see: See): Term =>
  any(
    see("gitlab/health-check", (value) => (value.agentService.some((row) => row.kind === "self-hosted") ? value.agentService.every((row) => row.kind !== "self-hosted" || !row.success) : undefined)),
    see("gitlab/agent-tools", (value) => value.grpcStatus === 14),
    see("gitlab/agent-token-route", (value) => value.grpcStatus === 14),
  );
