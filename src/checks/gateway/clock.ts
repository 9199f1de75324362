import { all, not, unlessSeen } from "../../core/truth.ts";
import type { Check } from "../../facts/rules.ts";
import type { FactValues } from "../../facts/values.generated.ts";
import { clocksApart, gatewayAheadMs } from "../../terms/clocks.ts";
import { tokensAccepted } from "../../terms/gateway.ts";

function secondsOf(value: FactValues["worker/clock"] | undefined): number | undefined {
  const ahead = value === undefined ? undefined : gatewayAheadMs(value);
  return ahead === undefined ? undefined : Math.round(Math.abs(ahead.ms) / 1000);
}

export default {
  title: "The gateway's clock agrees with GitLab's",
  hop: "gateway",
  judge: (see) => [
    { verdict: "fail", when: all(clocksApart(see), unlessSeen(tokensAccepted(see))), reason: "{seconds} s apart" },
    { verdict: "pass", when: not(clocksApart(see)), reason: "within what tokens bear" },
  ],
  wouldTell: { do: "Compare both clocks", where: "gateway host and GitLab node", command: "date -u", expect: "a difference under 1 s" },
  names: (read) => ({ seconds: secondsOf(read("worker/clock")) }),
} satisfies Check;
