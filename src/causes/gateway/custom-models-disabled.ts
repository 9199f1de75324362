import { all, ifSeen, likely, not, proven, suspect, unlessSeen } from "../../core/truth.ts";
import type { Cause, See } from "../../facts/rules.ts";
import { codeRouteCrashes, releaseNumber } from "../../terms/gateway.ts";

/** Every connection check that was made is refused by the gateway with 400, whatever model it is about. */
const every400 = (see: See) =>
  all(
    see.some("gitlab/connection-check", (value) => value.best.outcome === "gateway-code" && value.best.code === 400),
    not(see.some("gitlab/connection-check", (value) => value.best.outcome === "success" || value.best.outcome === "model-code" || (value.best.outcome === "gateway-code" && value.best.code !== 400))),
  );
const releasesFit = (see: See) =>
  all(
    // Something before the gateway that refuses the address of the check says 400 as well.
    unlessSeen(see("gateway/post-route", (value) => value.state !== "passed" || value.encoded?.state === "refused")),
    unlessSeen(see.both("gateway/definitions", "gitlab/version", (list, gitlab) => (list.newest === null ? undefined : releaseNumber(list.newest) < gitlab.major * 1000 + gitlab.minor))),
  );
const agentEnded = (see: See) => all(see("agent/address", (value) => value.besideGateway === true), see("agent/reach", (value) => value.state === "refused"));

export default {
  code: "DT221",
  name: "custom-models-disabled",
  title: "The gateway refuses self-hosted models: AIGW_CUSTOM_MODELS__ENABLED is not true in its process",
  hop: "gateway",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A9999", "A1001", "M4000"], checks: ["gateway/custom-models-on", "gateway-to-model/answers", "gateway-to-model/completion-answers", "gateway-to-model/chat-answers", "agent-platform/reachable"] },
  proof: (see) => [
    proven(see.some("gateway/model-check", (value) => value.status === 400 && value.said !== null && value.said.startsWith("specifying custom models endpoint is disabled"))),
    proven(ifSeen(see("gateway/code-route", (value) => value.refusesEndpoints === true))),
    proven(every400(see), releasesFit(see), see("gitlab/token-route", (value) => value.outcome === "granted"), see("gitlab/completion", (value) => value.status === 500 && !value.fromGitlab && value.ms < 5000)),
    proven(every400(see), releasesFit(see), agentEnded(see)),
    likely(every400(see), releasesFit(see)),
    // Code routes crash alike for want of a tokenizer.
    suspect(ifSeen(codeRouteCrashes(see)), unlessSeen(see.some("gateway/model-check", (value) => value.outcome === "ok" || value.outcome === "model-code")), unlessSeen(see("gateway/code-route", (value) => value.refusesEndpoints === false))),
  ],
  rivals: {
    DT206: "the whole image is the cloud image: it also listens on 5000",
    DT270: "the 400 is `No version matching`: definitions looks older than GitLab, and the agent service is up",
    DT212: "code routes 500 only, and the connection check is good",
    DT250: "token route 503 and junk probe 500; here 201 and 401",
  },
  remedy: [
    { do: "Set the switch in the definition of the container", where: "gateway container settings", command: "AIGW_CUSTOM_MODELS__ENABLED=true", expect: "visible in docker inspect" },
    { do: "Recreate the container: variables of a running process never change, and a value set in an exec shell is not seen by it", where: "gateway host", expect: "healthz 200", risk: "short interruption" },
    { do: "Check the process itself, then test the model", where: "gateway container", command: "tr '\\0' '\\n' < /proc/<pid>/environ | grep CUSTOM_MODELS", expect: "true; the connection check does not say code 400 any more", risk: "print only this line: the environment holds keys" },
  ],
} satisfies Cause;
