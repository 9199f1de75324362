import { header } from "../../core/probe-answer.ts";
import { all, likely, not, proven, suspect, unlessSeen } from "../../core/truth.ts";
import type { Cause, See } from "../../facts/rules.ts";
import type { FactValues } from "../../facts/values.generated.ts";
import { gitlabWorks, healthGood, ownPortGood, strangerCompletes } from "../../terms/network.ts";

const loginPage = (see: See) => all(see("gateway/health", (value) => value.login), see("gateway/identity", (value) => value.kind === "login"));

function answerOf(value: FactValues["gateway/health"] | undefined): Record<string, string | number | undefined> {
  const seen = value?.unverified ?? value?.result;
  if (seen?.kind !== "answer") return { status: "something", contentType: "else" };
  return { status: seen.status, contentType: value?.location === null || value?.location === undefined ? (header(seen, "content-type") ?? "without a type") : `to ${value.location}` };
}

export default {
  code: "DT527",
  name: "login-page-before-gateway",
  title: "A login page stands in front of the gateway URL: {gatewayHost} answers {status} {contentType} instead of the gateway",
  plainTitle: "A login page stands in front of the gateway URL",
  hop: "gitlab-to-gateway",
  severity: "outage",
  breaks: ["chat", "code-completion", "code-generation"],
  explains: { codes: ["A9999", "A1001", "A1002", "M4000"], checks: ["gitlab/chat", "gitlab-to-gateway/health", "gitlab-to-gateway/gitlab-reaches", "gateway/accepts-tokens", "gitlab-to-gateway/posts-pass", "gateway-to-model/answers", "gateway-to-model/completion-answers", "gateway-to-model/chat-answers"] },
  proof: (see) => [
    proven(loginPage(see), ownPortGood(see), unlessSeen(gitlabWorks(see))),
    likely(loginPage(see), unlessSeen(gitlabWorks(see)), not(see("gateway/elsewhere", (value) => value.tried.some((one) => one.change === "redirect-target" && one.good)))),
    // The health route alone is exempt from the login.
    likely(healthGood(see), see("gateway/post-route", (value) => value.login), unlessSeen(gitlabWorks(see))),
    suspect(strangerCompletes(see, "html")),
  ],
  rivals: {
    DT107: "the page is GitLab's own sign-in page",
    DT108: "no login: some other product answers, and no gateway stands behind it",
    DT520: "only GitLab gets the page (proxy login), the worker gets 200 {}",
    DT524: "JSON {\"error\":...} of the gateway, not HTML",
    DT526: "401 with exactly {\"error\":\"No authorization header presented\"}",
  },
  remedy: [
    { do: "Exempt the gateway from single sign-on: it checks the tokens of GitLab itself", where: "identity proxy, WAF or ingress annotations of this host", expect: "healthz 200 {} without a session", risk: "keep network rules that limit who may connect" },
    { do: "Or give GitLab an internal name that bypasses the login proxy", where: "Admin > GitLab Duo > Change configuration > Local AI gateway URL", command: "http://<internal gateway host>:5052", expect: "health check: reachable" },
    { do: "Prove that auth of the gateway is on before you open the way", where: "anywhere", command: "curl -s {gatewayUrl}/", expect: "{\"error\":\"No authorization header presented\"}" },
  ],
  names: (read) => answerOf(read("gateway/health")),
} satisfies Cause;
