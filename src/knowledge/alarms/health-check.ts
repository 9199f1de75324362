import { all, any, not } from "../../core/truth.ts";
import { alarm, type Alarm, completionPasses, gatewayAnswers, granted, isRow, quoteRow, realRequestPasses, redRows, told } from "./terms.ts";

const agentRows = ["duo_agent_platform", "allow_flow_execution", "allow_foundational_flows", "compatible_runner"] as const;

/** False alarms of GitLab's own health check, each proven by other facts of the same run. */
export const healthCheckAlarms: readonly Alarm[] = [
  alarm("health-check-401-while-duo-works", {
    misleads: (see) => all(redRows(see, (red) => red.length > 0 && red.every((row) => isRow(row, "end_to_end"))), see("gitlab/health-check", (check) => check.exchange?.status === 401), realRequestPasses(see)),
    quote: (read) => read("gitlab/health-check")?.exchange?.text,
  }),
  alarm("health-check-422-non-default-model", {
    misleads: (see) => all(see("gitlab/health-check", (check) => check.exchange !== null && !check.exchange.success && check.exchange.status === 422), completionPasses(see)),
    quote: (read) => read("gitlab/health-check")?.exchange?.text,
  }),
  alarm("health-check-three-seconds", {
    misleads: (see) => all(
      any(
        see("gitlab/health-check", (check) => check.exchange !== null && !check.exchange.success && check.exchange.status === null && /execution expired|read ?timeout/iu.test(check.exchange.text)),
        // Until 18.x the button waited as briefly as the health check.
        all(see("gitlab/version", (version) => version.major < 19), see.some("gitlab/connection-check", (check) => check.best.exception === "read-timeout" && check.best.ms < 6000)),
      ),
      completionPasses(see), see("gitlab/completion", (completion) => completion.ms > 3000),
    ),
    quote: (read) => read("gitlab/health-check")?.exchange?.text,
  }),
  alarm("health-check-blank-or-60s", {
    misleads: (see) => all(told(see, "rack-timeout-getaddress"), see("gitlab/health-check", (check) => check.state !== "answered"), granted(see)),
  }),
  alarm("health-check-dap-green-without-signing-key", {
    misleads: (see) => all(
      any(see("gitlab/health-check", (check) => check.agentService.some((row) => row.kind !== "cloud" && row.success)), told(see, "hc-dap-operational", "rake-dws-ok")),
      see("gitlab/version", (version) => version.major > 18 || (version.major === 18 && version.minor >= 5)),
      see("gitlab/agent-token-route", (route) => route.status !== 201 && route.status >= 400 && route.status !== 403 && route.status !== 404),
    ),
    quote: (read) => read("gitlab/health-check")?.agentService.find((row) => row.kind !== "cloud" && row.success)?.text,
  }),
  alarm("health-check-dap-red-before-18-5", {
    misleads: (see) => all(
      see("gitlab/version", (version) => version.major < 18 || (version.major === 18 && version.minor < 5)),
      see("gitlab/health-check", (check) => check.agentService.some((row) => row.kind !== "cloud" && row.state === "not-operational")),
      see("agent/health", (health) => health.serving !== "none"),
    ),
    quote: (read) => read("gitlab/health-check")?.agentService.find((row) => row.state === "not-operational")?.text,
  }),
  alarm("health-check-cloud-probes-red", {
    misleads: (see) => all(
      see("gitlab/health-check", (check) => {
        const red = check.probes.filter((row) => !row.success);
        const cloudAgents = check.agentService.filter((row) => row.kind === "cloud" && !row.success).length;
        const redAgents = red.filter((row) => isRow(row, "duo_agent_platform")).length;
        return check.state === "answered" && red.length > 0 && red.every((row) => row.name.startsWith("billing_") || isRow(row, "duo_agent_platform")) && redAgents === cloudAgents;
      }),
      granted(see),
      see("gitlab/health-check", (check) => check.agentService.every((row) => row.kind === "cloud" || row.success)),
      see("gitlab/feature-settings", (settings) => (settings.state === "read" ? !settings.features.some((feature) => feature.provider === "vendored") : undefined)),
    ),
    quote: (read) => read("gitlab/health-check")?.agentService.find((row) => row.kind === "cloud" && !row.success)?.text,
  }),
  alarm("health-check-never-all-green", {
    misleads: (see) => all(
      redRows(see, (red) => red.length > 0 && red.every((row) => isRow(row, ...agentRows) || row.name.startsWith("billing_"))),
      see("gitlab/feature-settings", (settings) => (settings.state === "read" ? !settings.features.some((feature) => feature.feature.startsWith("duo_agent") && feature.provider !== "disabled" && feature.provider !== "unassigned") : undefined)),
      see("gitlab/health-check", (check) => check.agentService.every((row) => row.kind === "cloud" || row.success || row.text === "")),
    ),
    quote: (read) => read("gitlab/health-check")?.probes.filter((row) => !row.success).map((row) => row.name).join(", "),
  }),
  alarm("health-check-green-without-inference", {
    misleads: (see) => all(redRows(see, (red, rows) => red.length === 0 && rows.length > 0 && !rows.some((row) => isRow(row, "end_to_end")))),
    quote: () => "all rows green",
    onlyBeside: { hops: ["gateway-to-model", "model", "gateway-to-gitlab"], codes: ["DT250", "DT241"] },
  }),
  alarm("health-check-as-the-wrong-user", {
    misleads: (see) => all(
      redRows(see, (red) => red.some((row) => isRow(row, "code_suggestions_license") && row.message.toLowerCase().includes("lack the necessary permissions"))),
      see("gitlab/seat", (seat) => seat.configured && seat.assigned.length > 0),
      see("gitlab/user-access", (access) => !access.isProbeUser),
    ),
    quote: (read) => quoteRow(read("gitlab/health-check"), "code_suggestions_license"),
    // The same words appear for everybody where Duo is off or GitLab keeps silent.
    notBesideHops: ["licence", "gitlab"],
  }),
  alarm("health-check-offline-licence-cloud-set", {
    misleads: (see) => all(
      see("gitlab/duo-settings", (settings) => settings.knows.aiGatewayUrl && settings.aiGatewayUrl === null),
      see("gitlab/licence", (licence) => (licence.type === null ? undefined : licence.type.includes("offline"))),
      see("gitlab/health-check", (check) => check.cloudHosts.some((host) => host.state !== "reachable") || check.probes.some((row) => isRow(row, "license", "access", "token") && !row.success)),
    ),
    notBeside: [],
  }),
  alarm("health-check-env-variable-wording", {
    misleads: (see) => see.both("gitlab/health-check", "gitlab/duo-settings", (check, settings) => settings.aiGatewayUrl !== null && check.probes.some((row) => isRow(row, "ai_gateway_url_presence") && row.message.includes(settings.aiGatewayUrl ?? ""))),
    quote: (read) => quoteRow(read("gitlab/health-check"), "ai_gateway_url_presence"),
    onlyBeside: { codes: ["DT103", "DT104", "DT105", "DT106", "DT107", "DT108"] },
  }),
  alarm("troubleshoot-not-running", {
    misleads: (see) => all(told(see, "ts-gateway-down"), gatewayAnswers(see)),
    notBeside: ["DT201", "DT202", "DT203", "DT204", "DT205"],
  }),
  alarm("rake-health-unknown", {
    misleads: (see) => all(told(see, "rake-health-unknown"), not(told(see, "rake-cannot-access")), gatewayAnswers(see)),
  }),
];
