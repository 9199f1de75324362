import { all, any, ifSeen, likely, suspect, type Term, unlessSeen } from "../../core/truth.ts";
import type { Cause, See } from "../../facts/rules.ts";
import { completionFailed, hiddenByKey, leadsToGateway, loginBefore, notGood, notProvider, refusedWith, routerReports, stored, windowTooSmall } from "../../terms/model.ts";

const hasKey = (see: See): Term => all(stored(see, (endpoint) => endpoint.hasApiToken === true), notProvider(see, "bedrock", "vertex_ai", "azure"));

/** Without a key the model server says 401, or 400 where it is a LiteLLM proxy without a database and the key is good. */
const wantsKey = (see: See): Term =>
  see("gitlab/connection-check", (check) => check.withoutKey?.outcome === "model-code" && (check.withoutKey.code === 401 || (check.withoutKey.code === 400 && check.withKey?.outcome === "success")));

export default {
  code: "DT331",
  name: "model-key-wrong",
  title: "The API key that GitLab stores for model {model} is refused by the model server",
  hop: "gateway-to-model",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A1001", "A1004", "A1008", "M4000"], checks: ["model/key-accepted", "gateway-to-model/answers", "gateway-to-model/chat-answers", "gateway-to-model/completion-answers", "model/answers"] },
  per: "model",
  proof: (see) => [
    likely(hasKey(see), wantsKey(see), see("gitlab/connection-check", (check) => check.withKey?.outcome === "success"), unlessSeen(see("model/shapes", (shapes) => shapes.whole !== null && refusedWith(shapes.whole) === true)), unlessSeen(windowTooSmall(see)), completionFailed(see, "fast", "later", "slow")),
    likely(hasKey(see), see("gitlab/connection-check", (check) => check.withoutKey?.code === 401 && check.withKey?.outcome === "model-code" && check.withKey.code === 401), completionFailed(see, "fast", "later")),
    // The same in the server's own words, whatever its status: a LiteLLM proxy without a database says 400.
    likely(hasKey(see), ifSeen(see("model/chat", (chat) => chat.withKey && chat.first.outcome === "refused" && chat.first.about === "key")), see("gitlab/connection-check", (check) => check.withKey?.outcome === "model-code" && check.withKey.code === check.withoutKey?.code), completionFailed(see, "fast", "later")),
    suspect(hiddenByKey(see, "fast", "slow")),
    // Some servers, and most API gateways before one, word a bad key as 403; with a key or without makes no difference then, nor what is asked.
    suspect(hasKey(see), ifSeen(see("model/chat", (chat) => chat.withKey && chat.first.outcome === "refused" && chat.first.status === 403)), see("model/list", (list) => list.stored.state === "key-wanted"), notGood(see)),
    // A line break in the key never reaches the server: the call ends as if nobody were there, and the same key without it is good.
    likely(hasKey(see), see("gitlab/connection-check", (check) => check.withKey?.outcome === "success"), completionFailed(see, "slow")),
  ],
  // A key that the model takes from the worker and refuses from the gateway was changed on its way.
  unless: (see) => any(routerReports(see), loginBefore(see), leadsToGateway(see), all(see("gitlab/connection-check", (check) => check.withKey?.code === 401), see("model/chat", (chat) => chat.withKey && chat.first.outcome === "answer"))),
  rivals: {
    DT330: "no key is stored",
    DT332: "the key lists models, and only this one is refused",
    DT301: "the check, which does not use the stored key, fails in the same way",
    DT324: "the key is good and the name is not",
  },
  remedy: [
    { do: "Enter the key anew, without blanks or line ends; GitLab never shows the old one", where: "Admin > GitLab Duo > Configure models > {model} > API key", expect: "GitLab's connection check of the model is good" },
    { do: "Check on the model server that this key is valid", where: "any host that reaches the model", command: "curl -sS -o /dev/null -w '%{http_code}\\n' -H 'Authorization: Bearer <key>' {endpoint}/models", expect: "200", risk: "the key stays in the shell history" },
  ],
} satisfies Cause;
