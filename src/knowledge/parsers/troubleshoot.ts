import { readPaste } from "../paste.ts";
import { holds, type Report, reportLines, type Steps } from "./report.ts";

// Lines of `poetry run troubleshoot`, the gateway's own script, 17.5 to 19.x.
const steps: Steps = {
  "ts-env": ["environment", "pass"],
  "ts-env-refused": ["environment", "fail"],
  "ts-gitlab-url-missing": ["environment", "fail"],
  "ts-bypass-set": ["environment", "warn"],
  "ts-gateway-up": ["gateway", "pass"],
  "ts-gateway-down": ["gateway", "fail"],
  "ts-gitlab-api": ["gitlab", "pass"],
  "ts-gitlab-failed": ["gitlab", "fail"],
  "ts-gitlab-status": ["gitlab", "fail"],
  "ts-portal": ["customer-portal", "pass"],
  "ts-portal-failed": ["customer-portal", "warn"],
  "ts-dws-up": ["agent-service", "pass"],
  "ts-dws-failed": ["agent-service", "fail"],
  "ts-dws-tls": ["agent-service", "fail"],
  "ts-dws-cert-file": ["agent-service", "fail"],
  "ts-bedrock-env": ["bedrock", "fail"],
  "ts-model-ok": ["model", "pass"],
  "ts-model-failed": ["model", "fail"],
  "ts-model-status": ["model", "fail"],
  "ts-model-timed-out": ["model", "fail"],
  "ts-family-refused": ["options", "fail"],
};

/**
 * Output of the gateway's troubleshoot script. Undefined where the text is none. Without options the script ends after the agent service; with
 * a model it ends at the first step that raises.
 */
export function parseTroubleshoot(text: string): Report | undefined {
  const paste = readPaste(text);
  const lines = reportLines(paste, "troubleshoot", steps);
  if (lines.length === 0 && !holds(paste, /Testing environment variables \.\.\.|Testing if AI Gateway is running/u)) return undefined;
  const stopped = holds(paste, /^Traceback \(most recent call last\):|^troubleshoot: error:/u) || lines.some(({ id, verdict }) => verdict === "fail" && id === "troubleshoot/model");
  const ended = holds(paste, /Testing if Duo Workflow Service is accessible|Testing if the [a-z0-9_-]{2,30} model is accessible/u);
  return { tool: "troubleshoot", finished: ended && !stopped, lines };
}
