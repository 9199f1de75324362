import { all, likely, proven, suspect, type Term, unlessSeen } from "../../core/truth.ts";
import type { Cause, See } from "../../facts/rules.ts";
import { betterBy, chatAnswered, gatewayGot, gatewayHeard, noBetterBy, notGood, notProvider, stored, unseenModel } from "../../terms/model.ts";

const lacksV1 = (see: See): Term => all(stored(see, (endpoint) => !endpoint.endpointIgnored && ["none", "other"].includes(endpoint.pathEnds)), notProvider(see, "azure", "anthropic", "gemini", "ollama"));

export default {
  code: "DT321",
  name: "endpoint-lacks-v1",
  title: "The endpoint of model {model}, {endpoint}, does not end in /v1, so the model server finds nothing there",
  hop: "gateway-to-model",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A1001", "A1004", "A1008", "M4000"], checks: ["gateway-to-model/endpoint-sound", "model/lists-models", "model/serves-name", "gateway-to-model/answers", "gateway-to-model/chat-answers", "gateway-to-model/completion-answers", "model/answers"] },
  per: "model",
  proof: (see) => [
    proven(lacksV1(see), betterBy(see, "v1-appended", "path-cut"), notGood(see)),
    proven(lacksV1(see), see("model/list", (list) => (["not-here", "wrong-path", "html", "redirect", "other", "server-error"].includes(list.stored.state) && [list.v1Appended, list.cut].some((one) => one?.state === "list" || one?.state === "key-wanted"))), notGood(see), unlessSeen(chatAnswered(see))),
    likely(lacksV1(see), gatewayHeard(see, "route-unknown"), notGood(see)),
    likely(lacksV1(see), gatewayGot(see, 404, 405, 422), unlessSeen(see("model/list", () => true)), unlessSeen(noBetterBy(see, "v1-appended"))),
    suspect(unseenModel(see, "fast")),
  ],
  rivals: {
    DT322: "the path ends in a route",
    DT323: "the path holds /v1 already",
    DT324: "with /v1 the answer is about the model's name",
    DT328: "no list comes with or without /v1",
  },
  remedy: [
    { do: "Append /v1 to the endpoint", where: "Admin > GitLab Duo > Configure models > {model} > Endpoint", command: "{endpoint}/v1", expect: "GitLab's connection check of the model is good" },
    { do: "Check it by hand", where: "any host that reaches the model", command: "curl -sS -o /dev/null -w '%{http_code}\\n' {endpoint}/v1/models", expect: "200, or 401 if it wants a key" },
  ],
} satisfies Cause;
