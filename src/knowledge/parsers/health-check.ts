import { z } from "zod";
import { readPaste } from "../paste.ts";
import { type Report, type ReportedLine, reportLines, sayLine, type Steps } from "./report.ts";

// Rows of Admin > GitLab Duo > Run health check, and of its rake twin, GitLab 17.3 to 19.x.
const steps: Steps = {
  "hc-gateway-url-set": ["gateway-url", "pass"],
  "hc-gateway-url-not-set": ["gateway-url", "fail"],
  "hc-host-url-empty": ["network", "fail"],
  "hc-host-url-invalid": ["network", "fail"],
  "hc-host-reachable": ["network", "pass"],
  "hc-host-timeout": ["network", "fail"],
  "hc-host-blocked": ["network", "fail"],
  "hc-host-refused": ["network", "fail"],
  "hc-host-unresolved": ["network", "fail"],
  "hc-host-tls": ["network", "fail"],
  "hc-host-failed": ["network", "fail"],
  "hc-host-unreachable": ["network", "fail"],
  "hc-licence-ok": ["licence", "pass"],
  "hc-licence-but-user-lacks": ["licence", "fail"],
  "hc-licence-no-access": ["licence", "fail"],
  "hc-licence-contact-support": ["licence", "fail"],
  "hc-subscription-syncs": ["licence", "pass"],
  "hc-no-user": ["user", "fail"],
  "hc-system-exchange-ok": ["exchange", "pass"],
  "hc-system-exchange-failed": ["exchange", "fail"],
  "aigw-answered-401": ["exchange", "fail"],
  "aigw-answered-422": ["exchange", "fail"],
  "no-completion-in-response": ["exchange", "fail"],
  "hc-access-token-missing": ["access", "fail"],
  "hc-access-token-expired": ["access", "fail"],
  "hc-access-data": ["access", "fail"],
  "hc-access-data-ok": ["access", "pass"],
  "hc-dap-operational": ["agent-platform", "pass"],
  "hc-dap-cloud-operational": ["agent-platform-cloud", "pass"],
  "hc-dap-self-hosted-down": ["agent-platform", "fail"],
  "hc-dap-tls": ["agent-platform", "fail"],
  "hc-dap-cloud-down": ["agent-platform-cloud", "fail"],
  "hc-billing-down": ["billing", "fail"],
  "hc-billing-ok": ["billing", "pass"],
};

const probeSchema = z.looseObject({
  name: z.string().nullish(),
  success: z.boolean().nullish(),
  message: z.string().nullish(),
  errors: z.array(z.string()).nullish(),
});
const statusSchema = z.looseObject({ probeResults: z.array(probeSchema).max(200) });
const answerSchema = z.union([
  statusSchema,
  z.looseObject({ cloudConnectorStatus: statusSchema }).transform((answer) => answer.cloudConnectorStatus),
  z.looseObject({ data: z.looseObject({ cloudConnectorStatus: statusSchema }) }).transform((answer) => answer.data.cloudConnectorStatus),
]);

/** Rows of GitLab's health check, from its page, its rake twin or the answer of GraphQL `cloudConnectorStatus`. Undefined where the text is none. */
export function parseHealthCheck(text: string): Report | undefined {
  const answer = answerSchema.safeParse(parseJson(text));
  if (answer.success) return { tool: "health-check", form: "graphql", finished: true, lines: answer.data.probeResults.flatMap(readProbe) };
  const paste = readPaste(text);
  const lines = reportLines(paste, "health-check", steps);
  // One message alone may come from anywhere; what stands only here tells that it is the health check.
  if (!lines.some(({ symptom }) => symptom?.startsWith("hc-") === true)) return undefined;
  return { tool: "health-check", form: "page", finished: true, lines };
}

function readProbe(probe: z.infer<typeof probeSchema>): ReportedLine[] {
  const said = [probe.message ?? "", ...(probe.errors ?? []).slice(0, 5)].filter((part) => part !== "").join("; ");
  const known = reportLines(readPaste(said.replace(/\n/gu, " ")), "health-check", steps)[0];
  if (said === "" && probe.name === undefined) return [];
  const name = (probe.name ?? "").replace(/[^a-z0-9_-]/giu, "").slice(0, 60);
  const verdict = probe.success === true ? "pass" : probe.success === false ? "fail" : "info";
  return [{ id: known?.id ?? `health-check/${name === "" ? "row" : name}`, verdict, said: sayLine(said === "" ? name : said), ...(known?.symptom === undefined ? {} : { symptom: known.symptom }) }];
}

function parseJson(text: string): unknown {
  if (text.length > 1_000_000 || !text.trimStart().startsWith("{")) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
