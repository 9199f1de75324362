import { proven, suspect, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { betterBy, chatAnswered, noAnswer, noBetterBy, notGood, unseenModel, workerBlind } from "../../terms/model.ts";
import { besideModel, wayToModel } from "../../terms/beside.ts";

export default {
  code: "DT313",
  name: "model-scheme-mismatch",
  title: "The endpoint of model {model} says {scheme}://, but port {endpointPort} speaks {other}",
  plainTitle: "The endpoint of model {model} and the port behind it disagree on TLS: one says http, the other speaks https",
  hop: "gateway-to-model",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A1001", "A1004", "A1008", "M4000"], checks: ["model/certificate", "model/reachable", "model/lists-models", "gateway-to-model/answers", "gateway-to-model/chat-answers", "gateway-to-model/completion-answers", "model/answers", "gateway-to-model/way"] },
  per: "model",
  proof: (see) => besideModel(
    see,
    wayToModel(see, (way) => way.otherScheme === true && (way.status === null || way.status === 400)),
    proven(betterBy(see, "scheme-http", "scheme-https"), notGood(see)),
    proven(see("model/other-scheme", (other) => other.works), notGood(see), unlessSeen(chatAnswered(see))),
    suspect(noAnswer(see), workerBlind(see), unlessSeen(noBetterBy(see, "scheme-http", "scheme-https"))),
    suspect(unseenModel(see, "slow")),
  ),
  rivals: {
    DT310: "both schemes fail through the gateway, and the handshake succeeds without verification",
    DT301: "both schemes are refused",
    DT314: "the handshake asks for a client certificate",
    DT320: "the endpoint has no scheme",
  },
  remedy: [
    { do: "Correct the scheme in the endpoint", where: "Admin > GitLab Duo > Configure models > {model} > Endpoint", command: "{right}://{endpointHost}:{endpointPort}/v1", expect: "GitLab's connection check of the model is good" },
    { do: "Or switch TLS on (or off) at the model server to fit the endpoint", where: "model host", expect: "GET {endpoint}/models answers" },
  ],
  names: (read) => {
    const scheme = read("model/endpoint")?.scheme;
    return { scheme: scheme ?? undefined, other: scheme === "https" ? "plain HTTP" : "TLS", right: scheme === "https" ? "http" : "https" };
  },
} satisfies Cause;
