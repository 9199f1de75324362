import { any, suspect, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { releaseNumber } from "../../terms/gateway.ts";
import { noAnswer, reached, workerBlind } from "../../terms/model.ts";
import { besideModel, doesNotTrust, wayToModel } from "../../terms/beside.ts";

export default {
  code: "DT228",
  name: "client-tls-bundle-replaces-trust",
  title: "The CA bundle for client certificates replaced the whole trust store, so other model endpoints are no longer trusted",
  hop: "gateway-to-model",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A1004", "A9999", "A1008"], checks: ["gateway-to-model/answers", "gateway-to-model/way"] },
  per: "model",
  proof: (see) => besideModel(
    see,
    wayToModel(see, (way) => doesNotTrust(way) && way.store === "mtls"),
    suspect(
      noAnswer(see),
      see("model/endpoint", (value) => value.scheme === "https" && !value.loopback),
      // A worker that cannot look at the model says nothing of the gateway's way.
      any(workerBlind(see), reached(see, "open", "untrusted")),
      unlessSeen(see("model/chat", (value) => value.first.outcome === "error" || value.first.outcome === "proxy-error")),
      unlessSeen(see("gateway/address", (value) => value.imageRelease !== null && releaseNumber(value.imageRelease) < releaseNumber("19.2"))),
      unlessSeen(see("gitlab/version", (value) => value.major * 1000 + value.minor < releaseNumber("19.2"))),
    ),
  ),
  rivals: {
    DT310: "AIGW_MTLS__CA_BUNDLE is not set; the root is missing from SSL_CERT_FILE or the default store",
    DT301: "deepest cause (printed first) is Connection refused",
    DT305: "deepest cause is Name or service not known",
    DT313: "deepest cause is WRONG_VERSION_NUMBER",
    DT314: "deepest cause is `Server disconnected`: the endpoint wants the client certificate and mTLS is off",
  },
  remedy: [
    { do: "Build one bundle that holds the public roots, the private root and the root of every model endpoint", where: "gateway host", command: "cat <default bundle> private-root.pem > all-roots.pem", expect: "file lists all roots" },
    { do: "Point the setting to it, or leave it unset when client certificates work without it", where: "gateway container settings", command: "AIGW_MTLS__CA_BUNDLE=<folder>/all-roots.pem", expect: "readable for user aigateway" },
    { do: "Recreate the container and test each model", where: "GitLab, Test connection", expect: "success for every endpoint", risk: "short interruption" },
  ],
} satisfies Cause;
