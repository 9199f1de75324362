import { any, likely } from "../../core/truth.ts";
import type { Cause, See } from "../../facts/rules.ts";
import { releaseNumber } from "../../terms/gateway.ts";

const oldGitlab = (see: See) => see("gitlab/version", (value) => value.major * 1000 + value.minor <= 19_005);

export default {
  code: "DT422",
  name: "agent-token-refused-by-version",
  title: "The agent service of release {gatewayRelease} does not accept the tokens of GitLab {version}",
  plainTitle: "The agent service does not accept the tokens of this release of GitLab",
  hop: "agent-platform",
  severity: "outage",
  breaks: ["agentic-chat", "flows"],
  explains: { codes: ["DCR4005"], checks: ["agent-platform/token-route"] },
  proof: (see) => [
    likely(
      see("gitlab/agent-token-route", (value) => value.grpcStatus === 16 && value.said !== null && value.said.includes("Forbidden by auth provider")),
      see("gitlab/token-route", (value) => value.outcome === "granted"),
      oldGitlab(see),
      any(
        see("gateway/address", (value) => value.imageRelease !== null && releaseNumber(value.imageRelease) >= releaseNumber("19.6")),
        see.both("gateway/definitions", "gitlab/version", (list, gitlab) => list.oldest !== null && releaseNumber(list.oldest) > gitlab.major * 1000 + gitlab.minor),
      ),
    ),
  ],
  rivals: {
    DT402: "both are of the same minor release",
    DT424: "GitLab 19.4 or earlier and the flow settings disagree",
    DT256: "the agent service's audience is overridden: log `Invalid audience`, with equal releases",
    DT257: "code_suggestions/direct_access fails as well",
    DT271: "the HTTP side has faults of its own with the newer gateway",
  },
  remedy: [
    { do: "Compare the releases", where: "GitLab and gateway host", command: "docker inspect --format '{{.Config.Image}}' <gateway container>", expect: "the same X.Y as GitLab" },
    { do: "Move the gateway to the image of GitLab's own minor release, or upgrade GitLab", where: "gateway host", command: "self-hosted-vX.Y.Z-ee with X.Y of GitLab", expect: "agent direct access 201", risk: "the container is recreated: running requests are cut" },
  ],
  names: (read) => ({ gatewayRelease: read("gateway/address")?.imageRelease ?? read("gateway/definitions")?.oldest ?? undefined }),
} satisfies Cause;
