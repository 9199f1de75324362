import { proven, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import type { FactValues } from "../../facts/values.generated.ts";
import { imageAndGitlab, imageRelease, releaseNumber } from "../../terms/gateway.ts";

const own = (value: FactValues["gitlab/version"]): number => value.major * 1000 + value.minor;

export default {
  code: "DT271",
  name: "gateway-newer-than-gitlab",
  title: "The gateway is of release {gatewayRelease}, newer than GitLab {version}",
  plainTitle: "The gateway is newer than GitLab",
  hop: "gateway",
  severity: "degraded",
  breaks: ["chat", "flows"],
  explains: { codes: ["M3006", "A1002", "A9999", "DCR4005"], checks: ["gateway/version-fits", "agent-platform/token-route"] },
  proof: (see) => [
    proven(see.both("gateway/definitions", "gitlab/version", (list, gitlab) => list.oldest !== null && releaseNumber(list.oldest) > own(gitlab))),
    proven(imageAndGitlab(see, (image, gitlab) => image > gitlab), unlessSeen(see("gateway/definitions", (list) => list.oldest !== null && list.newest !== null))),
  ],
  rivals: {
    DT270: "definitions lacks identifiers of X.Y",
    DT638: "releases agree and chat still gets 403 `Duo Core no longer authorized to access Duo Classic Chat`",
    DT422: "gateway 19.6 or later with GitLab 19.5 or earlier and only flows fail: the effect that this pair has",
    DT612: "the 403 is for one user and others work",
  },
  remedy: [
    { do: "Bring both to the same X.Y: upgrade GitLab, or go back to the newest gateway tag of GitLab's minor release", where: "gateway container definition", command: "image tag: self-hosted-v<X.Y.*>-ee", expect: "definitions fits X.Y" },
    { do: "Restart and test chat and one flow", where: "GitLab", expect: "no M3006, no DCR4005", risk: "short interruption" },
    { do: "Pin the tag; nightly tags promise no compatibility", where: "gateway container definition", expect: "tag self-hosted-vX.Y.Z-ee" },
  ],
  names: (read) => ({ gatewayRelease: read("gateway/definitions")?.oldest ?? imageRelease(read) }),
} satisfies Cause;
