import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { isAtLeast } from "../world.ts";
import type { UserWorld } from "../world.ts";
import { CallFailure, callOver } from "../wire.ts";
import { agentTarget, callAgent } from "./agent-calls.ts";
import { askGateway, serviceHeaders } from "./context.ts";
import type { GitlabContext } from "./context.ts";
import { entitlementOf, isLicensed, metadataOf, modelFor } from "./entitlement.ts";
import { rubyTroubleOf } from "./ruby.ts";

/** The health check of the Duo administration page, probe by probe. */

export interface ProbeResult {
  name: string;
  success: boolean;
  message: string;
  errors: string[];
  details: Record<string, unknown> | null;
}

type Probe = (context: GitlabContext, user: UserWorld) => Promise<ProbeResult> | ProbeResult;

const result = (name: string, success: boolean, message: string, errors: string[] = [], details: Record<string, unknown> | null = null): ProbeResult => ({ name, success, message, errors, details });

function urlPresence(context: GitlabContext): ProbeResult {
  const url = context.world().gitlab.duo.aiGatewayUrl;
  return url ? result("ai_gateway_url_presence_probe", true, `Environment variable AI_GATEWAY_URL is set to ${url}.`) : result("ai_gateway_url_presence_probe", false, "Environment variable AI_GATEWAY_URL is not set.");
}

async function hostProbe(context: GitlabContext, url: string | null): Promise<ProbeResult> {
  const failed = (message: string): ProbeResult => result("host_probe", false, message, [message]);
  if (!url) return failed("Cannot validate connection to host because the URL is empty.");
  let parsed: URL;
  try {
    parsed = new URL(url);
    if (!/^https?:$/.test(parsed.protocol) || parsed.hostname === "") throw new TypeError("scheme");
  } catch {
    return failed(`${url} is not a valid URL.`);
  }
  const host = parsed.hostname;
  try {
    if (context.world().gitlab.outboundFilter) throw new CallFailure("URL_BLOCKED", "URL is blocked: Requests to the local network are not allowed", host, 0);
    const answer = await callOver(context.view("gitlab"), { method: "HEAD", url, connectTimeoutMs: 5_000, idleTimeoutMs: 5_000 });
    answer.body.resume();
    return result("host_probe", true, `${host} reachable`);
  } catch (error) {
    if (!(error instanceof CallFailure)) throw error;
    return failed(`${host} connection failed: ${rubyTroubleOf(error).text}`);
  }
}

function codeLicence(context: GitlabContext, user: UserWorld): ProbeResult {
  const name = "code_suggestions_license_probe";
  const rights = entitlementOf(context.world(), user);
  if (!rights.licensed) return result(name, false, "License does not provide access to Code Suggestions.");
  if (!rights.code) return result(name, false, "License includes access to Code Suggestions, but you lack the necessary permissions to use this feature.");
  return result(name, true, "License includes access to Code Suggestions.");
}

async function endToEnd(context: GitlabContext, user: UserWorld): Promise<ProbeResult> {
  const name = "end_to_end_probe";
  const world = context.world();
  const failed = (why: string): ProbeResult => result(name, false, `Authentication with GitLab Cloud services failed: ${why}`, [why]);
  const model = modelFor(world, "code_completions");
  const requestId = randomUUID();
  try {
    const headers = await serviceHeaders(world, user, "gitlab-ai-gateway", { blank: !model });
    const file = { file_name: "test.rb", content_above_cursor: "# Hello, this is a function that says hello\ndef hello", content_below_cursor: "" };
    const body = { prompt_components: [{ type: "code_editor_completion", payload: { ...file, language_identifier: "ruby", stream: false } }], ...(model ? { model_metadata: metadataOf(model) } : {}) };
    const answer = await askGateway(context, "gitlab", "/v3/code/completions", { headers, body, limitMs: 3_000, requestId });
    if (answer.status !== 200) return failed(`AI Gateway returned code ${answer.status}: ${answer.text}`);
    return answer.text.includes('"text"') ? result(name, true, "Authentication with GitLab Cloud services succeeded.") : failed("Response doesn't contain a completion");
  } catch (error) {
    if (!(error instanceof CallFailure)) throw error;
    return failed(rubyTroubleOf(error).text);
  }
}

async function agentProbe(context: GitlabContext, user: UserWorld): Promise<ProbeResult> {
  const name = "duo_agent_platform_probe";
  const world = context.world();
  const { agentUrl, agentSecure } = world.gitlab.duo;
  const target = agentTarget(agentUrl ?? "", agentSecure);
  const host = "host" in target ? `${target.host}:${target.port}` : (agentUrl ?? "");
  // Until 18.4 the probe asked for a token, which needs the service's signing key.
  const answer = await callAgent(context, user, isAtLeast(world.gitlab.version, 18, 5) ? "ListTools" : "GenerateToken", 5_000);
  const recent = isAtLeast(world.gitlab.version, 19, 0);
  const subject = recent ? `The self-hosted GitLab Duo Agent Platform service at ${host}` : `GitLab Duo Workflow Service at ${host}`;
  if (answer.ok) {
    const model = modelFor(world, "duo_agent_platform");
    const suffix = isAtLeast(world.gitlab.version, 18, 9) ? ` The model for Agents & flows is set to ${model ? "a self-hosted model" : "a GitLab managed model"}.` : "";
    return result(name, true, `${subject} is operational.${suffix}`);
  }
  const reached = answer.status !== 14 && answer.status !== 4;
  const advice = agentSecure && /(ssl handshake failed|wrong_version_number|tls)/i.test(answer.details) ? " If the service does not use TLS, turn off secure connections for the self-hosted service." : "";
  return result(name, false, `${subject} is not ${reached ? "operational" : "reachable"}.${advice}`, [`${answer.status}:${answer.details}`]);
}

