import { suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { discoveryGood, keysMissing } from "../../terms/gateway.ts";

export default {
  code: "DT222",
  name: "gateway-variable-misspelt",
  title: "A setting of the gateway is misspelt and was ignored without a word",
  hop: "gateway",
  severity: "degraded",
  breaks: ["all"],
  explains: { codes: ["A9999", "A1001"], checks: ["gateway/holds-keys", "gateway/accepts-tokens", "gateway-to-model/answers", "gateway-to-model/completion-answers", "gateway-to-model/chat-answers"] },
  proof: (see) => [
    // Whatever comes of a setting that is missing comes of a misspelt one.
    suspect(keysMissing(see), discoveryGood(see)),
  ],
  rivals: {
    DT221: "AIGW_CUSTOM_MODELS__ENABLED is absent or false, and no name near it is present",
    DT240: "AIGW_GITLAB_URL is absent, and no name near it is present",
    DT204: "a known name with a bad value stops the start; an unknown name never does",
  },
  remedy: [
    { do: "List the names of its settings: sections are joined with two underscores", where: "gateway container", command: "tr '\\0' '\\n' < /proc/1/environ | grep -E '^(AIGW|DUO_WORKFLOW)_' | cut -d= -f1 | sort", expect: "AIGW_GITLAB_URL, AIGW_CUSTOM_MODELS__ENABLED and the rest, to the letter" },
    { do: "Rename what is misspelt, recreate the container and run the check again", where: "gateway container settings", expect: "its effect is gone", risk: "short interruption" },
  ],
} satisfies Cause;
