import { proven, suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { addressHidden, gitlabsAddressIsWrong, strangerAnswersGitlab } from "../../terms/gitlab.ts";

export default {
  code: "DT106",
  name: "gateway-url-points-to-model-server",
  title: "The AI gateway URL {gatewayUrl} leads to a model server ({server}), not to an AI gateway",
  plainTitle: "The AI gateway URL leads to a model server, not to an AI gateway",
  hop: "gitlab",
  severity: "outage",
  breaks: ["chat", "code-completion", "code-generation"],
  explains: { codes: ["A1001", "A9999"], checks: ["gitlab/gateway-url-sound", "gitlab-to-gateway/worker-reaches", "gitlab-to-gateway/health", "gitlab-to-gateway/gitlab-reaches", "gitlab-to-gateway/headers-pass", "gitlab-to-gateway/posts-pass", "gateway-to-model/completion-answers", "gateway-to-model/answers", "gateway/accepts-tokens", "gateway/editor-tokens"] },
  proof: (see) => [
    proven(gitlabsAddressIsWrong(see), see("gateway/identity", (identity) => identity.kind === "model-server")),
    suspect(addressHidden(see), strangerAnswersGitlab(see)),
  ],
  rivals: {
    DT108: "neither the model list nor any server mark answers",
    DT206: "GET / gives 401 JSON: it is a gateway, only the wrong image or port",
  },
  remedy: [
    { do: "Enter the address of the AI gateway (usual port 5052)", where: "Admin > GitLab Duo > Change configuration > Local AI Gateway URL", expect: "GET <url>/monitoring/healthz is 200 and {}" },
    { do: "Enter the model server's address where it belongs, with its /v1 suffix", where: "Admin > GitLab Duo > Configure models > endpoint of the model", expect: "Test connection succeeds" },
  ],
  names: (read) => ({ server: read("gateway/identity")?.product ?? "a server of models" }),
} satisfies Cause;
