import { likely } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { reported } from "../../terms/told.ts";

export default {
  code: "DT140",
  name: "ai-logs-off",
  title: "Detailed AI logs are off, so llm.log and the gateway's log do not show what was asked and answered",
  hop: "gitlab",
  severity: "info",
  breaks: [],
  explains: { codes: [], checks: [] },
  proof: (see) => [
    likely(reported(see, "llm-errors-only", "DT140")),
  ],
  rivals: {
    DT141: "the instance setting is true",
    DT130: "llm.log has worker_enqueued lines and nothing after them",
  },
  remedy: [
    { do: "Switch on AI logs for as long as you investigate", where: "Admin > GitLab Duo > Change configuration > AI logs (18.0+)", command: "gitlab-rails runner '::Gitlab::CurrentSettings.current_application_settings.update!(enabled_instance_verbose_ai_logs: true)' (19.2+)", expect: "llm.log gets lines with event names", risk: "prompts, answers and model API keys are written to the log" },
    { do: "Do not rely on Feature.enable(:expanded_ai_logging): self-managed gateways ignore it since about 18.0", where: "GitLab console" },
    { do: "No gateway line at all while users get errors means that the request never arrived, whatever the log setting", where: "gateway log", command: "docker logs <gateway container>" },
  ],
} satisfies Cause;
