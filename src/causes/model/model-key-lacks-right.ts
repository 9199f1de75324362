import { any, likely, proven, suspect, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { bareCode, chatAnswered, gatewayHeard, hiddenByKey, loginBefore, modelUnasked, notGood, notProvider, routerReports } from "../../terms/model.ts";

export default {
  code: "DT332",
  name: "model-key-lacks-right",
  title: "The API key of model {model} is valid but may not use {identifier}",
  hop: "gateway-to-model",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A1001", "A1004", "A1008", "M4000"], checks: ["model/key-accepted", "gateway-to-model/answers", "gateway-to-model/chat-answers", "gateway-to-model/completion-answers", "model/answers"] },
  per: "model",
  proof: (see) => [
    proven(see("model/chat", (chat) => chat.withKey && chat.first.outcome === "refused" && (chat.first.status === 403 || chat.first.about === "key-right")), see("model/list", (list) => list.stored.state === "list"), notGood(see)),
    proven(gatewayHeard(see, "key-right"), see("gateway/chat", (chat) => chat.withKey), notProvider(see, "bedrock", "vertex_ai"), unlessSeen(chatAnswered(see))),
    likely(see("gitlab/connection-check", (check) => check.withKey?.outcome === "model-code" && check.withKey.code === 403), see.some("gitlab/connection-check", (check) => check.best.outcome === "success", "other"), notProvider(see, "bedrock"), modelUnasked(see)),
    suspect(bareCode(see, 403)),
    suspect(see("model/chat", (chat) => chat.first.outcome === "refused" && chat.first.status === 403), notGood(see)),
    // 403 is tried again; a LiteLLM proxy says 401, which is not.
    suspect(hiddenByKey(see, "fast", "later")),
  ],
  unless: (see) => any(routerReports(see), loginBefore(see)),
  rivals: {
    DT331: "the list is refused too",
    DT309: "only the gateway gets the 403",
    DT347: "the 403 is a page",
  },
  remedy: [
    { do: "Give the key the right to this model, or make a key that has it", where: "model server or LiteLLM proxy", expect: "the list of the key holds the model" },
    { do: "Store the new key", where: "Admin > GitLab Duo > Configure models > {model} > API key", expect: "GitLab's connection check of the model is good" },
  ],
} satisfies Cause;
