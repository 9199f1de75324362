import { any, proven, suspect, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { certificateShows, gatewayMeetsSilence, noAnswer, reached, stored, unseenModel, workerBlind } from "../../terms/model.ts";
import { besideModel, wayToModel } from "../../terms/beside.ts";

export default {
  code: "DT311",
  name: "model-certificate-expired",
  title: "The certificate of {endpointHost} is outside its dates (valid from {from} to {to})",
  plainTitle: "The certificate of the model server has expired, or is not valid yet",
  hop: "model",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A1001", "A1004", "A1008", "M4000"], checks: ["model/certificate", "model/reachable", "gateway-to-model/answers", "gateway-to-model/chat-answers", "gateway-to-model/completion-answers", "model/answers", "gateway-to-model/way"] },
  per: "model",
  proof: (see) => besideModel(
    see,
    wayToModel(see, (way) => way.phase === "tls" && (way.reason === "expired" || way.reason === "not-yet-valid")),
    proven(any(noAnswer(see), gatewayMeetsSilence(see)), any(reached(see, "expired", "not-yet-valid"), certificateShows(see, (look) => !look.datesValid)), unlessSeen(see("worker/clock", (clock) => [clock.gateway, clock.gitlab].some((other) => other !== null && Math.abs(other.offsetMs) > 300_000)))),
    suspect(noAnswer(see), stored(see, (endpoint) => endpoint.scheme === "https"), workerBlind(see)),
    suspect(unseenModel(see, "slow")),
  ),
  rivals: {
    DT310: "the dates are good and the issuer is unknown",
    DT312: "the dates are good and the name is not listed",
  },
  remedy: [
    { do: "Renew the certificate and reload the server", where: "model host, or the proxy before it", expect: "openssl s_client shows a notAfter in the future" },
    { do: "Check the dates afterwards", where: "any host that reaches the model", command: "echo | openssl s_client -connect {endpointHost}:{endpointPort} -servername {endpointHost} 2>/dev/null | openssl x509 -noout -dates", expect: "today lies between the two" },
  ],
  names: (read) => {
    const tls = read("model/reach")?.tls;
    const leaf = tls?.kind === "look" ? tls.chain[0] : undefined;
    return { from: leaf?.notBefore.slice(0, 10), to: leaf?.notAfter.slice(0, 10) };
  },
} satisfies Cause;
