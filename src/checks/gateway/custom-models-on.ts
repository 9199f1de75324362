import { all, any, not } from "../../core/truth.ts";
import type { Check } from "../../facts/rules.ts";

export default {
  title: "The gateway may ask self-hosted models",
  hop: "gateway",
  after: ["gateway/accepts-tokens"],
  judge: (see) => [
    { verdict: "fail", when: see.some("gateway/model-check", (value) => value.status === 400 && value.said !== null && value.said.startsWith("specifying custom models endpoint is disabled")), reason: "it refuses every endpoint" },
    { verdict: "fail", when: all(see.some("gitlab/connection-check", (value) => value.best.outcome === "gateway-code" && value.best.code === 400), not(see.some("gitlab/connection-check", (value) => value.best.outcome === "success" || value.best.outcome === "model-code"))), reason: "it refuses every connection check with 400" },
    { verdict: "pass", when: any(see.some("gitlab/connection-check", (value) => value.best.outcome === "success" || value.best.outcome === "model-code"), see.some("gateway/model-check", (value) => value.outcome === "ok" || value.outcome === "model-code")), reason: "it passes requests on to a model" },
  ],
  wouldTell: { do: "Read the switch of the running process", where: "gateway host", command: "docker exec <gateway container> sh -c \"tr '\\0' '\\n' < /proc/1/environ | grep CUSTOM_MODELS\"", expect: "AIGW_CUSTOM_MODELS__ENABLED=true" },
} satisfies Check;
