import { z } from "zod";
import { type Paste, readPaste } from "../paste.ts";
import { holds, type Report, type ReportedLine, reportLines, sayLine, type Steps } from "./report.ts";

// Lines of `gitlab:duo:verify_self_hosted_setup`, GitLab 17.5 to 19.x.
const steps: Steps = {
  "rake-system-info": ["system", "pass"],
  "rake-url-ok": ["url", "pass"],
  "rake-url-missing": ["url", "fail"],
  "rake-url-invalid": ["url", "fail"],
  "rake-no-proxy": ["proxy", "info"],
  "rake-proxy-in-effect": ["proxy", "info"],
  "rake-transport-ok": ["transport", "pass"],
  "rake-transport-untrusted": ["transport", "warn"],
  "rake-transport-unreachable": ["transport", "fail"],
  "rake-user-no-access": ["licence", "fail"],
  "rake-licence-no-access": ["licence", "fail"],
  "rake-gateway-ok": ["gateway", "pass"],
  "rake-health-unknown": ["gateway", "info"],
  "rake-gateway-http-status": ["gateway", "fail"],
  "rake-connection-error": ["gateway", "fail"],
  "rake-cannot-access": ["gateway", "fail"],
  "rake-no-models": ["models", "warn"],
  "rake-token-missing": ["models", "info"],
  "rake-no-feature-settings": ["features", "warn"],
  "rake-flow-ok": ["request-flow", "pass"],
  "rake-flow-non-200": ["request-flow", "warn"],
  "rake-flow-failed": ["request-flow", "fail"],
  "rake-flow-skipped": ["request-flow", "info"],
  "rake-dws-ok": ["agent-service", "pass"],
  "rake-dws-unreachable": ["agent-service", "fail"],
  "rake-dws-unset": ["agent-service", "warn"],
  "rake-ws-ok": ["websocket", "pass"],
  "rake-ws-rejected": ["websocket", "fail"],
  "rake-ws-no-upgrade": ["websocket", "fail"],
  "rake-ws-unreachable": ["websocket", "fail"],
  "rake-user-unknown": ["user", "fail"],
};

const summarySchema = z.record(z.string(), z.looseObject({ status: z.enum(["OK", "WARNING", "ERROR", "SKIPPED"]) }));
const summaryVerdicts = { OK: "pass", WARNING: "warn", ERROR: "fail", SKIPPED: "info" } as const;

/**
 * Output of the verify task, in its three forms: v1 (17.5 to 18.2), v2 with banner and JSON summary (18.3 to 19.2), v3 with transport, agent
 * service and WebSocket steps (19.3 and later). Undefined where the text is none. A missing summary means that a step raised and ended the task.
 */
export function parseRakeVerify(text: string): Report | undefined {
  const paste = readPaste(text);
  const form = formOf(paste);
  if (form === undefined) return undefined;
  const lines = [...reportLines(paste, "rake", steps), ...licenceLines(paste)];
  const summary = summaryLines(paste);
  const aborted = holds(paste, /rake aborted!|^\s{0,8}Tasks: TOP => gitlab:duo/u);
  return { tool: "rake", form, finished: !aborted && (form === "v1" || summary.length > 0), lines: [...lines, ...summary] };
}

function formOf(paste: Paste): "v1" | "v2" | "v3" | undefined {
  if (holds(paste, /transport_connectivity|agent_platform_websocket|WebSocket upgrade|reachable over TCP|No proxy environment variables set/u)) return "v3";
  if (holds(paste, /GitLab Duo Self-Hosted Setup Verification|DIAGNOSTIC SUMMARY|AI Gateway URL configured:/u)) return "v2";
  if (holds(paste, /Verifying environmental variables|Verifying license access to code suggestions|'AI_GATEWAY_URL' set to /u)) return "v1";
  return undefined;
}

/** The licence step prints its tick on the line that announces it. */
function licenceLines(paste: Paste): ReportedLine[] {
  return paste.lines.flatMap((line) => {
    const match = /Verifying license access to code suggestions.{0,20}([\u2714\u2713\u2717\u2718])/u.exec(line);
    if (match === null) return [];
    const good = match[1] === "\u2714" || match[1] === "\u2713";
    return [{ id: "rake/licence", verdict: good ? "pass" : "fail", said: sayLine(line) } as const];
  });
}

function summaryLines(paste: Paste): ReportedLine[] {
  const start = paste.lines.findIndex((line) => line.includes("DIAGNOSTIC SUMMARY"));
  if (start === -1) return [];
  const rest = paste.lines.slice(start + 1).join("\n");
  const open = rest.indexOf("{");
  const close = rest.lastIndexOf("}");
  if (open === -1 || close < open) return [];
  const parsed = summarySchema.safeParse(parseJson(rest.slice(open, close + 1)));
  if (!parsed.success) return [];
  return Object.entries(parsed.data)
    .slice(0, 40)
    .map(([step, { status }]) => ({ id: `rake/summary/${step.replace(/[^a-z0-9_]/giu, "").slice(0, 60)}`, verdict: summaryVerdicts[status], said: sayLine(`${step}: ${status}`) }));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
