import { all, unlessSeen } from "../../core/truth.ts";
import type { Check } from "../../facts/rules.ts";
import type { FactValues } from "../../facts/values.generated.ts";
import { tokensAccepted } from "./pictures.ts";

const behindMs = 5000;
const aheadMs = 3_600_000;
function apart(value: FactValues["worker/clock"]): boolean | undefined {
  if (value.gateway === null || value.gitlab === null) return undefined;
  const ahead = value.gateway.offsetMs - value.gitlab.offsetMs;
  const uncertainty = value.gateway.uncertaintyMs + value.gitlab.uncertaintyMs;
  return ahead + uncertainty < -behindMs || ahead - uncertainty > aheadMs;
}
function secondsOf(value: FactValues["worker/clock"] | undefined): number | undefined {
  return value?.gateway && value.gitlab ? Math.round(Math.abs(value.gateway.offsetMs - value.gitlab.offsetMs) / 1000) : undefined;
}

export default {
  title: "The gateway's clock agrees with GitLab's",
  hop: "gateway",
  judge: (see) => [
    { verdict: "fail", when: all(see("worker/clock", apart), unlessSeen(tokensAccepted(see))), reason: "{seconds} s apart" },
    { verdict: "pass", when: see("worker/clock", (value) => { const far = apart(value); return far === undefined ? undefined : !far; }), reason: "within what tokens bear" },
  ],
  wouldTell: { do: "Compare both clocks", where: "gateway host and GitLab node", command: "date -u", expect: "a difference under 1 s" },
  names: (read) => ({ seconds: secondsOf(read("worker/clock")) }),
} satisfies Check;
