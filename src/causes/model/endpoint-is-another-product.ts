import { any, likely, proven, suspect, type Term, unlessSeen } from "../../core/truth.ts";
import type { Cause, See } from "../../facts/rules.ts";
import type { FactValues } from "../../facts/values.generated.ts";
import { chatAnswered, chatSaid, gatewayGot, gatewayHeard, gatewayMeetsUnusable, leadsToGateway, loginBefore, modelUnasked, noAnswer, notGood, notProvider, sound, stored, unseenModel, workerBlind } from "../../terms/model.ts";

const asOpenai = (see: See): Term => notProvider(see, "azure", "bedrock", "bedrock_mantle", "vertex_ai");
type ListState = FactValues["model/list"]["stored"]["state"];

/** Neither at the endpoint nor under its variants comes a list or a question for a key. */
const noListAnywhere = (see: See, states: readonly ListState[]): Term =>
  see("model/list", (list) => states.includes(list.stored.state) && ![list.v1Appended, list.v1Removed, list.cut].some((one) => one?.state === "list" || one?.state === "key-wanted"));

export default {
  code: "DT328",
  name: "endpoint-is-another-product",
  title: "{endpoint} is no OpenAI-compatible model server: it answers {what}",
  plainTitle: "The endpoint of model {model} is no OpenAI-compatible model server",
  hop: "gateway-to-model",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A1001", "A1002", "A1004", "A1008", "M4000"], checks: ["model/lists-models", "model/key-accepted", "gateway-to-model/endpoint-sound", "gateway-to-model/answers", "gateway-to-model/chat-answers", "gateway-to-model/completion-answers", "model/answers"] },
  per: "model",
  proof: (see) => [
    likely(leadsToGateway(see), notGood(see), unlessSeen(chatAnswered(see)), asOpenai(see)),
    proven(noListAnywhere(see, ["html", "redirect", "other", "wrong-path"]), notGood(see), unlessSeen(chatAnswered(see)), asOpenai(see)),
    proven(see("model/chat", (chat) => ["html", "empty-body", "wrong-shape"].includes(chat.first.outcome)), noListAnywhere(see, ["html", "redirect", "other", "wrong-path", "not-here", "server-error"]), notGood(see), asOpenai(see)),
    likely(noListAnywhere(see, ["not-here"]), gatewayGot(see, 404, 405), see("model/chat", (chat) => chat.first.status === 404 || chat.first.status === 405), asOpenai(see), unlessSeen(chatSaid(see, "model-unknown"))),
    suspect(any(gatewayMeetsUnusable(see), gatewayGot(see, 404, 422)), sound(see), modelUnasked(see), stored(see, (endpoint) => endpoint.pathEnds === "v1"), asOpenai(see), unlessSeen(see("model/list", (list) => list.stored.state === "list")), unlessSeen(gatewayHeard(see, "model-unknown")), unlessSeen(see("gitlab/connection-check", (check) => check.best.outcome === "suggestion"))),
    suspect(gatewayMeetsUnusable(see), sound(see), modelUnasked(see), asOpenai(see)),
    // The gateway follows a redirect, to a login of another host for instance: where that one is out of its reach, it looks like a dead model.
    suspect(noAnswer(see), workerBlind(see), modelUnasked(see), asOpenai(see)),
    suspect(unseenModel(see, "fast", "slow")),
  ],
  unless: (see) => loginBefore(see),
  rivals: {
    DT321: "the same host lists models under /v1",
    DT347: "the status is 502, 503 or 504",
    DT360: "only the streamed answer is unusable",
    DT340: "the status is 500",
    DT324: "the server knows no such model",
    DT309: "only the gateway gets the page",
    DT301: "no HTTP answer comes at all",
  },
  remedy: [
    { do: "See what answers there", where: "gateway container", command: "docker exec <gateway container> curl -sS -i -m 5 {endpoint}/models | head -20", expect: "status, content type and first lines name the product" },
    { do: "Correct host, port or path to the model server's API", where: "Admin > GitLab Duo > Configure models > {model} > Endpoint", command: "http://<model-host>:<port>/v1", expect: "GitLab's connection check of the model is good" },
    { do: "If a login page stands before it, exempt the API from it", where: "reverse proxy before the model", expect: "GET {endpoint}/models answers JSON" },
  ],
  names: (read) => {
    const stored = read("model/list")?.stored;
    const words: Partial<Record<ListState, string>> = { html: "a web page", redirect: "a redirect", other: "no list of models", "wrong-path": "an error object", "not-here": "404" };
    return { what: (stored === undefined ? undefined : words[stored.state]) ?? "nothing that can be used" };
  },
} satisfies Cause;
