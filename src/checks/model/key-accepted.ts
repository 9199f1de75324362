import { all, any, not, unlessSeen } from "../../core/truth.ts";
import { chatAnswered, completionFailed, gatewayBad, refusedWith, stored, used, windowTooSmall } from "../../terms/model.ts";
import type { Check } from "../../facts/rules.ts";

export default {
  title: "The model server accepts the key of {model}",
  hop: "model",
  per: "model",
  judge: (see) => [
    { verdict: "skip", when: not(used(see)), reason: "no feature uses model {model}" },
    { verdict: "fail", when: all(stored(see, (endpoint) => endpoint.hasApiToken === false), any(see("gitlab/connection-check", (check) => check.withoutKey?.outcome === "model-code" && check.withoutKey.code === 401), all(see("model/list", (list) => (list.withoutKey ?? list.stored).state === "key-wanted"), gatewayBad(see)))), reason: "it wants a key, and GitLab has none" },
    { verdict: "fail", when: all(stored(see, (endpoint) => endpoint.hasApiToken === true), see("gitlab/connection-check", (check) => check.withoutKey?.outcome === "model-code" && check.withoutKey.code === 401 && (check.withKey === null || check.withKey.outcome === "success" || check.withKey.code === 401)), unlessSeen(see("model/shapes", (shapes) => shapes.whole !== null && refusedWith(shapes.whole) === true)), unlessSeen(windowTooSmall(see)), any(completionFailed(see, "fast"), completionFailed(see, "slow"))), reason: "it wants a key, and real requests with the stored one fail" },
    { verdict: "fail", when: all(see("model/chat", (chat) => chat.withKey && chat.first.outcome === "refused" && (chat.first.status === 401 || chat.first.status === 403)), gatewayBad(see)), reason: "it refuses the configured key" },
    { verdict: "pass", when: any(see("gitlab/connection-check", (check) => check.best.outcome === "success"), chatAnswered(see)), reason: "the model was asked" },
  ],
} satisfies Check;
