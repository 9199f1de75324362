import { header, type HttpAnswer } from "../../core/probe-answer.ts";
import { any, ifSeen, proven, suspect, type Term, unlessSeen } from "../../core/truth.ts";
import type { Cause, See } from "../../facts/rules.ts";
import type { FactValues } from "../../facts/values.generated.ts";
import { agentUsed, agentWorksForGitlab } from "../../terms/agent-platform.ts";

const isApplication = (answer: HttpAnswer): boolean => (header(answer, "server") ?? "").startsWith("uvicorn") || header(answer, "x-process-time") !== undefined;

function serverOf(value: FactValues["agent/health"] | undefined): string | undefined {
  return value?.http1?.kind === "answer" ? header(value.http1, "server") : undefined;
}

/** gRPC's own words for a peer that answers in HTTP/1 (its C core, `chttp2` transport). */
const http1Heard = /Trying to connect an http1\.x server/iu;
const gitlabHearsHttp1 = (see: See): Term =>
  any(
    see("gitlab/agent-tools", (value) => http1Heard.test(value.said ?? "")),
    see("gitlab/agent-token-route", (value) => http1Heard.test(value.said ?? "")),
    see("gitlab/health-check", (value) => value.agentService.some((row) => row.kind === "self-hosted" && http1Heard.test(row.text))),
  );
/** A web application answers there itself: the address is wrong, and nothing stands between. */
const applicationThere = (see: See): Term => see("agent/health", (value) => value.http1?.kind === "answer" && isApplication(value.http1));

export default {
  code: "DT413",
  name: "http2-downgraded",
  title: "Something before the agent service ({server}) speaks only HTTP/1.1, so gRPC cannot pass",
  plainTitle: "Something before the agent service speaks only HTTP/1.1, so gRPC cannot pass",
  hop: "agent-platform",
  severity: "outage",
  breaks: ["agentic-chat", "flows"],
  explains: { codes: ["DCR4005"], checks: ["agent-platform/serving", "agent-platform/gitlab-reaches"] },
  proof: (see) => [
    proven(agentUsed(see), see("agent/reach", (value) => value.tls?.kind === "look" && value.tls.alpn !== "h2"), see("agent/health", (value) => value.serving === "none"), unlessSeen(agentWorksForGitlab(see))),
    // A gateway's own port speaks HTTP/1.1 too: that is a wrong address, not a proxy. A port of TLS with HTTP/2 may refuse plain HTTP in words.
    proven(agentUsed(see), see("agent/health", (value) => value.serving === "none" && value.speaksHttp1 && value.http1?.kind === "answer" && !isApplication(value.http1)), unlessSeen(see("agent/reach", (value) => value.tls?.kind === "look" && value.tls.alpn === "h2")), unlessSeen(agentWorksForGitlab(see))),
    proven(agentUsed(see), ifSeen(gitlabHearsHttp1(see)), unlessSeen(applicationThere(see)), unlessSeen(agentWorksForGitlab(see))),
    // Neither of the two ways to ask brings HTTP of its own kind: something takes one and passes on the other.
    suspect(agentUsed(see), see("agent/health", (value) => value.serving === "none" && value.plain.kind === "failure" && value.plain.reason === "not-grpc" && value.http1?.kind === "failure" && value.http1.reason === "not-http"), unlessSeen(agentWorksForGitlab(see))),
  ],
  rivals: {
    DT412: "ALPN is h2; only TLS or plain is mixed up",
    DT513: "the certificate's issuer is a TLS-inspecting proxy, seen from the user's network only",
    DT503: "no TCP connection",
    DT921: "GitLab's own agent probe is operational: only the worker's way is downgraded",
  },
  remedy: [
    { do: "Let the front serve HTTP/2 and pass gRPC", where: "NGINX before the agent service", command: "listen 8443 ssl; http2 on; location / { grpc_pass grpc://{gatewayHost}:50052; grpc_read_timeout 300s; }", expect: "ALPN h2, gRPC health SERVING", risk: "a reload may end open streams" },
    { do: "Exempt the address from TLS inspection and HTTP/1.1 proxies", where: "company proxy", expect: "ALPN h2" },
    { do: "If only editors are behind such a proxy, let them use the WebSocket way through GitLab", where: "editor extension settings", expect: "agentic chat answers" },
  ],
  names: (read) => ({ server: serverOf(read("agent/health")) ?? "a proxy" }),
} satisfies Cause;