async function cloudReach(context: GitlabContext, url: string): Promise<boolean> {
  try {
    const answer = await callOver(context.view("gitlab"), { method: "HEAD", url, connectTimeoutMs: 5_000, idleTimeoutMs: 5_000 });
    answer.body.resume();
    return true;
  } catch (error) {
    if (!(error instanceof CallFailure)) throw error;
    return false;
  }
}

const cloudAgentUrl = "https://duo-workflow-svc.runway.gitlab.net";

async function cloudAgentProbe(context: GitlabContext): Promise<ProbeResult> {
  const up = await cloudReach(context, cloudAgentUrl);
  const subject = isAtLeast(context.world().gitlab.version, 19, 0) ? "The cloud-connected GitLab Duo Agent Platform service at duo-workflow-svc.runway.gitlab.net:443" : "GitLab Duo Workflow Service at duo-workflow-svc.runway.gitlab.net:443";
  return result("duo_agent_platform_probe", up, `${subject} is ${up ? "operational" : "not reachable"}.`, up ? [] : ["14:failed to connect to all addresses"]);
}

async function billingProbe(context: GitlabContext, name: string, what: string, url: string): Promise<ProbeResult> {
  const up = await cloudReach(context, url);
  return up
    ? result(name, true, `The cloud ${what} is reachable for usage billing.`)
    : result(name, false, `The cloud ${what} is not reachable. Self-hosted GitLab Duo usage billing will fail until connectivity is restored.`, ["execution expired"]);
}

function licenceProbe(context: GitlabContext): ProbeResult {
  const world = context.world();
  const name = "license_probe";
  if (!isLicensed(world)) return result(name, false, "Contact GitLab customer support to obtain a license");
  if (world.gitlab.licence?.type !== "online_cloud") return result(name, false, "Contact GitLab customer support to upgrade your license");
  return result(name, true, "Subscription can be synchronized");
}

function accessProbe(context: GitlabContext): ProbeResult {
  const { cloudAccessData, cloudToken } = context.world().gitlab;
  const name = "access_probe";
  if (cloudAccessData !== "valid") return result(name, false, `Access data is ${cloudAccessData === "missing" ? "missing" : "stale"}`);
  if (cloudToken !== "valid") return result(name, false, cloudToken === "missing" ? "Access token is missing" : "Access token has expired");
  return result(name, true, "Access data is valid");
}

function flowProbe(name: string, on: boolean, good: string, bad: string): ProbeResult {
  return result(name, on, on ? good : bad);
}

function flowProbes(context: GitlabContext): ProbeResult[] {
  const { gitlab } = context.world();
  if (!isAtLeast(gitlab.version, 18, 8)) return [];
  return [
    flowProbe("allow_flow_execution_probe", gitlab.flows.executionAllowed, "Flow execution is allowed.", "Flow execution is not allowed on this instance."),
    flowProbe("allow_foundational_flows_probe", gitlab.flows.foundationalAllowed, "Foundational flows are allowed.", "Foundational flows are not allowed on this instance."),
    flowProbe("compatible_runner_probe", gitlab.flows.runner, "A compatible runner is available.", "No online instance runner with the tag gitlab--duo was found."),
  ];
}

/** Runs the probe set that this instance's settings call for, as the token's user. */
export async function runHealthCheck(context: GitlabContext, user: UserWorld): Promise<{ success: boolean; probeResults: ProbeResult[] }> {
  const world = context.world();
  const { gitlab } = world;
  // A host without public names spends its whole request in lookups.
  if (gitlab.publicNames === "hang") await wait(60_000);
  const url = gitlab.duo.aiGatewayUrl;
  const vendored = Object.values(gitlab.features).some((feature) => feature.provider === "vendored");
  const probes: (Probe | ProbeResult[])[] = [];
  if (gitlab.selfSign) probes.push((c) => hostProbe(c, url), endToEnd);
  else {
    if (!url || vendored) probes.push(licenceProbe, (c) => hostProbe(c, "https://customers.gitlab.com"), (c) => hostProbe(c, "https://cloud.gitlab.com"), accessProbe);
    if (!url) probes.push((c) => result("token_probe", c.world().gitlab.cloudToken === "valid", "Access token was successfully created"), endToEnd);
    if (url) probes.push(urlPresence, (c) => hostProbe(c, url), codeLicence);
    probes.push(flowProbes(context));
    const offline = gitlab.licence?.type !== "online_cloud";
    if (isAtLeast(gitlab.version, 18, 4) && gitlab.licence && !offline) probes.push(cloudAgentProbe);
    if (isAtLeast(gitlab.version, 18, 4) && gitlab.duo.agentUrl) probes.push(agentProbe);
    if (isAtLeast(gitlab.version, 18, 9) && gitlab.duo.agentUrl && gitlab.licence && !offline) {
      probes.push(
        (c) => billingProbe(c, "billing_customers_dot", "Customers Portal at customers.gitlab.com", "https://customers.gitlab.com"),
        (c) => billingProbe(c, "billing_cloud_ai_gateway", "AI gateway at cloud.gitlab.com", "https://cloud.gitlab.com"),
        (c) => billingProbe(c, "billing_duo_workflow_service", "GitLab Duo Agent Platform service at duo-workflow-svc.runway.gitlab.net", cloudAgentUrl),
      );
    }
  }
  const probeResults: ProbeResult[] = [];
  for (const probe of probes) {
    if (Array.isArray(probe)) probeResults.push(...probe);
    else probeResults.push(await probe(context, user));
  }
  return { success: probeResults.every((probe) => probe.success), probeResults };
}

