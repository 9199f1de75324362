import { proven } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { gitlabReaches } from "../../terms/network.ts";

export default {
  code: "DT921",
  name: "worker-cannot-reach-gateway",
  title: "The worker cannot reach the gateway at {gatewayUrl}, but GitLab can: direct checks of the gateway are skipped, not failed",
  hop: "triage",
  severity: "info",
  breaks: [],
  explains: { codes: [], checks: ["gitlab-to-gateway/worker-reaches", "gitlab-to-gateway/health"] },
  proof: (see) => [
    proven(
      see("worker/sentinel", (sentinel) => sentinel.reachable),
      see("gateway/reach", (reach) => !["open", "untrusted"].includes(reach.state)),
      see("gateway/address", (address) => address.gitlabUses !== null && !address.cloud),
      gitlabReaches(see),
    ),
  ],
  rivals: {
    DT503: "direct_access is 500 as well and times out: the gateway is cut off from GitLab too",
    DT201: "refused from the worker and from GitLab",
    DT528: "worker and GitLab resolve the name to different addresses",
    DT910: "TCP works and only trust in the certificate fails on the worker",
    DT530: "the connection is accepted and reset, for GitLab as well",
  },
  remedy: [
    { do: "Nothing for Duo: GitLab's way works. For better answers give the worker a way to the gateway", where: "network or firewall", expect: "GET /monitoring/healthz from the worker is 200" },
    { do: "Or name the address by which the worker reaches it", where: "duo-triage.yaml: stacks.<name>.gateway.url", expect: "duo-triage config validate --connect passes" },
    { do: "Or run a worker inside that zone", where: "duo-triage.yaml: stacks.<name>.site", expect: "/duo self lists a worker for the site" },
  ],
} satisfies Cause;
