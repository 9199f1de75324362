import { all, any, type Term, unlessSeen } from "../core/truth.ts";
import type { See } from "../facts/rules.ts";
import { reported } from "./told.ts";

/** The agent platform: whether it is in use, and how GitLab fares with its service. */

const isAgentFeature = (feature: string): boolean => feature.startsWith("duo_agent_platform") || feature.endsWith("_dap");

/** A feature of the agent platform is assigned to a self-hosted model. */
export const agentFeatureSelfHosted = (see: See): Term => see("gitlab/feature-settings", (value) => value.state === "read" && value.features.some((one) => isAgentFeature(one.feature) && one.provider === "self_hosted"));

/** Nobody here uses the agent platform of this stack. */
export const agentUnused = (see: See): Term => see("gitlab/feature-settings", (value) => value.state === "read" && !value.features.some((one) => isAgentFeature(one.feature) && one.provider === "self_hosted"));

/** The agent platform is in use here, or nobody said that it is not. */
export const agentUsed = (see: See): Term => unlessSeen(agentUnused(see));

/** GitLab's own check of the self-hosted agent service is good, or its list of tools came. */
export const agentWorksForGitlab = (see: See): Term =>
  any(
    see("gitlab/health-check", (value) => (ownRows(value.agentService).length === 0 ? undefined : ownRows(value.agentService).some((row) => row.success))),
    see("gitlab/agent-tools", (value) => value.status === 200),
    see("gitlab/agent-token-route", (value) => value.status === 201),
  );

/** GitLab says that the self-hosted agent service does not answer it. */
export const agentFailsForGitlab = (see: See): Term =>
  any(
    see("gitlab/health-check", (value) => (ownRows(value.agentService).length === 0 ? undefined : ownRows(value.agentService).every((row) => !row.success))),
    see("gitlab/agent-tools", (value) => value.grpcStatus === 14),
    see("gitlab/agent-token-route", (value) => value.grpcStatus === 14),
  );

/** What GitLab says of its gRPC calls to the service, in gRPC's own words. */
export const agentText = (see: See, wording: RegExp): Term =>
  any(
    see("gitlab/health-check", (value) => ownRows(value.agentService).some((row) => !row.success && wording.test(row.text))),
    see("gitlab/agent-tools", (value) => value.said !== null && wording.test(value.said)),
    see("gitlab/agent-token-route", (value) => value.said !== null && wording.test(value.said)),
  );

/** GitLab's gRPC calls end at the service's certificate. */
export const agentCertificateRefused = (see: See): Term => agentText(see, /CERTIFICATE_VERIFY_FAILED|certificate verify failed/iu);

/** The port of the service refuses although the gateway answers; nobody says that GitLab gets through. */
export const agentRefused = (see: See): Term =>
  all(agentUsed(see), see("agent/reach", (value) => value.state === "refused"), see("gateway/health", (value) => value.good), unlessSeen(agentWorksForGitlab(see)));

/** Somebody saw a session of the agent platform end that had begun, and nothing says that GitLab does not reach the service. */
export const sessionEnded = (see: See, ...codes: readonly string[]): Term => all(reported(see, ...codes), agentUsed(see), unlessSeen(agentFailsForGitlab(see)));

function ownRows<Row extends { kind: string }>(rows: readonly Row[]): Row[] {
  return rows.filter((row) => row.kind === "self-hosted");
}

/** Up to 19.4 GitLab mixes two services up where a single flow and `Agents & flows` are not assigned alike. */
export const flowsDisagree = (see: See): Term =>
  see.both("gitlab/feature-settings", "gitlab/version", (settings, version) => {
    const release = version.major * 1000 + version.minor;
    if (settings.state !== "read" || release < 18_008 || release > 19_004) return false;
    const provider = (feature: string): string | undefined => settings.features.find((one) => one.feature === feature)?.provider;
    const platform = provider("duo_agent_platform");
    const review = provider("review_merge_request_dap");
    if (platform === undefined || review === undefined) return false;
    return (review === "self_hosted" && platform !== "self_hosted") || (platform === "self_hosted" && review === "vendored");
  });
