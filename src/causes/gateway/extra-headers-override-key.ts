import { likely, suspect, unlessSeen } from "../../core/truth.ts";
import type { Cause, See } from "../../facts/rules.ts";
import { hiddenByKey } from "../../terms/model.ts";

/** The very key that the worker sent along is refused by the model when the gateway passes it on. */
const refusedThroughGateway = (see: See) =>
  see("gitlab/connection-check", (value) => value.withKey !== null && value.withKey.outcome === "model-code" && (value.withKey.code === 401 || value.withKey.code === 403));

/** With the status that the model itself gives to who has no key; another one is that of somebody on the way. */
const refusedAsWithoutKey = (see: See) =>
  see.both("gitlab/connection-check", "model/list", (check, list) => (list.withoutKey?.result.kind === "answer" ? list.withoutKey.result.status === check.withKey?.code : undefined));

export default {
  code: "DT227",
  name: "extra-headers-override-key",
  title: "Extra headers set on the gateway replace the key of the model, so the model refuses it",
  hop: "gateway-to-model",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A1004", "A9999", "A1008"], checks: ["gateway-to-model/answers", "gateway-to-model/chat-answers", "gateway-to-model/completion-answers", "model/key-accepted"] },
  per: "model",
  proof: (see) => [
    likely(refusedThroughGateway(see), see("model/chat", (value) => value.withKey && value.first.outcome === "answer"), see("model/list", (value) => value.withoutKey !== null && value.withoutKey.state !== "list"), refusedAsWithoutKey(see)),
    suspect(refusedThroughGateway(see), unlessSeen(see("model/chat", (value) => value.first.outcome === "refused"))),
    suspect(hiddenByKey(see, "fast")),
  ],
  remedy: [
    { do: "Take Authorization out of the extra headers; leave only headers that the model server really needs", where: "gateway container settings", command: "AIGW_CUSTOM_MODELS__EXTRA_HEADERS='{\"x-team\":\"duo\"}'", expect: "valid JSON, no Authorization", risk: "bad JSON stops the start (DT204)" },
    { do: "Store the key with the model in GitLab", where: "Admin > GitLab Duo > self-hosted models", expect: "Test connection succeeds" },
    { do: "Recreate the container", where: "gateway host", expect: "healthz 200", risk: "short interruption" },
  ],
} satisfies Cause;
