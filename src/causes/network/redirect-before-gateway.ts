import { likely, proven, suspect, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import type { FactValues } from "../../facts/values.generated.ts";
import { gitlabWorks, healthGood } from "../../terms/network.ts";

/** The redirect leads to where it came from: whoever follows it goes round in circles. */
const toItself = ({ result, unverified, location }: FactValues["gateway/health"]): boolean => {
  const seen = unverified ?? result;
  return seen.kind === "answer" && location !== null && URL.canParse(location, seen.url) && new URL(location, seen.url).href === seen.url;
};

export default {
  code: "DT532",
  name: "redirect-before-gateway",
  title: "Requests to {gatewayUrl} are redirected to {location}, and a redirected POST loses its body",
  plainTitle: "Requests to the gateway are redirected, and a redirected POST loses its body",
  hop: "gitlab-to-gateway",
  severity: "outage",
  breaks: ["chat", "code-completion", "code-generation"],
  explains: { codes: ["A9999", "A1001", "A1002", "M4000"], checks: ["gitlab-to-gateway/health", "gitlab-to-gateway/gitlab-reaches", "gitlab-to-gateway/posts-pass", "gateway/accepts-tokens", "gateway-to-model/answers", "gateway-to-model/completion-answers", "gateway-to-model/chat-answers"] },
  proof: (see) => [
    proven(see("gateway/health", (value) => value.form === "redirect"), see("gateway/elsewhere", (value) => value.tried.some((one) => one.change === "redirect-target" && one.good)), unlessSeen(gitlabWorks(see))),
    likely(see("gateway/health", (value) => value.form === "redirect" && !value.login && toItself(value)), unlessSeen(gitlabWorks(see))),
    suspect(see("gateway/health", (value) => value.form === "redirect" && !value.login), unlessSeen(gitlabWorks(see))),
    likely(healthGood(see), see("gateway/post-route", (value) => value.state === "redirected" && !value.login), unlessSeen(gitlabWorks(see))),
  ],
  rivals: {
    DT527: "the Location is a login page of another host",
    DT504: "no answer over the configured scheme at all",
    DT107: "the Location is GitLab's own sign-in page",
  },
  remedy: [
    { do: "Enter the final address in GitLab", where: "Admin > GitLab Duo > Change configuration > Local AI Gateway URL", expect: "healthz answers 200 without a redirect" },
    { do: "Or serve the gateway on the configured scheme and host without a redirect", where: "proxy before the gateway" },
  ],
  names: (read) => ({ location: read("gateway/health")?.location ?? undefined }),
} satisfies Cause;
