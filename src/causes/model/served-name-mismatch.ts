import { likely, proven, suspect, type Term, unlessSeen } from "../../core/truth.ts";
import type { Cause, See } from "../../facts/rules.ts";
import { bareCode, bareRefusal, betterBy, chatAnswered, chatSaid, contrast, gatewayGot, gatewayHeard, hiddenByKey, modelUnasked, notGood, notProvider, routerReports, stored } from "../../terms/model.ts";
import { otherNameProposed } from "../../terms/odd-answers.ts";

/** What the gateway asks for where no identifier is stored (its client's default). */
const unnamed = "gpt-3.5-turbo";
const asOpenai = (see: See): Term => notProvider(see, "azure", "bedrock", "bedrock_mantle", "vertex_ai");
const notListed = (see: See): Term => see("model/list", (list) => list.stored.state === "list" && list.served === false);
const gatewayHeardRoute = (see: See): Term => gatewayHeard(see, "route-unknown");

export default {
  code: "DT324",
  name: "served-name-mismatch",
  title: "Model {model} asks for {wanted}, but the model server serves {served}",
  plainTitle: "Model {model} is asked for by a name that the model server does not serve",
  hop: "gateway-to-model",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A1001", "A1004", "A1008", "M4000"], checks: ["model/serves-name", "gateway-to-model/answers", "gateway-to-model/chat-answers", "gateway-to-model/completion-answers", "model/answers"] },
  per: "model",
  proof: (see) => [
    proven(otherNameProposed(see), notGood(see), asOpenai(see)),
    proven(contrast(see, (one) => one.result.outcome === "suggestion"), notGood(see), asOpenai(see)),
    proven(betterBy(see, "identifier-from-list"), notGood(see)),
    // Some servers answer to any name, so a name that is not listed proves nothing without the 404 of a route that is there.
    proven(notListed(see), gatewayGot(see, 404), asOpenai(see), unlessSeen(chatAnswered(see)), unlessSeen(gatewayHeardRoute(see))),
    likely(notListed(see), gatewayGot(see, 500), see("model/chat", (chat) => chat.first.status === 500 && chat.first.about === null), asOpenai(see)),
    proven(gatewayHeard(see, "model-unknown"), asOpenai(see)),
    proven(see("model/list", (list) => list.served === false), chatSaid(see, "model-unknown"), notGood(see)),
    suspect(gatewayGot(see, 404), asOpenai(see), stored(see, (endpoint) => endpoint.pathEnds === "v1"), modelUnasked(see), unlessSeen(see("model/list", (list) => list.served === true)), unlessSeen(gatewayHeardRoute(see))),
    suspect(bareRefusal(see)),
    // Gone: a name that a provider has taken out of service.
    suspect(bareCode(see, 410)),
    suspect(hiddenByKey(see, "fast")),
  ],
  unless: (see) => routerReports(see),
  rivals: {
    DT321: "no list comes at the endpoint either",
    DT325: "the first part of the identifier is no provider",
    DT328: "something else than a model server answers",
    DT326: "the gateway asked a cloud model",
    DT350: "the refusal is about the chat template",
    DT351: "the refusal is about roles",
    DT355: "the refusal names a parameter",
    DT343: "the refusal is about length",
  },
  remedy: [
    { do: "Read the names that are served", where: "any host that reaches the model", command: "curl -sS -H 'Authorization: Bearer <key>' {endpoint}/models", expect: "data[].id are the valid names" },
    { do: "Use custom_openai/ followed by exactly that name", where: "Admin > GitLab Duo > Configure models > {model} > Model identifier", command: "custom_openai/{nearest}", expect: "GitLab's connection check of the model is good" },
    { do: "Or serve the model under the wanted name", where: "model host", command: "vllm serve <model> --served-model-name {wanted}", expect: "the list holds {wanted}", risk: "the restart takes the load time of the model" },
  ],
  names: (read) => {
    const list = read("model/list");
    const endpoint = read("model/endpoint");
    const check = read("gitlab/connection-check");
    const ids = [list?.stored, list?.v1Appended, list?.cut].flatMap((one) => one?.ids ?? []);
    const suggested = check?.best.suggestion?.replace(/^custom_openai\//u, "");
    return { wanted: endpoint === undefined ? undefined : (endpoint.servedName ?? unnamed), served: suggested ?? (ids.length === 0 ? "another name" : ids.slice(0, 3).join(", ")), nearest: suggested ?? list?.nearest ?? ids[0] ?? "<served name>" };
  },
} satisfies Cause;
