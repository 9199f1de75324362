import { any, not, proven, suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { bareCode, chatAnswered, chatSaid, gatewayHeard, gatewayMeetsSilence, hiddenByKey, modelUnasked, noAnswer, notGood, reached, workerBlind } from "../../terms/model.ts";
import { listedAndUnknown } from "../../terms/odd-answers.ts";
import { serverMayBeDown } from "../../terms/beside.ts";

export default {
  code: "DT302",
  name: "model-loading",
  title: "The model server at {endpointHost}:{endpointPort} is still loading model {model}",
  plainTitle: "The model server is still loading model {model}",
  hop: "model",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A1000", "A1001", "A1004", "A1008", "M4000"], checks: ["model/reachable", "model/lists-models", "gateway-to-model/answers", "gateway-to-model/chat-answers", "gateway-to-model/completion-answers", "model/answers"] },
  per: "model",
  proof: (see) => [
    proven(see("model/list", (list) => list.stored.state === "loading"), notGood(see)),
    proven(see("model/server", (server) => server.health === "loading"), notGood(see), not(chatAnswered(see))),
    proven(any(chatSaid(see, "loading"), gatewayHeard(see, "loading")), notGood(see)),
    ...serverMayBeDown(see, suspect(any(noAnswer(see), bareCode(see, 503)), any(workerBlind(see), reached(see, "refused")))),
    suspect(listedAndUnknown(see)),
    suspect(gatewayMeetsSilence(see), modelUnasked(see)),
    ...serverMayBeDown(see, suspect(hiddenByKey(see, "slow"))),
  ],
  rivals: {
    DT301: "the port still refuses after the usual load time",
    DT303: "the port opens and refuses in turn",
    DT342: "requests are waiting, or the 503 says busy",
    DT347: "the 503 is a proxy's page",
  },
  remedy: [
    { do: "Wait for the usual load time and check again; a large model takes minutes", where: "chat", command: "/duo check {stack}", expect: "the model answers" },
    { do: "Follow its start-up lines", where: "model host", command: "docker logs -f <model container>", expect: "no CUDA out of memory, no `Engine core initialization failed`" },
    { do: "If models are loaded on demand, keep this one in memory", where: "model host", command: "OLLAMA_KEEP_ALIVE=-1", expect: "GET /api/ps lists it at all times", risk: "the memory stays taken" },
  ],
} satisfies Cause;
