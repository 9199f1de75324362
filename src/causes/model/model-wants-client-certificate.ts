import { any, proven, suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { gatewayGot, gatewayMeetsSilence, noAnswer, reached, stored, unseenModel, workerBlind } from "../../terms/model.ts";
import { besideModel, wayToModel } from "../../terms/beside.ts";

export default {
  code: "DT314",
  name: "model-wants-client-certificate",
  title: "The model server at {endpointHost} accepts only callers with a client certificate, and the gateway shows none that it accepts",
  hop: "gateway-to-model",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A1001", "A1004", "A1008", "M4000"], checks: ["model/certificate", "model/reachable", "model/lists-models", "gateway-to-model/answers", "gateway-to-model/chat-answers", "gateway-to-model/completion-answers", "model/answers", "gateway-to-model/way"] },
  per: "model",
  proof: (see) => besideModel(
    see,
    wayToModel(see, (way) => way.reason === "client-certificate" || (way.status === 400 && /required SSL certificate|SSL certificate error/iu.test(way.head ?? ""))),
    proven(any(noAnswer(see), gatewayMeetsSilence(see), gatewayGot(see, 400)), any(
      reached(see, "client-certificate"),
      see("model/list", (list) => list.stored.state === "client-certificate" || (list.stored.result.kind === "failure" && list.stored.result.reason === "client-certificate-required")),
    )),
    suspect(noAnswer(see), stored(see, (endpoint) => endpoint.scheme === "https"), workerBlind(see)),
    suspect(unseenModel(see, "slow")),
  ),
  rivals: {
    DT310: "no client certificate is asked for",
    DT330: "the answer is 401 after a complete handshake",
    DT313: "the port speaks the other scheme",
  },
  remedy: [
    { do: "Give the gateway a client certificate that the server accepts", where: "gateway container's environment", command: "AIGW_MTLS__ENABLED=true AIGW_MTLS__CERT_FILE=<cert> AIGW_MTLS__KEY_FILE=<key>", expect: "GitLab's connection check of the model is good", risk: "AIGW_MTLS__CA_BUNDLE replaces the trust store; the container is recreated" },
    { do: "Or do not ask the gateway's address for one", where: "model host, or the proxy before it", expect: "GET {endpoint}/models answers without a client certificate" },
  ],
} satisfies Cause;
