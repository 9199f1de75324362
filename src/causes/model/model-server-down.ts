import { likely, not, suspect, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { comesBack, gatewayMeetsSilence, namesOwnHost, noAnswer, reached, unseenModel, workerBlind } from "../../terms/model.ts";
import { besideModel, proxyWouldHelp, wayToModel } from "../../terms/beside.ts";

export default {
  code: "DT301",
  name: "model-server-down",
  title: "Nothing listens at {endpointHost}:{endpointPort}, where model {model} should answer",
  plainTitle: "Nothing listens where model {model} should answer",
  hop: "model",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A1000", "A1001", "A1004", "A1008", "M4000"], checks: ["model/reachable", "gateway-to-model/answers", "gateway-to-model/chat-answers", "gateway-to-model/completion-answers", "model/answers", "gateway-to-model/way"] },
  per: "model",
  proof: (see) => besideModel(
    see,
    likely(wayToModel(see, (way) => way.proxy === null && way.phase === "connect" && way.reason === "refused" && !proxyWouldHelp(way)), not(namesOwnHost(see)), unlessSeen(comesBack(see)), unlessSeen(reached(see, "open"))),
    likely(noAnswer(see), reached(see, "refused"), not(namesOwnHost(see))),
    likely(gatewayMeetsSilence(see), reached(see, "refused"), not(namesOwnHost(see))),
    suspect(noAnswer(see), workerBlind(see), not(namesOwnHost(see))),
    suspect(unseenModel(see, "slow")),
  ),
  rivals: {
    DT302: "the port opens by itself after the usual load time",
    DT303: "the port is seen open between two refusals",
    DT305: "the name does not resolve beside the gateway",
    DT307: "the connection attempt is never answered, instead of refused",
    DT310: "connection and handshake succeed, only trust fails",
  },
  remedy: [
    { do: "Look whether the model server runs, and read the end of its log", where: "model host", command: "docker ps -a; docker logs --tail 100 <model container>", expect: "the container is up; otherwise its last lines name the reason, such as CUDA out of memory" },
    { do: "Start it so that it listens on all addresses", where: "model host", command: "vllm serve <model> --host 0.0.0.0 --port {endpointPort} --served-model-name {servedName}", expect: "the port opens once the weights are loaded", risk: "loading a large model takes minutes" },
    { do: "Ask for its models from beside the gateway", where: "gateway container", command: "docker exec <gateway container> curl -sS -m 5 -o /dev/null -w '%{http_code} %{time_connect}\\n' {endpoint}/models", expect: "200 or 401; 000 means that nothing listens" },
  ],
} satisfies Cause;
