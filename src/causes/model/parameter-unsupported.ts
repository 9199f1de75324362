import { any, proven, suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { accepted, bareRefusal, chatSaid, gatewayHeard, hiddenByKey, notGood, refusedWith } from "../../terms/model.ts";

export default {
  code: "DT355",
  name: "parameter-unsupported",
  title: "Model {model} refuses the parameter `{parameter}` that the gateway sends",
  plainTitle: "Model {model} refuses a parameter that the gateway sends",
  hop: "gateway-to-model",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A1001", "A1004", "A1008", "M4000"], checks: ["model/takes-chat-shape", "gateway-to-model/answers", "gateway-to-model/chat-answers", "gateway-to-model/completion-answers", "model/answers"] },
  per: "model",
  proof: (see) => [
    proven(see("model/shapes", (shapes) => refusedWith(shapes.plain) === true && accepted(shapes.maxCompletionTokens)), notGood(see)),
    proven(see("model/shapes", (shapes) => accepted(shapes.plain) === true && refusedWith(shapes.temperature)), notGood(see)),
    proven(any(gatewayHeard(see, "parameter"), chatSaid(see, "parameter")), notGood(see)),
    suspect(bareRefusal(see)),
    suspect(hiddenByKey(see, "fast")),
  ],
  rivals: {
    DT353: "the parameter is `stop`, and the connection check is good",
    DT354: "the field is stream_options",
    DT351: "the refusal is about roles",
    DT350: "the refusal is about the template",
  },
  remedy: [
    { do: "Let the identifier hold the model's real name: the gateway renames max_tokens and drops temperature by name", where: "Admin > GitLab Duo > Configure models > {model} > Model identifier", command: "azure/<real model name>", expect: "GitLab's connection check of the model is good" },
    { do: "Use the gateway image of GitLab's own minor release", where: "gateway host", command: "self-hosted-v{version}-ee", expect: "GitLab's connection check of the model is good", risk: "the container is recreated: running requests are cut" },
  ],
  names: (read) => {
    const shapes = read("model/shapes");
    const heard = /parameter:? ['"`]([\w.]{2,40})/iu.exec(read("gateway/chat")?.said ?? "")?.[1];
    return { parameter: read("model/chat")?.first.parameter ?? (shapes?.temperature?.outcome === "refused" ? "temperature" : shapes?.maxCompletionTokens?.outcome === "answer" ? "max_tokens" : heard) };
  },
} satisfies Cause;
