import { likely, suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { discoveryGood, keysMissing, noKeys, standsStill } from "../../terms/gateway.ts";
import { besideKeys, wayToGitlab } from "../../terms/beside.ts";

// Two issuers that do not answer, ten seconds each.
const bothSilentMs = 18_000;

export default {
  code: "DT243",
  name: "issuer-not-reachable",
  title: "The gateway cannot connect to GitLab, so it has no keys to check tokens",
  hop: "gateway-to-gitlab",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A9999", "A1001", "A1000", "M4000", "DCR4005"], checks: ["gateway/holds-keys", "gateway/accepts-tokens", "gateway/responsive", "gateway-to-model/answers", "gateway-to-model/completion-answers", "gateway-to-model/chat-answers", "agent-platform/reachable", "agent-platform/gitlab-reaches", "agent-platform/token-route", "agent-platform/serving", "gitlab-to-gateway/gitlab-reaches", "gitlab-to-gateway/health", "gateway/way-to-gitlab"] },
  proof: (see) => besideKeys(
    see,
    wayToGitlab(see, (way) => way.proxy === null && (way.phase === "connect" || (way.phase === "answer" && way.status === null))),
    likely(noKeys(see), discoveryGood(see), see("gateway/junk-token", (value) => value.first.ms >= bothSilentMs)),
    suspect(keysMissing(see), discoveryGood(see)),
    suspect(standsStill(see)),
  ),
  rivals: {
    DT242: "`Name or service not known` in the log; outside, both fail fast",
    DT244: "SSLError in the log: connect works",
    DT245: "a proxy variable catches the host: a direct fetch from the container works",
    DT250: "the fetch from the container works now",
    DT253: "same freeze of 10 s or more on a cold process, but tokens of GitLab are accepted afterwards (token route 201)",
    DT150: "GitLab does not answer the worker either",
  },
  remedy: [
    { do: "Look at the direct way", where: "gateway container", command: "curl -sS -o /dev/null -w '%{http_code} %{time_connect}\\n' --max-time 12 \"$AIGW_GITLAB_URL/.well-known/openid-configuration\"", expect: "200 in well under 1 s" },
    { do: "Open the path: firewall or network policy from the gateway to GitLab on 443 (or the port in the URL)", where: "network", expect: "connect time a few milliseconds" },
    { do: "Raise the patience of liveness probes until then: while the fetch waits (10 s per address) healthz hangs, and a killed pod starts again with an empty cache", where: "pod definition", command: "livenessProbe.timeoutSeconds above 20", risk: "a really dead pod is noticed later" },
    { do: "Restart the gateway: an empty key set stays cached", where: "gateway host", command: "docker restart <container>", expect: "junk probe 401 within a second", risk: "short interruption" },
  ],
} satisfies Cause;
