import { any, likely, suspect, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { blindOrFine, certificateShows, gatewayMeetsSilence, noAnswer, reached, stored, unseenModel } from "../../terms/model.ts";
import { besideModel, doesNotTrust, wayToModel } from "../../terms/beside.ts";

export default {
  code: "DT310",
  name: "model-certificate-untrusted",
  title: "The gateway does not trust the certificate of {endpointHost}: its issuer, {issuer}, is not in the gateway's trust store",
  plainTitle: "The gateway does not trust the certificate of the model server: its issuer is not in the gateway's trust store",
  hop: "gateway-to-model",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A1001", "A1004", "A1008", "M4000"], checks: ["model/certificate", "model/reachable", "gateway-to-model/answers", "gateway-to-model/chat-answers", "gateway-to-model/completion-answers", "model/answers", "gateway-to-model/way"] },
  per: "model",
  proof: (see) => besideModel(
    see,
    wayToModel(see, (way) => doesNotTrust(way) && way.store !== "mtls"),
    likely(any(noAnswer(see), gatewayMeetsSilence(see)), reached(see, "untrusted"), unlessSeen(certificateShows(see, (look) => !look.nameMatches || !look.datesValid))),
    suspect(noAnswer(see), stored(see, (endpoint) => endpoint.scheme === "https"), blindOrFine(see), unlessSeen(see("model/reach", (reach) => reach.tls?.kind === "look" && reach.tls.chain.length > 0 && !reach.tls.trusted))),
    suspect(unseenModel(see, "slow")),
  ),
  rivals: {
    DT311: "the certificate is outside its dates",
    DT312: "the certificate does not hold the name",
    DT313: "the port speaks plain HTTP",
    DT314: "a client certificate is wanted",
    DT305: "the name does not resolve beside the gateway",
  },
  remedy: [
    { do: "See who issued the certificate", where: "any host that reaches the model", command: "openssl s_client -connect {endpointHost}:{endpointPort} -servername {endpointHost} -showcerts </dev/null | grep -E ' s:| i:'", expect: "the root or intermediate that is missing" },
    { do: "Give the gateway a bundle of the public roots and that one", where: "gateway container's environment", command: "-v <bundle.pem>:/etc/ssl/duo-bundle.pem -e SSL_CERT_FILE=/etc/ssl/duo-bundle.pem", expect: "GitLab's connection check of the model is good", risk: "the file replaces the whole trust store: keep the public roots in it; the container is recreated" },
    { do: "If the server leaves out its intermediate, let it send the whole chain", where: "model host", expect: "openssl s_client verifies with the root alone" },
  ],
  names: (read) => {
    const tls = read("model/reach")?.tls;
    return { issuer: tls?.kind === "look" ? tls.chain.at(-1)?.issuer : undefined };
  },
} satisfies Cause;
