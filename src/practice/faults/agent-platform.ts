import { goodTls } from "../base.ts";
import type { World } from "../world.ts";
import type { Fault } from "./table.ts";

/** Faults of the agent service, its address and flows. */

const fault = (name: string, code: string, title: string, needs: Fault["needs"], apply: (world: World) => void, more: Partial<Fault> = {}): Fault => ({ name, code, hop: "agent-platform", title, needs, apply, onVersion: ">=18.4", ...more });

export const agentFaults: readonly Fault[] = [
  fault("agent-service-down", "DT401", "The agent service does not run though the gateway does.", "admin", (world) => {
    world.agent.listening = "refused";
  }),
  fault("agent-port-not-published", "DT403", "The agent service runs, but its port is not published.", "admin", (world) => {
    world.agent.listening = "refused";
    world.gateway.container.ports["50052/tcp"] = false;
  }),
  fault("agent-port-moved", "DT404", "The platform's variable PORT moves the agent service to another port.", "admin", (world) => {
    world.agent.listening = "refused";
    world.agent.env["PORT"] = "8080";
  }),
  fault("billing-terms-not-accepted", "DT641", "Nobody has accepted the terms of usage billing.", "user", (world) => {
    world.gitlab.billingTermsAccepted = false;
  }, { brings: { reported: ["DCR4010"] } }),
  fault("agent-portal-variable-empty", "DT402", "The agent service's portal variable is empty, so it issues no token.", "user", (world) => {
    world.agent.env.DUO_WORKFLOW_AUTH__OIDC_CUSTOMER_PORTAL_URL = "";
  }, { brings: { deep: true } }),
  fault("agent-keys-outdated", "DT402", "The agent service lacks GitLab's present keys.", "user", (world) => {
    world.agent.keys = "outdated";
  }),
  fault("agent-url-has-scheme", "DT410", "The agent URL begins with http://.", "admin", (world) => {
    world.gitlab.duo.agentUrl = `http://${world.agent.host}:${world.ports.agent}`;
  }),
  fault("agent-url-not-set", "DT411", "GitLab has no address of the agent service though agents are self-hosted.", "admin", (world) => {
    world.gitlab.duo.agentUrl = null;
  }),
  fault("agent-tls-to-plain-port", "DT412", "GitLab speaks TLS to an agent service without TLS.", "admin", (world) => {
    world.gitlab.duo.agentSecure = true;
  }),
  fault("agent-plain-to-tls-port", "DT412", "GitLab speaks plain gRPC to an agent service with TLS.", "admin", (world) => {
    world.agent.tls = goodTls();
  }),
  fault("agent-http2-downgraded", "DT413", "A proxy before the agent service speaks HTTP/1.1 only.", "none", (world) => {
    world.agent.speaks = "http1";
  }),
  fault("websocket-upgrade-stripped", "DT414", "A proxy before GitLab strips the WebSocket upgrade.", "none", (world) => {
    world.gitlab.cable = "stripped";
  }, { onVersion: ">=17.9" }),
  fault("agent-signing-key-missing", "DT420", "The agent service has no signing key.", "user", (world) => {
    delete world.agent.env.DUO_WORKFLOW_SELF_SIGNED_JWT__SIGNING_KEY;
  }, { brings: { deep: true } }),
  fault("agent-signing-key-malformed", "DT420", "The agent service's signing key is no PEM.", "user", (world) => {
    world.agent.env.DUO_WORKFLOW_SELF_SIGNED_JWT__SIGNING_KEY = "not a key";
  }, { brings: { deep: true } }),
  fault("agent-auth-disabled", "DT421", "The agent service lets everybody in.", "none", (world) => {
    world.agent.env.DUO_WORKFLOW_AUTH__ENABLED = "false";
  }),
  fault("flow-settings-disagree", "DT424", "Code review is self-hosted while Agents & flows is not.", "admin", (world) => {
    const [model] = world.gitlab.models;
    world.gitlab.features.review_merge_request_dap = { provider: "self_hosted", modelId: model?.id ?? null };
    world.gitlab.features.duo_agent_platform = { provider: "vendored", modelId: null };
  }, { onVersion: ">=18.8" }),
  fault("usage-billing-blocked", "DT428", "GitLab cannot reach the cloud agent service for usage billing.", "admin", (world) => {
    for (const from of ["gitlab", "sidekiq"] as const) world.routes.push({ from, host: "duo-workflow-svc.runway.gitlab.net", port: null, to: "refused" });
  }, { onVersion: ">=18.9" }),
  fault("flow-runner-missing", "DT440", "No runner takes flow jobs.", "admin", (world) => {
    world.gitlab.flows.runner = false;
  }, { onVersion: ">=18.8" }),
  fault("flow-execution-turned-off", "DT443", "Flow execution is turned off for the instance.", "admin", (world) => {
    world.gitlab.flows.executionAllowed = false;
  }, { onVersion: ">=18.8" }),
];
