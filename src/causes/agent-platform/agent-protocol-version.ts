import { likely, suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { sessionEnded } from "../../terms/agent-platform.ts";
import { reported } from "../../terms/told.ts";

export default {
  code: "DT427",
  name: "agent-protocol-version",
  title: "GitLab {version} and the agent service use different versions of the flow protocol",
  plainTitle: "GitLab and the agent service use different versions of the flow protocol",
  hop: "agent-platform",
  severity: "outage",
  breaks: ["agentic-chat", "flows"],
  explains: { codes: ["A1007", "DCR5000", "agent-platform-sentence", "dws-failed-precondition"], checks: [] },
  proof: (see) => [
    likely(reported(see, "dws-failed-precondition")),
    suspect(sessionEnded(see, "A1007", "agent-platform-sentence")),
  ],
  rivals: {
    DT422: "status 16 before a session starts",
    DT270: "the HTTP side of the gateway is older than GitLab as well",
    DT271: "the HTTP side of the gateway is newer than GitLab as well",
    DT441: "the job's executor image is of another release: the job log shows it",
  },
  remedy: [
    { do: "Compare the releases of GitLab, gateway image and executor image", where: "GitLab, gateway host, log of the CI job", command: "docker inspect --format '{{.Config.Image}}' <gateway container>", expect: "one minor release" },
    { do: "Bring all three to GitLab's release", where: "gateway host; Admin > GitLab Duo > Flow execution > Image registry", command: "self-hosted-v<X.Y.Z>-ee with X.Y of GitLab {version}", expect: "a flow starts", risk: "the container is recreated: running requests are cut" },
  ],
} satisfies Cause;
