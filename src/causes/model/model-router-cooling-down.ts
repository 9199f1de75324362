import { any, proven, suspect, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { bareCode, chatSaid, gatewayHeard, hiddenByKey } from "../../terms/model.ts";
import { refusedBehindRouter } from "../../terms/odd-answers.ts";

export default {
  code: "DT346",
  name: "model-router-cooling-down",
  title: "The LiteLLM proxy at {endpointHost} has taken every deployment of {servedName} out of service for some seconds",
  plainTitle: "The LiteLLM proxy has taken every deployment of the model out of service for some seconds",
  hop: "model",
  severity: "degraded",
  breaks: ["all"],
  explains: { codes: ["A1001", "A1004", "A1008", "M4000"], checks: ["model/not-overloaded", "gateway-to-model/answers", "gateway-to-model/chat-answers", "gateway-to-model/completion-answers", "model/answers"] },
  per: "model",
  proof: (see) => [
    proven(any(chatSaid(see, "cooldown"), gatewayHeard(see, "cooldown")), unlessSeen(see("model/chat", (chat) => [chat.first, chat.again].some((spoken) => spoken !== null && spoken.throughRouter && spoken.about !== "cooldown")))),
    suspect(bareCode(see, 429)),
    suspect(hiddenByKey(see, "later", "never")),
  ],
  // What set them aside is known, and is the cause.
  unless: (see) => refusedBehindRouter(see),
  rivals: {
    DT333: "the refusal is about a rate",
    DT334: "the quota is used up",
    DT345: "after the wait the first answer shows the upstream's fault",
  },
  remedy: [
    { do: "Wait for the time that the answer names and ask once: the first answer shows the true fault", where: "any host that reaches the model", expect: "another error, with `Received Model Group`, or 200" },
    { do: "Mend that fault at the upstream, or add a second deployment", where: "LiteLLM proxy's config.yaml", expect: "no `No deployments available` in an hour" },
  ],
} satisfies Cause;
