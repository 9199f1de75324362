import { proven, suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { addressHidden, gitlabsAddressIsWrong, strangerAnswersGitlab } from "../../terms/gitlab.ts";

export default {
  code: "DT107",
  name: "gateway-url-points-to-gitlab",
  title: "The AI gateway URL {gatewayUrl} leads back to GitLab itself",
  hop: "gitlab",
  severity: "outage",
  breaks: ["chat", "code-completion", "code-generation"],
  explains: { codes: ["A1001", "A9999"], checks: ["gitlab/gateway-url-sound", "gitlab-to-gateway/worker-reaches", "gitlab-to-gateway/health", "gitlab-to-gateway/gitlab-reaches", "gitlab-to-gateway/headers-pass", "gitlab-to-gateway/posts-pass", "gateway-to-model/completion-answers", "gateway-to-model/answers", "gateway/accepts-tokens", "gateway/editor-tokens"] },
  proof: (see) => [
    proven(
      gitlabsAddressIsWrong(see),
      see("gateway/address", (address) => address.path === ""),
      see("gateway/identity", (identity) => identity.kind === "gitlab" && identity.thisGitlab),
      // A host name of its own that GitLab's web server answers for is a virtual host that is not loaded, not a wrong address.
      see.both("gateway/address", "gitlab/reach", (address, reach) => address.host.toLowerCase() === reach.host.toLowerCase()),
    ),
    suspect(addressHidden(see), strangerAnswersGitlab(see)),
  ],
  rivals: {
    DT215: "the host name is the gateway's own name, but GitLab's web server answers for it because the virtual host is not loaded",
    DT526: "GitLab answers only because the path prefix meant for the gateway is not routed",
  },
  remedy: [
    { do: "Enter the gateway's own address (usual port 5052, or its own host name behind a proxy)", where: "Admin > GitLab Duo > Change configuration > Local AI Gateway URL", expect: "GET <url>/monitoring/healthz is 200 and {}" },
    { do: "Run the check again", where: "chat", command: "/duo check {stack}", expect: "GET / at the gateway gives 401 with the JSON error text" },
  ],
} satisfies Cause;
