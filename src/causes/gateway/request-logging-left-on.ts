import { proven } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";

export default {
  code: "DT224",
  name: "request-logging-left-on",
  title: "The gateway writes prompts and answers to its log: request logging is on",
  hop: "gateway",
  severity: "security",
  breaks: [],
  explains: { codes: [], checks: ["gateway/request-logging-off"] },
  proof: (see) => [
    proven(see("gateway/validation-detail", (value) => value.status === 422 && value.detailed)),
  ],
  rivals: {
    DT141: "there GitLab itself asks for verbose logs: its requests carry the verbose header, and our own 422 without the header says only `Validation error`",
  },
  remedy: [
    { do: "Remove the switch", where: "gateway container settings", command: "unset AIGW_LOGGING__ENABLE_REQUEST_LOGGING AIGW_LOGGING__ENABLE_LITELLM_LOGGING", expect: "absent in docker inspect" },
    { do: "Recreate the container", where: "gateway host", expect: "a schema error answers {\"detail\":\"Validation error\"}", risk: "short interruption" },
    { do: "Decide what happens to the logs that were written: they hold prompts and perhaps keys", where: "log store", expect: "access restricted or entries removed; keys that show are rotated" },
  ],
} satisfies Cause;
