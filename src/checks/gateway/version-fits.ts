import { all, unlessSeen } from "../../core/truth.ts";
import type { Check } from "../../facts/rules.ts";
import { imageAndGitlab, imageRelease, releaseNumber } from "../../terms/gateway.ts";
import type { FactValues } from "../../facts/values.generated.ts";

const own = (value: FactValues["gitlab/version"]): number => value.major * 1000 + value.minor;

export default {
  title: "Gateway and GitLab are of the same minor release",
  hop: "gateway",
  judge: (see) => [
    { verdict: "fail", when: see.both("gateway/definitions", "gitlab/version", (list, gitlab) => (list.newest !== null && releaseNumber(list.newest) < own(gitlab)) || (list.oldest !== null && releaseNumber(list.oldest) > own(gitlab))), reason: "the gateway looks like {release}, GitLab is {version}" },
    { verdict: "fail", when: all(imageAndGitlab(see, (image, gitlab) => image !== gitlab), unlessSeen(see("gateway/definitions", (list) => list.oldest !== null))), reason: "the gateway's image is of {image}, GitLab is {version}" },
    { verdict: "pass", when: imageAndGitlab(see, (image, gitlab) => image === gitlab), reason: "the gateway's image is of the release of GitLab {version}" },
    { verdict: "pass", when: see.both("gateway/definitions", "gitlab/version", (list) => (list.oldest === null && list.newest === null ? undefined : true)), reason: "the gateway's list of models fits GitLab {version}" },
  ],
  wouldTell: { do: "Read the tag of the running image", where: "gateway host", command: "docker inspect --format '{{.Config.Image}}' <gateway container>", expect: "self-hosted-vX.Y.Z-ee with X.Y of GitLab" },
  names: (read) => ({ release: read("gateway/definitions")?.oldest ?? read("gateway/definitions")?.newest ?? undefined, image: imageRelease(read), version: read("gitlab/version")?.version }),
} satisfies Check;
