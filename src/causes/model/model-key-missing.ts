import { all, any, proven, suspect, unlessSeen, type Term } from "../../core/truth.ts";
import type { Cause, See } from "../../facts/rules.ts";
import { bareRefusal, contrast, gatewayGot, leadsToGateway, loginBefore, notProvider, provider, routerReports, stored, unseenModel } from "../../terms/model.ts";

const noKey = (see: See): Term => all(stored(see, (endpoint) => endpoint.hasApiToken === false), notProvider(see, "bedrock", "vertex_ai"));

/** A provider's name that stands there by accident asks another server for its key. */
const notByAccident = (see: See): Term => unlessSeen(contrast(see, (one) => one.change === "prefix-custom-openai" && one.result.outcome === "success"));

export default {
  code: "DT330",
  name: "model-key-missing",
  title: "Model {model} has no API key in GitLab, and the model server wants one",
  hop: "gateway-to-model",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A1001", "A1004", "A1008", "M4000"], checks: ["model/key-accepted", "gateway-to-model/answers", "gateway-to-model/chat-answers", "gateway-to-model/completion-answers", "model/answers"] },
  per: "model",
  proof: (see) => [
    proven(noKey(see), see("gitlab/connection-check", (check) => check.withoutKey?.outcome === "model-code" && check.withoutKey.code === 401), notByAccident(see)),
    proven(noKey(see), see("gitlab/connection-check", (check) => check.withoutKey?.outcome === "model-code" && check.withoutKey.code === 400 && check.withKey?.outcome === "success")),
    proven(noKey(see), see("model/list", (list) => (list.withoutKey ?? list.stored).state === "key-wanted"), unlessSeen(see("gitlab/connection-check", (check) => check.withoutKey?.outcome === "success")), unlessSeen(see("gateway/model-check", (check) => check.outcome === "ok" && !check.withKey))),
    proven(noKey(see), provider(see, "openai"), see("gitlab/connection-check", (check) => check.withoutKey?.code === 500 && check.withKey !== null && check.withKey.outcome === "success")),
    proven(noKey(see), see("gateway/chat", (chat) => !chat.withKey && (chat.about === "missing-credentials" || (chat.about === "key" && chat.code !== 400)))),
    proven(noKey(see), see("gateway/model-check", (check) => !check.withKey && check.outcome === "model-code" && check.code === 401), notByAccident(see)),
    suspect(any(bareRefusal(see), gatewayGot(see, 403)), noKey(see)),
    suspect(unseenModel(see, "fast")),
  ],
  unless: (see) => any(routerReports(see), loginBefore(see), leadsToGateway(see)),
  rivals: {
    DT331: "a key is stored",
    DT325: "with custom_openai/ no key is wanted",
    DT332: "the key is accepted, and the model is not allowed to it",
  },
  remedy: [
    { do: "Enter the model server's key", where: "Admin > GitLab Duo > Configure models > {model} > API key", expect: "GitLab's connection check of the model is good" },
    { do: "Check the key by hand first", where: "any host that reaches the model", command: "curl -sS -o /dev/null -w '%{http_code}\\n' -H 'Authorization: Bearer <key>' {endpoint}/models", expect: "200", risk: "the key stays in the shell history" },
  ],
} satisfies Cause;
