import { proven, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import type { FactValues } from "../../facts/values.generated.ts";
import { imageAndGitlab, imageRelease, releaseNumber } from "../../terms/gateway.ts";

const own = (value: FactValues["gitlab/version"]): number => value.major * 1000 + value.minor;

export default {
  code: "DT270",
  name: "gateway-older-than-gitlab",
  title: "The gateway is of release {gatewayRelease}, older than GitLab {version}",
  plainTitle: "The gateway is older than GitLab",
  hop: "gateway",
  severity: "degraded",
  breaks: ["chat", "code-completion", "code-generation", "agentic-chat", "flows"],
  explains: { codes: ["A1002", "A1004", "A9999", "M4000"], checks: ["gateway/version-fits", "gateway-to-model/answers", "gateway-to-model/chat-answers", "gateway-to-model/completion-answers"] },
  proof: (see) => [
    proven(see.both("gateway/definitions", "gitlab/version", (list, gitlab) => list.newest !== null && releaseNumber(list.newest) < own(gitlab))),
    proven(imageAndGitlab(see, (image, gitlab) => image < gitlab), unlessSeen(see("gateway/definitions", (list) => list.oldest !== null))),
  ],
  rivals: {
    DT271: "definitions fits only releases above X.Y",
    DT326: "the family is listed, the metadata is dropped for another reason (endpoint text)",
    DT635: "only completions answer 422 `Validation error`, for family general, qwen or gemini, while generation, chat and the connection check of the same model pass: the v2 completion route does not take that family (recorded), no version difference",
    DT272: "18.1-18.2 only, and only the documented v1 chat test fails",
  },
  remedy: [
    { do: "Upgrade the gateway to the newest tag of the same X.Y as GitLab; patch levels may differ", where: "gateway container definition", command: "image tag: self-hosted-v<X.Y.*>-ee", expect: "definitions lists the models of X.Y", risk: "read the release notes: agent service and executor image move with it" },
    { do: "Until then assign models of a family that this gateway knows", where: "Admin > GitLab Duo > self-hosted models", expect: "connection check good" },
    { do: "Run the check again", where: "duo-triage", command: "/duo check {stack}", expect: "no DT270" },
  ],
  names: (read) => ({ gatewayRelease: read("gateway/definitions")?.newest ?? imageRelease(read) }),
} satisfies Cause;
