import { all, likely, not, suspect } from "../../core/truth.ts";
import type { Cause, See } from "../../facts/rules.ts";
import { failureOf, fromGitlab, gitlabMeets, notOnlyTheWorker } from "../../terms/network.ts";

const cutShort = ["reset", "closed", "tls-cut"];
/** It opened: a reset before that is told as a refusal (RFC 9293, 3.10.7.3), so that one which is told as a reset came after. */
const opened = (see: See) => see("gateway/reach", (value) => value.tcp?.some((door) => door.kind === "open" || door.reason === "reset") === true);

/** The connection opens, and both plain http and a TLS hello are cut without a byte. */
const cutBothWays = (see: See) =>
  all(
    opened(see),
    see("gateway/health", (value) => cutShort.includes(failureOf(value.result) ?? "")),
    see("gateway/elsewhere", (value) => value.tried.some((one) => one.change === "other-scheme" && cutShort.includes(failureOf(one.result) ?? ""))),
  );

/** The connection opens and the question gets no HTTP at all: a cut, or bytes of something else. What the other scheme meets there is not asked. */
const noHttp = (see: See) =>
  all(
    opened(see),
    see("gateway/health", (value) => [...cutShort, "not-http"].includes(failureOf(value.result) ?? "")),
    not(see("gateway/elsewhere", (value) => value.tried.some((one) => one.change === "other-scheme" && one.good))),
  );

export default {
  code: "DT530",
  name: "gateway-reset",
  title: "Something between GitLab and the gateway accepts the connection to {gatewayHost}:{gatewayPort} and then cuts it",
  plainTitle: "Something between GitLab and the gateway accepts the connection and then cuts it",
  hop: "gitlab-to-gateway",
  severity: "outage",
  breaks: ["chat", "code-completion", "code-generation"],
  explains: { codes: ["A9999", "A1001", "A1003", "M4000"], checks: ["gitlab-to-gateway/health", "gitlab-to-gateway/gitlab-reaches", "gitlab-to-gateway/worker-reaches", "gateway-to-model/answers", "gateway-to-model/completion-answers", "gateway-to-model/chat-answers"] },
  proof: (see) => [
    likely(cutBothWays(see), gitlabMeets(see, "reset")),
    likely(cutBothWays(see), fromGitlab(see), see("gitlab/token-route", (value) => value.outcome === "no-answer")),
    suspect(noHttp(see), notOnlyTheWorker(see)),
  ],
  rivals: {
    DT504: "one of the two schemes works: TLS completes where plain http is cut",
    DT506: "TLS ends in an alert, not in a cut",
    DT201: "nothing listens behind the forwarder: healthz inside the container is refused",
    DT209: "tries fail now and then, process start time jumps",
    DT521: "a proxy answers with an HTML 502 instead of a cut",
    DT314: "TLS alert `certificate required`: a client certificate is wanted (there for the model)",
  },
  remedy: [
    { do: "Find out who cuts: ask on each hop, beginning beside the gateway", where: "gateway host, then each hop towards GitLab", command: "curl -sv http://<hop>:<port>/monitoring/healthz", expect: "the first hop that fails is the one before the culprit" },
    { do: "Look at firewall, intrusion prevention, TCP forwarder or service mesh of that hop: name filter in TLS (SNI), protocol inspection, dead backend, mutual TLS wanted", where: "that hop", expect: "a deny entry at the second of the try" },
    { do: "Allow HTTP to the gateway, or repair the backend of the forwarder", where: "that hop", expect: "healthz 200 {}" },
  ],
} satisfies Cause;
