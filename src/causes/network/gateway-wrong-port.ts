import { any, likely, not, proven, suspect, unlessSeen } from "../../core/truth.ts";
import type { Cause, See } from "../../facts/rules.ts";
import type { FactValues } from "../../facts/values.generated.ts";
import { failsUnseen } from "../../terms/gitlab.ts";
import { agentPortMayBeOpen } from "../../terms/gateway.ts";
import { failureOf, fromGitlab, gitlabWorks, healthGood, workerMeets } from "../../terms/network.ts";

// Port 5000 is that of another image, which is a cause of its own.
const better = (value: FactValues["gateway/elsewhere"]) => value.tried.find((one) => one.change === "other-port" && one.good && one.gateway && !one.url.endsWith(":5000"));
const strange = (see: See) =>
  any(
    workerMeets(see, "refused"),
    see("gateway/identity", (value) => value.kind === "metrics" || value.kind === "grpc" || value.kind === "unknown"),
    see("gateway/health", (value) => failureOf(value.result) === "not-http"),
  );
const sameHostAnswers = (see: See) => see("gateway/elsewhere", (value) => value.tried.some((one) => (one.change === "other-scheme" || one.change === "without-path" || one.change === "other-scheme-without-path" || one.change === "redirect-target") && one.good));

function portOf(value: FactValues["gateway/elsewhere"] | undefined): string | undefined {
  const url = value === undefined ? undefined : better(value)?.url;
  if (url === undefined) return undefined;
  const parsed = new URL(url);
  return parsed.port === "" ? (parsed.protocol === "https:" ? "443" : "80") : parsed.port;
}

export default {
  code: "DT505",
  name: "gateway-wrong-port",
  title: "The gateway URL in GitLab uses port {gatewayPort}, the gateway answers on {realPort}",
  plainTitle: "The gateway URL in GitLab uses another port than the one that the gateway answers on",
  hop: "gitlab-to-gateway",
  severity: "outage",
  breaks: ["chat", "code-completion", "code-generation"],
  explains: { codes: ["A9999", "A1001", "M4000"], checks: ["gitlab-to-gateway/worker-reaches", "gitlab-to-gateway/gitlab-reaches", "gitlab-to-gateway/health", "gateway-to-model/answers", "gateway-to-model/completion-answers", "gateway-to-model/chat-answers"] },
  proof: (see) => [
    // Where the agent service of the same container is gone as well, the container may be: what answers on the other port may be another gateway.
    proven(strange(see), see("gateway/elsewhere", (value) => better(value) !== undefined), fromGitlab(see), agentPortMayBeOpen(see), not(sameHostAnswers(see)), unlessSeen(gitlabWorks(see))),
    // The page of the gateway's own metrics, or the port of the agent service beside it.
    likely(fromGitlab(see), see("gateway/identity", (value) => value.kind === "metrics"), see("gateway/health", (value) => value.server?.startsWith("WSGIServer") === true), unlessSeen(gitlabWorks(see))),
    likely(fromGitlab(see), not(healthGood(see)), see.both("gateway/address", "agent/address", (gateway, agent) => agent.host !== "" && gateway.host.toLowerCase() === agent.host.toLowerCase() && gateway.port === agent.port), see("agent/health", (value) => value.serving !== "none"), unlessSeen(gitlabWorks(see))),
    suspect(see("gateway/health", (value) => failureOf(value.result) === "not-http"), unlessSeen(gitlabWorks(see))),
    suspect(strange(see), see("gateway/elsewhere", (value) => better(value) !== undefined), not(sameHostAnswers(see)), unlessSeen(gitlabWorks(see))),
    suspect(failsUnseen(see)),
  ],
  rivals: {
    DT201: "no usual port of the host answers as a gateway",
    DT206: "the other port is 5000: an image that is not the self-hosted one",
    DT504: "same port, other scheme",
    DT215: "TLS certificate of GitLab on 443 for the name of the gateway",
    DT106: "the port answers /v1/models: a model server",
  },
  remedy: [
    { do: "Correct the port", where: "Admin > GitLab Duo > Change configuration > Local AI gateway URL", command: "http://{gatewayHost}:5052", expect: "health check: reachable" },
    { do: "Or publish the gateway under the port that GitLab uses", where: "gateway host", command: "docker run -p <port>:5052 ...", expect: "healthz 200 there", risk: "the container is recreated" },
    { do: "Check the address of the agent service separately: host and port without scheme, 50052 by default", where: "Admin > GitLab Duo > Change configuration", expect: "no DT403" },
  ],
  names: (read) => ({ realPort: portOf(read("gateway/elsewhere")) ?? "another one" }),
} satisfies Cause;
