import { all, any, likely, proven, unlessSeen } from "../../core/truth.ts";
import type { Cause, See } from "../../facts/rules.ts";
import { agentText, agentUsed, agentWorksForGitlab } from "../../terms/agent-platform.ts";

const speaksPlain = (see: See) => all(see("agent/health", (value) => value.serving === "plain"), see("agent/reach", (value) => value.tls?.kind === "failure"));
const speaksTls = (see: See) => all(see("agent/reach", (value) => value.tls?.kind === "look" && value.tls.alpn === "h2"), see("agent/health", (value) => value.serving !== "plain"));
/** GitLab's words for TLS spoken to a port that has none. */
const wrongVersion = /WRONG_VERSION_NUMBER|wrong[ _]version/iu;
const closedEarly = /Socket closed|connection reset/iu;
const tlsHint = (see: See) => see("gitlab/health-check", (value) => value.agentService.some((row) => row.kind !== "cloud" && !row.success && row.tlsHint));

export default {
  code: "DT412",
  name: "agent-tls-mismatch",
  title: "GitLab speaks {gitlabSpeaks} to the agent service, which speaks {serviceSpeaks}",
  plainTitle: "GitLab and the agent service disagree on TLS: one speaks it, the other does not",
  hop: "agent-platform",
  severity: "outage",
  breaks: ["agentic-chat", "flows"],
  explains: { codes: ["DCR4005"], checks: ["agent-platform/tls-matches", "agent-platform/gitlab-reaches"] },
  proof: (see) => [
    proven(agentUsed(see), speaksPlain(see), any(agentText(see, wrongVersion), tlsHint(see))),
    proven(speaksPlain(see), see("agent/address", (value) => value.secure === true), agentUsed(see), unlessSeen(agentWorksForGitlab(see))),
    proven(agentUsed(see), speaksTls(see), agentText(see, closedEarly)),
    proven(speaksTls(see), see("agent/address", (value) => value.secure === false), agentUsed(see), unlessSeen(agentWorksForGitlab(see))),
    // Over TLS the worker is served, and GitLab fails without a word about TLS.
    likely(agentUsed(see), speaksTls(see), see("agent/health", (value) => value.serving === "tls"), see("gitlab/health-check", (value) => value.gatewayHost?.state === "reachable" && value.agentService.some((row) => row.kind === "self-hosted" && row.state === "not-reachable" && !row.tlsHint && !/tls|ssl|certificate/iu.test(row.text))), unlessSeen(see("agent/address", (value) => value.secure === true))),
    likely(agentText(see, wrongVersion), unlessSeen(see("agent/health", (value) => value.serving === "tls"))),
  ],
  rivals: {
    DT510: "the text holds `CERTIFICATE_VERIFY_FAILED`: TLS is right on both sides and GitLab does not trust the certificate; GitLab's advice to turn TLS off is then wrong",
    DT413: "TLS succeeds and ALPN is http/1.1 or empty",
    DT410: "the agent URL begins with a scheme",
    DT401: "the port refuses",
    DT513: "the certificate's issuer is a TLS-inspecting proxy",
  },
  remedy: [
    { do: "Let both sides agree. Plain on 50052 (default): untick the box", where: "Admin > GitLab Duo > Change configuration > Use secure connection (TLS)", command: "GitLab up to 18.8: DUO_AGENT_PLATFORM_SERVICE_SECURE=false", expect: "agent probe: operational", risk: "tokens and prompts travel unencrypted" },
    { do: "Or give the service a certificate and keep the box ticked", where: "gateway container's environment", command: "DUO_WORKFLOW_TLS__ENABLED=true DUO_WORKFLOW_TLS__CERT_FILE=/path/cert.pem DUO_WORKFLOW_TLS__KEY_FILE=/path/key.pem", expect: "gRPC health over TLS SERVING", risk: "an unreadable file stops the service at start; the container is recreated" },
  ],
  names: (read) => {
    const serving = read("agent/health")?.serving;
    return serving === undefined ? {} : { gitlabSpeaks: serving === "plain" ? "TLS" : "without TLS", serviceSpeaks: serving === "plain" ? "no TLS" : "TLS" };
  },
} satisfies Cause;
