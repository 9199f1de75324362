import { likely, proven } from "../../core/truth.ts";
import type { Cause, See } from "../../facts/rules.ts";

/** The certificate names GitLab's host and not the gateway's. */
const namesGitlab = (see: See) =>
  see.both("gateway/reach", "gitlab/reach", (gateway, gitlab) => {
    const leaf = gateway.tls?.kind === "look" ? gateway.tls.chain[0] : undefined;
    if (leaf === undefined || gateway.tls?.kind !== "look" || gateway.host.toLowerCase() === gitlab.host.toLowerCase()) return false;
    return !gateway.tls.nameMatches && leaf.names.some((name) => name.toLowerCase() === gitlab.host.toLowerCase());
  });

export default {
  code: "DT215",
  name: "gateway-virtual-host-not-loaded",
  title: "The web server of GitLab answers for {gatewayHost}: the virtual host of the gateway is not loaded",
  hop: "gitlab-to-gateway",
  severity: "outage",
  breaks: ["chat", "code-completion", "code-generation"],
  explains: { codes: ["A9999", "A1001", "M4000"], checks: ["gitlab-to-gateway/health", "gitlab-to-gateway/certificate", "gitlab-to-gateway/gitlab-reaches", "gateway/accepts-tokens", "gateway-to-model/answers", "gateway-to-model/completion-answers", "gateway-to-model/chat-answers"] },
  proof: (see) => [
    proven(namesGitlab(see), see("gateway/identity", (value) => value.kind === "gitlab")),
    likely(namesGitlab(see), see("gateway/health", (value) => !value.good && value.form === "html")),
  ],
  rivals: {
    DT107: "there the host in the URL is GitLab's own name; here it is another name that ends at the same web server",
    DT512: "there healthz (verification off) is 200 {}: the right service with the wrong certificate",
    DT528: "the gateway name resolves to another address from the GitLab node",
  },
  remedy: [
    { do: "Check that the bundled web server reads the folder of your extra configuration", where: "GitLab node, /etc/gitlab/gitlab.rb", expect: "the file with the server block of the gateway is included" },
    { do: "Apply it", where: "GitLab node", command: "gitlab-ctl reconfigure", expect: "no error", risk: "reconfigure touches all of GitLab: choose a quiet time" },
    { do: "Look at certificate and health again", where: "anywhere", command: "curl -sv https://{gatewayHost}/monitoring/healthz", expect: "certificate names the gateway, body {}" },
  ],
} satisfies Cause;
