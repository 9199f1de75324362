import { all, likely, suspect, unlessSeen } from "../../core/truth.ts";
import type { Cause, See } from "../../facts/rules.ts";
import { addressHidden, gitlabsAddressIsWrong, strangerAnswersGitlab } from "../../terms/gitlab.ts";
import { failureOf, fromGitlab, gitlabWorks, healthGood, strangerCompletes } from "../../terms/network.ts";

/** An answer, but of nothing that is known: no gateway, GitLab, model server, login page, redirect or proxy without a backend. */
const somethingElseAnswers = (see: See) =>
  all(
    gitlabsAddressIsWrong(see),
    see("gateway/health", (health) => !health.marks && !health.login && !health.proxyError && health.form !== "redirect" && health.location === null),
    see("gateway/identity", (identity) => ["unknown", "metrics"].includes(identity.kind)),
    see("gateway/elsewhere", (elsewhere) => !elsewhere.tried.some((one) => one.good && ["other-scheme", "other-port", "without-path", "other-scheme-without-path", "trailing-slash-removed"].includes(one.change))),
  );

export default {
  code: "DT108",
  name: "gateway-url-points-to-something-else",
  title: "Something answers at the AI gateway URL {gatewayUrl}, but it is neither an AI gateway, nor GitLab, nor a known model server",
  hop: "gitlab",
  severity: "outage",
  breaks: ["chat", "code-completion", "code-generation"],
  explains: { codes: ["A1001", "A1002", "A9999"], checks: ["gitlab/chat", "gitlab/gateway-url-sound", "gitlab-to-gateway/worker-reaches", "gitlab-to-gateway/health", "gitlab-to-gateway/gitlab-reaches", "gitlab-to-gateway/headers-pass", "gitlab-to-gateway/posts-pass", "gateway-to-model/completion-answers", "gateway-to-model/answers", "gateway/accepts-tokens", "gateway/editor-tokens"] },
  proof: (see) => [
    likely(somethingElseAnswers(see), see("gateway/elsewhere", (elsewhere) => elsewhere.tried.some((one) => one.good && ["configured-address", "agent-host", "agent-host-port", "other-address"].includes(one.change)))),
    suspect(somethingElseAnswers(see)),
    suspect(see("gateway/health", (health) => failureOf(health.result) === "not-http"), unlessSeen(gitlabWorks(see))),
    suspect(addressHidden(see), strangerAnswersGitlab(see)),
    suspect(strangerCompletes(see), unlessSeen(all(fromGitlab(see), healthGood(see)))),
  ],
  rivals: {
    DT521: "502, 503 or 504 from a proxy: the address is right, the gateway behind it is down",
    DT527: "302, or 200 HTML with a login form, or 401 with WWW-Authenticate: a login wall stands before the gateway",
    DT526: "another path of the same origin answers healthz",
    DT505: "another port of the same host answers healthz",
    DT106: "the product is a model server with an unusual wrong-path answer (LM Studio: HTTP 200 with an error field)",
  },
  remedy: [
    { do: "Find out which program owns that address", where: "GitLab node", command: "curl -sS -i {gatewayUrl}/monitoring/healthz", expect: "the server header and body name the product" },
    { do: "Enter the address at which healthz answers 200 and {}", where: "Admin > GitLab Duo > Change configuration > Local AI Gateway URL", expect: "GET <url>/ gives 401 with the JSON error text" },
  ],
} satisfies Cause;
