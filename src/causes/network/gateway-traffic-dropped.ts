import { all, likely, proven, suspect, unlessSeen } from "../../core/truth.ts";
import type { Cause, See } from "../../facts/rules.ts";
import { stoodStill } from "../../terms/gateway.ts";
import { waitsUnseen } from "../../terms/gitlab.ts";
import { fromGitlab, gitlabMeets, gitlabReaches, healthGood, notOnlyTheWorker, workerMeets } from "../../terms/network.ts";

/** The gateway is not kept busy by a fetch of keys, which makes GitLab wait as dropped packets do. */
const quick = (see: See) =>
  all(
    see("gateway/health", (value) => value.good && value.firstByteMs.every((ms) => ms < 1500)),
    see("gateway/junk-token", (value) => value.first.ms < 1500 && (value.state === "keys" || value.state === "open")),
  );

export default {
  code: "DT503",
  name: "gateway-traffic-dropped",
  title: "Packets from GitLab to the gateway at {gatewayHost}:{gatewayPort} are dropped: connect times out",
  plainTitle: "Packets from GitLab to the gateway are dropped: connect times out",
  hop: "gitlab-to-gateway",
  severity: "outage",
  breaks: ["chat", "code-completion", "code-generation"],
  explains: { codes: ["A9999", "A1001", "A1000", "M4000"], checks: ["gitlab-to-gateway/worker-reaches", "gitlab-to-gateway/gitlab-reaches", "gitlab-to-gateway/health", "gateway-to-model/answers", "gateway-to-model/completion-answers", "gateway-to-model/chat-answers"] },
  proof: (see) => [
    // The worker gets through at once: name, port and service are right, only GitLab's packets are lost.
    proven(gitlabMeets(see, "timeout"), quick(see), workerMeets(see, "open", "untrusted", "expired", "name-mismatch"), unlessSeen(gitlabReaches(see))),
    suspect(gitlabMeets(see, "timeout"), healthGood(see), unlessSeen(gitlabReaches(see)), unlessSeen(stoodStill(see))),
    likely(gitlabMeets(see, "timeout"), workerMeets(see, "connect-timeout", "unreachable")),
    likely(fromGitlab(see), workerMeets(see, "connect-timeout", "unreachable"), see("gitlab/token-route", (value) => value.outcome === "no-answer")),
    suspect(gitlabMeets(see, "timeout"), unlessSeen(see("gateway/health", (value) => value.result.kind === "answer"))),
    suspect(workerMeets(see, "connect-timeout", "unreachable"), notOnlyTheWorker(see)),
    suspect(waitsUnseen(see)),
  ],
  rivals: {
    DT501: "host probe text contains getaddrinfo",
    DT201: "host probe text contains Connection refused, at once",
    DT216: "worker connects at once and waits for the answer",
    DT243: "worker connects at once, healthz hangs 10 to 20 s once on a cold process",
    DT528: "GitLab's node resolves the name to another address than the worker",
    DT921: "only the worker times out; host probe says reachable",
  },
  remedy: [
    { do: "Measure the connect alone", where: "every Rails and Sidekiq node", command: "timeout 5 bash -c '</dev/tcp/{gatewayHost}/<port>' ; echo $?", expect: "0; 124 means dropped, 1 means refused" },
    { do: "Open the path for TCP: 5052, and 50052 for the agent service", where: "firewall, security group or network policy between GitLab and gateway", expect: "connect in a few milliseconds" },
    { do: "Run the health check of GitLab again", where: "Admin > GitLab Duo > Run health check", expect: "`<host> reachable`" },
  ],
} satisfies Cause;
