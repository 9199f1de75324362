import { any, likely, proven, suspect, unlessSeen } from "../../core/truth.ts";
import type { Cause, See } from "../../facts/rules.ts";
import { agentRefused, agentText, flowsDisagree } from "../../terms/agent-platform.ts";
import { releaseNumber } from "../../terms/gateway.ts";

const sameRelease = (see: See) =>
  any(
    see.both("gateway/definitions", "gitlab/version", (list, gitlab) => (list.oldest === null ? undefined : releaseNumber(list.oldest) === gitlab.major * 1000 + gitlab.minor || (list.newest === null && releaseNumber(list.oldest) <= gitlab.major * 1000 + gitlab.minor))),
    see.both("gateway/address", "gitlab/version", (address, gitlab) => (address.imageRelease === null ? undefined : releaseNumber(address.imageRelease) === gitlab.major * 1000 + gitlab.minor)),
  );

export default {
  code: "DT402",
  name: "agent-service-keys-not-loaded",
  title: "The agent service could not load the keys that it needs to check and issue tokens",
  hop: "agent-platform",
  severity: "outage",
  breaks: ["agentic-chat", "flows"],
  explains: { codes: ["DCR4005"], checks: ["agent-platform/reachable", "agent-platform/serving", "agent-platform/gitlab-reaches", "agent-platform/token-route"] },
  proof: (see) => [
    proven(see("gitlab/agent-token-route", (value) => value.grpcStatus === 2 && value.said !== null && value.said.includes("customersdot_url cannot be empty"))),
    proven(
      see("gitlab/agent-token-route", (value) => value.grpcStatus === 16 && value.said !== null && value.said.includes("Forbidden by auth provider")),
      see("gitlab/token-route", (value) => value.outcome === "granted"),
      sameRelease(see),
      see("agent/address", (value) => value.besideGateway === true),
      unlessSeen(flowsDisagree(see)),
    ),
    likely(agentText(see, /Forbidden by auth provider/u), see("gitlab/token-route", (value) => value.outcome === "granted"), sameRelease(see), unlessSeen(flowsDisagree(see))),
    suspect(agentText(see, /Forbidden by auth provider/u), see("gitlab/token-route", (value) => value.outcome === "granted")),
    suspect(see("gitlab/agent-token-route", (value) => value.grpcStatus === 16 && value.said !== null && value.said.includes("Forbidden by auth provider")), see("gitlab/token-route", (value) => value.outcome === "granted")),
    suspect(agentRefused(see)),
  ],
  consequenceOf: ["DT221"],
  rivals: {
    DT401: "the log's last lines name a port, a file or a setting instead of keys",
    DT403: "inside the container gRPC health is SERVING",
    DT404: "it listens on another port",
    DT422: "gateway 19.6 or later with GitLab 19.5 or earlier",
    DT424: "GitLab up to 19.4 and flow settings that disagree",
    DT420: "agent direct access 400 with JWSError",
    DT250: "the gateway's junk token answers 500: both services lack keys, the way to GitLab is the cause (DT240 to DT250)",
  },
  remedy: [
    { do: "Set both portal variables: to the GitLab URL when offline, else leave them out; never empty", where: "gateway container's environment", command: "AIGW_CUSTOMER_PORTAL_URL={gitlabUrl} DUO_WORKFLOW_AUTH__OIDC_CUSTOMER_PORTAL_URL={gitlabUrl}", expect: "no `MissingSchema` and no `customersdot_url cannot be empty`", risk: "the container is recreated: running requests are cut" },
    { do: "Check that the container reads GitLab's discovery address; DWS uses DUO_WORKFLOW_AUTH__OIDC_GITLAB_URL, else AIGW_GITLAB_URL", where: "gateway container", command: "docker exec <gateway container> sh -c 'curl -sS -m 10 $AIGW_GITLAB_URL/.well-known/openid-configuration'", expect: "JSON with jwks_uri" },
    { do: "Restart after the repair: keys are fetched once at start and kept", where: "gateway host", command: "docker restart <gateway container>", expect: "`JWKS refreshed` with kids, port 50052 open within 20 s", risk: "running requests are cut" },
  ],
} satisfies Cause;
