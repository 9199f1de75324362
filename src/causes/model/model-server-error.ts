import { any, likely, proven, suspect, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import type { FactValues } from "../../facts/values.generated.ts";
import { bareRefusal, chatAnswered, gatewayBad, gatewayHeard, gatewayMeetsDead, hiddenByKey, modelUnasked, notGood, routerReports, sound } from "../../terms/model.ts";
import { failsAtRandom } from "../../terms/shapes.ts";
import { endsBeforeHttp, listedAndUnknown, strangeCode } from "../../terms/odd-answers.ts";

type Spoken = FactValues["model/chat"]["first"];
const others = ["loading", "overloaded", "cooldown", "tools-off", "model-unknown"];
const ownError = (spoken: Spoken): boolean => !spoken.throughRouter && !others.includes(spoken.about ?? "");

export default {
  code: "DT340",
  name: "model-server-error",
  title: "The model server of {model} answers {status}: {text}",
  plainTitle: "The model server of {model} answers with an error of its own",
  hop: "model",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A1000", "A1001", "A1004", "A1008", "M4000"], checks: ["gateway-to-model/answers", "gateway-to-model/chat-answers", "gateway-to-model/completion-answers", "model/answers", "model/tools", "model/takes-chat-shape"] },
  per: "model",
  proof: (see) => [
    proven(see("model/chat", (chat) => chat.first.outcome === "error" && chat.again?.outcome === "error" && ownError(chat.first)), notGood(see), unlessSeen(see("model/list", (list) => list.served === false))),
    proven(see("model/server", (server) => server.health === "dead"), notGood(see), unlessSeen(chatAnswered(see))),
    proven(gatewayHeard(see, "engine")),
    proven(see("gateway/chat", (chat) => chat.outcome === "error" && chat.errorClass === "InternalServerError" && chat.about === null && !chat.throughRouter && chat.provider !== null && chat.provider !== "vertex_ai")),
    likely(see("model/chat", (chat) => chat.first.outcome === "error" && ownError(chat.first)), gatewayBad(see), unlessSeen(see("model/list", (list) => list.served === false))),
    // Equal questions are answered and fail: the server, not what is asked of it.
    likely(see("model/chat", (chat) => chat.first.outcome === "error" && ownError(chat.first) && chat.again?.outcome === "answer")),
    likely(chatAnswered(see), see("model/tools", (tools) => [tools.auto, tools.required].some((spoken) => spoken?.outcome === "error" && ownError(spoken) && spoken.about !== "tools-off")), see("model/chat", (chat) => chat.first.outcome === "error" || chat.again?.outcome === "error")),
    likely(chatAnswered(see), see("model/shapes", failsAtRandom)),
    // A refusal whose words nobody here knows is told with the server's own text.
    suspect(see("model/chat", (chat) => chat.first.outcome === "refused" && chat.first.about === null), gatewayBad(see)),
    suspect(any(listedAndUnknown(see), bareRefusal(see), strangeCode(see))),
    suspect(hiddenByKey(see, "slow", "never")),
    suspect(gatewayMeetsDead(see), modelUnasked(see), sound(see), unlessSeen(gatewayHeard(see, "no-connection")), unlessSeen(endsBeforeHttp(see))),
  ],
  unless: (see) => routerReports(see),
  rivals: {
    DT301: "no HTTP answer comes at all",
    DT303: "the port refuses in between",
    DT324: "the server answers 500 to an unknown name",
    DT345: "a LiteLLM proxy reports its upstream",
    DT347: "the 500 is a proxy's page",
  },
  remedy: [
    { do: "Read the first error in the model server's log; later ones follow from it", where: "model host", command: "docker logs --since 30m <model container> 2>&1 | grep -n -m5 -i -E 'error|traceback'", expect: "memory, NCCL, driver, or a fault in the model's own format" },
    { do: "Restart the server when its engine is dead", where: "model host", command: "docker restart <model container>", expect: "a one-token chat answers 200", risk: "running requests are lost; loading takes minutes" },
  ],
  names: (read) => {
    const first = read("model/chat")?.first;
    return { status: first === undefined || first.status === 0 ? undefined : first.status, text: first?.said ?? read("gateway/chat")?.said ?? undefined };
  },
} satisfies Cause;
