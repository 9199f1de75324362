import { likely, proven, suspect, unlessSeen } from "../../core/truth.ts";
import type { Cause, See } from "../../facts/rules.ts";
import { failsUnseen } from "../../terms/gitlab.ts";
import { fromGitlab, gitlabMeets, gitlabWorks, healthGood } from "../../terms/network.ts";

const otherScheme = (see: See) => see("gateway/elsewhere", (value) => value.tried.some((one) => (one.change === "other-scheme" || one.change === "other-scheme-without-path") && one.good));

export default {
  code: "DT504",
  name: "gateway-scheme-mismatch",
  title: "GitLab speaks {urlScheme} to the gateway, and port {gatewayPort} speaks {realScheme}",
  plainTitle: "GitLab and the gateway's port disagree on TLS: one says http, the other speaks https",
  hop: "gitlab-to-gateway",
  severity: "outage",
  breaks: ["chat", "code-completion", "code-generation"],
  explains: { codes: ["A9999", "A1001", "M4000"], checks: ["gitlab-to-gateway/worker-reaches", "gitlab-to-gateway/gitlab-reaches", "gitlab-to-gateway/health", "gateway-to-model/answers", "gateway-to-model/completion-answers", "gateway-to-model/chat-answers"] },
  proof: (see) => [
    proven(otherScheme(see), fromGitlab(see), unlessSeen(gitlabWorks(see))),
    likely(gitlabMeets(see, "not-tls"), see("gateway/address", (value) => value.scheme === "https"), unlessSeen(healthGood(see))),
    suspect(otherScheme(see), unlessSeen(gitlabWorks(see))),
    suspect(failsUnseen(see)),
  ],
  rivals: {
    DT505: "neither scheme gives healthz on this port; another port does",
    DT506: "the handshake fails with a protocol or cipher alert, not with wrong version number",
    DT530: "both schemes are reset",
    DT412: "the same on the port of the agent service only",
  },
  remedy: [
    { do: "Change the scheme in GitLab; a gateway without a proxy speaks plain http on 5052, behind a TLS proxy use https and leave :5052 away", where: "Admin > GitLab Duo > Change configuration > Local AI gateway URL", command: "http://{gatewayHost}:5052   or   https://<gateway name>", expect: "health check: reachable" },
    { do: "If https is wanted, end TLS at a proxy, or from 19.1 on the gateway itself", where: "gateway container settings", command: "AIGW_FASTAPI__TLS__ENABLED=true AIGW_FASTAPI__TLS__CERT_FILE=... AIGW_FASTAPI__TLS__KEY_FILE=... AIGW_FASTAPI__TLS__SSL_CIPHERS=TLSv1.2", expect: "look succeeds", risk: "GitLab must be changed in the same minute, and must trust the certificate (DT510)" },
  ],
  names: (read) => ({ urlScheme: read("gateway/address")?.scheme, realScheme: read("gateway/address")?.scheme === "https" ? "http" : "https" }),
} satisfies Cause;
