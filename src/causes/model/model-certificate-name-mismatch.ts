import { any, proven, suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { certificateShows, gatewayMeetsSilence, noAnswer, reached, stored, unseenModel, workerBlind } from "../../terms/model.ts";
import { besideModel, wayToModel } from "../../terms/beside.ts";

export default {
  code: "DT312",
  name: "model-certificate-name-mismatch",
  title: "The certificate of the model server is issued for {names}, not for {endpointHost}",
  plainTitle: "The certificate of the model server is issued for another name",
  hop: "gateway-to-model",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A1001", "A1004", "A1008", "M4000"], checks: ["model/certificate", "model/reachable", "gateway-to-model/answers", "gateway-to-model/chat-answers", "gateway-to-model/completion-answers", "model/answers", "gateway-to-model/way"] },
  per: "model",
  proof: (see) => besideModel(
    see,
    wayToModel(see, (way) => way.phase === "tls" && way.reason === "name-mismatch"),
    proven(any(noAnswer(see), gatewayMeetsSilence(see)), any(reached(see, "name-mismatch"), certificateShows(see, (look) => !look.nameMatches))),
    suspect(noAnswer(see), stored(see, (endpoint) => endpoint.scheme === "https"), workerBlind(see)),
    suspect(unseenModel(see, "slow")),
  ),
  rivals: {
    DT310: "names and dates are good and the issuer is unknown",
    DT311: "the certificate is outside its dates",
  },
  remedy: [
    { do: "Use a name that stands in the certificate", where: "Admin > GitLab Duo > Configure models > {model} > Endpoint", command: "https://<listed-name>:{endpointPort}/v1", expect: "GitLab's connection check of the model is good" },
    { do: "Or issue the certificate anew with {endpointHost} among its names", where: "model host, or the proxy before it", expect: "openssl x509 -ext subjectAltName lists {endpointHost}" },
  ],
  names: (read) => {
    const tls = read("model/reach")?.tls;
    return { names: tls?.kind === "look" ? (tls.chain[0]?.names.slice(0, 4).join(", ") ?? tls.chain[0]?.subject) : undefined };
  },
} satisfies Cause;
