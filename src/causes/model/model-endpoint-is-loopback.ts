import { all, likely, suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { namesOwnHost, noAnswer, unseenModel } from "../../terms/model.ts";
import { besideModel, wayToModel } from "../../terms/beside.ts";

export default {
  code: "DT304",
  name: "model-endpoint-is-loopback",
  title: "The endpoint of model {model}, {endpoint}, is a loopback address, which beside the gateway is the gateway's own container",
  hop: "gateway-to-model",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A1001", "A1004", "A1008", "M4000"], checks: ["gateway-to-model/endpoint-sound", "model/reachable", "gateway-to-model/answers", "gateway-to-model/chat-answers", "gateway-to-model/completion-answers", "model/answers", "gateway-to-model/way"] },
  per: "model",
  proof: (see) => besideModel(
    see,
    all(wayToModel(see, (way) => way.proxy === null && way.phase === "connect" && way.reason === "refused"), namesOwnHost(see)),
    likely(noAnswer(see), namesOwnHost(see)),
    suspect(unseenModel(see, "slow")),
  ),
  rivals: {
    DT301: "the gateway shares its host's network, and the port is closed there too",
    DT320: "the endpoint has no scheme",
  },
  remedy: [
    { do: "Put an address into the endpoint that the container can reach: a host name, a compose or Kubernetes service", where: "Admin > GitLab Duo > Configure models > {model} > Endpoint", command: "http://<host-name>:{endpointPort}/v1", expect: "GitLab's connection check of the model is good" },
    { do: "Let the model server listen on all addresses", where: "model host", command: "--host 0.0.0.0", expect: "`ss -ltn` shows 0.0.0.0:{endpointPort}", risk: "the port becomes reachable from the network: restrict it by firewall and set a key" },
  ],
} satisfies Cause;
