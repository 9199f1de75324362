import { all, any, likely, proven, suspect, type Term } from "../../core/truth.ts";
import type { Cause, See } from "../../facts/rules.ts";
import { betterBy, gatewayGot, gatewayMeetsUnusable, notGood, notProvider, sound, stored, unseenModel } from "../../terms/model.ts";

const fullPath = (see: See): Term => all(stored(see, (endpoint) => !endpoint.endpointIgnored && (endpoint.pathEnds === "full-path" || endpoint.pathEnds === "query")), notProvider(see, "azure"));

export default {
  code: "DT322",
  name: "endpoint-has-full-path",
  title: "The endpoint of model {model} holds the full path {path}; the gateway appends its own path to it and finds nothing",
  plainTitle: "The endpoint of model {model} holds the full path; the gateway appends its own path to it and finds nothing",
  hop: "gateway-to-model",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A1001", "A1004", "A1008", "M4000"], checks: ["gateway-to-model/endpoint-sound", "model/lists-models", "gateway-to-model/answers", "gateway-to-model/chat-answers", "gateway-to-model/completion-answers", "model/answers"] },
  per: "model",
  proof: (see) => [
    proven(fullPath(see), any(gatewayGot(see, 401, 404, 405, 400), betterBy(see, "path-cut"), all(see("gitlab/connection-check", (check) => check.best.outcome === "model-code" && [401, 404, 405].includes(check.best.code ?? 0)), sound(see))), notGood(see)),
    proven(fullPath(see), see("model/list", (list) => list.stored.state !== "list" && (list.cut?.state === "list" || list.cut?.state === "key-wanted")), notGood(see)),
    likely(fullPath(see), gatewayMeetsUnusable(see)),
    suspect(unseenModel(see, "fast")),
  ],
  rivals: {
    DT321: "the path has neither a route nor /v1",
    DT323: "the path holds /v1 twice",
    DT387: "the identifier begins with azure/",
  },
  remedy: [
    { do: "Cut the path after /v1", where: "Admin > GitLab Duo > Configure models > {model} > Endpoint", command: "{scheme}://{endpointHost}:{endpointPort}/v1", expect: "GitLab's connection check of the model is good" },
  ],
  names: (read) => ({ path: read("model/endpoint")?.path }),
} satisfies Cause;
