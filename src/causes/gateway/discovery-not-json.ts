import { header } from "../../core/probe-answer.ts";
import { likely, suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import type { FactValues } from "../../facts/values.generated.ts";
import { keysMissing } from "../../terms/gateway.ts";
import { strangerForGitlab } from "../../terms/gitlab.ts";
import { besideKeys, wayToGitlab } from "../../terms/beside.ts";

function contentTypeOf(value: FactValues["gitlab/discovery"] | undefined): string | undefined {
  const result = value?.atRoot.result;
  return result?.kind === "answer" ? header(result, "content-type") : undefined;
}

const redirectOf = (value: FactValues["gitlab/discovery"] | undefined): string | undefined => (value !== undefined && ledAway(value) ? `a redirect to ${value.atRoot.redirects.at(-1) ?? "another address"}` : undefined);

/** What answers there sends whoever asks to another address, and nothing answers at that one. */
const ledAway = ({ atRoot }: FactValues["gitlab/discovery"]): boolean => atRoot.form === "failed" && atRoot.redirects.length > 0;

export default {
  code: "DT246",
  name: "discovery-not-json",
  title: "Something in front of GitLab answers its discovery address with {contentType} instead of JSON, so the gateway gets no keys",
  plainTitle: "Something in front of GitLab answers its discovery address with something else than JSON, so the gateway gets no keys",
  hop: "gateway-to-gitlab",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A9999", "A1001", "M4000", "DCR4005"], checks: ["gitlab/answers", "gateway/holds-keys", "gateway/accepts-tokens", "gateway-to-model/answers", "gateway-to-model/completion-answers", "gateway-to-model/chat-answers", "agent-platform/reachable", "agent-platform/gitlab-reaches", "agent-platform/token-route", "agent-platform/serving", "gateway/way-to-gitlab"] },
  proof: (see) => besideKeys(
    see,
    wayToGitlab(see, (way) => way.status !== null && way.status < 400 && way.issuer === null && way.proxy === null),
    likely(keysMissing(see), see("gitlab/discovery", (value) => !value.relativeRoot && (value.atRoot.form === "not-json" || ledAway(value)))),
    suspect(strangerForGitlab(see)),
  ),
  rivals: {
    DT245: "worker gets good JSON; only the container gets HTML, and it has a proxy variable",
    DT151: "every page of GitLab answers 502/503 or a maintenance page",
    DT249: "GitLab lives under a path and the HTML is that of the host root",
    DT247: "body is JSON, only jwks_uri is missing",
  },
  remedy: [
    { do: "Exempt the two addresses from the login wall or filter", where: "proxy, WAF or SSO in front of GitLab", command: "/.well-known/openid-configuration and /oauth/discovery/keys", expect: "200 application/json without a session", risk: "both are public by design" },
    { do: "Check from the gateway's network", where: "gateway container", command: "curl -sSL \"$AIGW_GITLAB_URL/.well-known/openid-configuration\"", expect: "JSON with issuer and jwks_uri" },
    { do: "Restart the gateway: the empty key set stays cached", where: "gateway host", command: "docker restart <container>", expect: "junk probe 401, connection check good", risk: "short interruption" },
  ],
  names: (read) => ({ contentType: contentTypeOf(read("gitlab/discovery")) ?? redirectOf(read("gitlab/discovery")) }),
} satisfies Cause;
