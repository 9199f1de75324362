import { not } from "../../core/truth.ts";
import type { Check } from "../../facts/rules.ts";
import { used } from "../../terms/model.ts";

export default {
  title: "Beside the gateway, {model} answers",
  hop: "gateway-to-model",
  per: "model",
  judge: (see) => [
    { verdict: "skip", when: not(used(see)), reason: "no feature uses model {model}" },
    { verdict: "fail", when: see("model/inside", ({ way }) => way.status === null), reason: "the gateway's way to the model ends before an answer" },
    { verdict: "fail", when: see("model/inside", ({ way }) => way.proxy !== null && (way.status === 403 || way.status === 407 || (way.status ?? 0) >= 502)), reason: "the proxy of the gateway does not hand the call on" },
    { verdict: "pass", when: see("model/inside", ({ way }) => way.status !== null), reason: "an HTTP answer comes, with the gateway's own certificates and proxies" },
  ],
} satisfies Check;
