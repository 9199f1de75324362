import { any, likely, proven, unlessSeen } from "../../core/truth.ts";
import type { Cause, See } from "../../facts/rules.ts";
import type { FactValues } from "../../facts/values.generated.ts";
import { clocksApart, gatewayAheadMs } from "../../terms/clocks.ts";
import { tokensAccepted, tokensRefused } from "../../terms/gateway.ts";

const gitlabAgrees = (see: See) => see("worker/clock", (value) => value.gitlab !== null && Math.abs(value.gitlab.offsetMs) <= value.gitlab.uncertaintyMs + 2000);
const ownClock = (see: See) => see("worker/clock", (value) => value.gateway?.ownClock === true);
const refusedSomehow = (see: See) => any(tokensRefused(see), see("gitlab/token-route", (value) => value.outcome === "refused"));

function skewOf(value: FactValues["worker/clock"] | undefined): Record<string, string | number | undefined> {
  const ahead = value === undefined ? undefined : gatewayAheadMs(value);
  if (ahead === undefined) return {};
  return { seconds: Math.round(Math.abs(ahead.ms) / 1000), effect: ahead.ms < 0 ? "not yet valid" : "expired" };
}

export default {
  code: "DT255",
  name: "gateway-clock-skewed",
  title: "The clock of the gateway differs from GitLab's by {seconds} s, so tokens count as {effect}",
  plainTitle: "The clock of the gateway differs from GitLab's, so good tokens count as expired or not yet valid",
  hop: "gateway",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A9999", "A1001", "M4000", "DCR4005"], checks: ["gateway/clock", "gateway/accepts-tokens", "gateway/holds-keys", "gateway/editor-tokens", "gateway-to-model/answers", "gateway-to-model/completion-answers", "gateway-to-model/chat-answers", "agent-platform/gitlab-reaches"] },
  proof: (see) => [
    proven(clocksApart(see), ownClock(see), gitlabAgrees(see), refusedSomehow(see)),
    likely(clocksApart(see), gitlabAgrees(see), refusedSomehow(see)),
    likely(clocksApart(see), ownClock(see), gitlabAgrees(see), unlessSeen(tokensAccepted(see))),
  ],
  rivals: {
    DT122: "the gateway agrees with the worker and GitLab differs",
    DT911: "gateway and GitLab agree with each other and the worker differs",
    DT121: "clocks are equal and the exception is ExpiredSignatureError",
    DT251: "clocks are equal and the exception is `Signature verification failed.`",
    DT256: "exception is `Invalid audience`",
  },
  remedy: [
    { do: "Compare both clocks", where: "gateway host and GitLab node", command: "date -u", expect: "difference under 1 s" },
    { do: "Switch time synchronisation on; a container takes the clock of its host", where: "gateway host", command: "timedatectl set-ntp true", expect: "`System clock synchronized: yes`", risk: "a jump of the clock can disturb other services on the host" },
    { do: "Run the connection check", where: "GitLab, Test connection", expect: "no code 401; no restart is needed" },
  ],
  names: (read) => skewOf(read("worker/clock")),
} satisfies Cause;
