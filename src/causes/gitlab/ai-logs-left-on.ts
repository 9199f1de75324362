import { likely } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { reported } from "../../terms/told.ts";

export default {
  code: "DT141",
  name: "ai-logs-left-on",
  title: "Detailed AI logs are still on: prompts, answers and model API keys are being written to log files",
  hop: "gitlab",
  severity: "security",
  breaks: [],
  explains: { codes: [], checks: [] },
  proof: (see) => [
    likely(reported(see, "llm-params-api-key", "DT141")),
  ],
  rivals: {
    DT224: "the gateway's own AIGW_LOGGING__ENABLE_REQUEST_LOGGING is on: gateway log full, llm.log not",
  },
  remedy: [
    { do: "Switch AI logs off", where: "Admin > GitLab Duo > Change configuration > AI logs", command: "gitlab-rails runner '::Gitlab::CurrentSettings.current_application_settings.update!(enabled_instance_verbose_ai_logs: false)' (19.2+)", expect: "no new prompts in llm.log" },
    { do: "Treat the model API keys in the old logs as known, and replace them", where: "model server, then Admin > GitLab Duo > Configure models", expect: "Test connection succeeds with the new key" },
    { do: "Remove or protect the old log files and their copies", where: "GitLab nodes, log store", risk: "they hold customer prompts" },
  ],
} satisfies Cause;
