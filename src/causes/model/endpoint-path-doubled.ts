import { likely, proven, suspect, type Term, unlessSeen } from "../../core/truth.ts";
import type { Cause, See } from "../../facts/rules.ts";
import { betterBy, chatAnswered, completionFailed, gatewayGot, noBetterBy, notGood, provider, stored, unseenModel } from "../../terms/model.ts";

const doubled = (see: See): Term => stored(see, (endpoint) => !endpoint.endpointIgnored && (endpoint.pathEnds === "double-v1" || endpoint.pathEnds === "double-slash"));

export default {
  code: "DT323",
  name: "endpoint-path-doubled",
  title: "The endpoint of model {model} holds /v1 twice or a doubled slash ({path}), so the model server finds nothing there",
  plainTitle: "The endpoint of model {model} holds /v1 twice or a doubled slash, so the model server finds nothing there",
  hop: "gateway-to-model",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A1001", "A1004", "A1008", "M4000"], checks: ["gateway-to-model/endpoint-sound", "model/lists-models", "gateway-to-model/answers", "gateway-to-model/chat-answers", "gateway-to-model/completion-answers", "model/answers"] },
  per: "model",
  proof: (see) => [
    proven(doubled(see), betterBy(see, "path-single-v1"), notGood(see)),
    proven(doubled(see), see("model/list", (list) => list.stored.state !== "list" && (list.cut?.state === "list" || list.cut?.state === "key-wanted")), notGood(see), unlessSeen(chatAnswered(see))),
    proven(provider(see, "anthropic"), stored(see, (endpoint) => endpoint.pathEnds === "v1"), betterBy(see, "v1-removed"), notGood(see)),
    likely(doubled(see), gatewayGot(see, 404, 401), unlessSeen(noBetterBy(see, "path-single-v1"))),
    // A server that looks at the key before the path hides the 404 from a question without one; requests with the stored key fail at once all the same.
    likely(doubled(see), see("gitlab/connection-check", (check) => check.best.outcome === "model-code" && check.best.code === 401 && !check.best.withKey), completionFailed(see, "fast")),
    suspect(unseenModel(see, "fast")),
  ],
  rivals: {
    DT321: "the path holds no /v1",
    DT324: "with one /v1 the answer is about the model's name",
  },
  remedy: [
    { do: "Leave one /v1; the gateway takes off one slash at the end and repairs nothing else", where: "Admin > GitLab Duo > Configure models > {model} > Endpoint", command: "{scheme}://{endpointHost}:{endpointPort}/v1", expect: "GitLab's connection check of the model is good" },
  ],
  names: (read) => ({ path: read("model/endpoint")?.path }),
} satisfies Cause;
