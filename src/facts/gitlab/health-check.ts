import { z } from "zod";
import { absent, type Fact } from "../../core/fact.ts";
import { cleanLine } from "../../core/text.ts";
import { type HealthRow, readHealthRow, readHostRow } from "../../targets/gitlab/health-check.ts";
import { listAt } from "../../targets/gitlab/rest.ts";
import { absentBecause, askRoot, type KnownSchema, nothingKnown } from "../../targets/gitlab/select.ts";
import type { Value as DuoSettings } from "./duo-settings.ts";

/** How GitLab says that it reaches a host. */
export const hostState = z.enum(["reachable", "name-not-found", "refused", "timeout", "silent", "certificate", "tls", "not-tls", "reset", "blocked", "invalid-url", "empty-url", "other"]);

/** GitLab's own health check, probe by probe; its overall `success` is never used. */
export const schema = z.object({
  /** `answered`, or why there is nothing to read. */
  state: z.enum(["answered", "empty", "timeout"]),
  ms: z.number(),
  probes: z.array(z.object({
    /** Snake case: host_probe, end_to_end_probe ... */
    name: z.string(),
    success: z.boolean(),
    message: z.string(),
    errors: z.array(z.string()),
  })),
  /** GitLab's view of the self-hosted gateway, from the host_probe for its host; null where there is none. */
  gatewayHost: z.object({ state: hostState, text: z.string() }).nullable(),
  /** host_probe rows for other hosts (customers portal, cloud connector). */
  cloudHosts: z.array(z.object({ host: z.string(), state: hostState, text: z.string() })),
  /** The end-to-end row: status that the gateway gave, and its text. */
  exchange: z.object({ success: z.boolean(), status: z.number().nullable(), text: z.string() }).nullable(),
  /** duo_agent_platform rows. `tlsHint`: the text speaks of a TLS version mismatch. */
  agentService: z.array(z.object({ kind: z.enum(["self-hosted", "cloud", "unknown"]), success: z.boolean(), state: z.enum(["operational", "not-operational", "not-reachable", "other"]), tlsHint: z.boolean(), text: z.string() })),
});
export type Value = z.infer<typeof schema>;

const is = (row: HealthRow, name: string): boolean => row.name === name || row.name === `${name}_probe`;

/** `AI Gateway returned code 401: {...}`: the status that the gateway gave to GitLab's test completion. */
function exchangeStatus(text: string): number | null {
  const match = /returned code (\d{3})\b/u.exec(text);
  return match === null ? null : Number(match[1]);
}

function readAgentRow(row: HealthRow): Value["agentService"][number] {
  const text = [row.message, ...row.errors].join(" · ");
  const flat = row.message.toLowerCase();
  return {
    kind: flat.includes("self-hosted gitlab duo agent platform") ? "self-hosted" : flat.includes("cloud-connected") || flat.includes("cloud.gitlab.com") ? "cloud" : "unknown",
    success: row.success,
    state: flat.includes("is operational") ? "operational" : flat.includes("not operational") ? "not-operational" : flat.includes("not reachable") ? "not-reachable" : "other",
    tlsHint: /wrong_version_number|wrong version number|ssl handshake failed/iu.test(text),
    text: cleanLine(text, 600),
  };
}

// Its rows wait one after the other, for some seconds each where the way is closed; GitLab itself ends what hangs only after 60 s.
const patienceMs = 40_000;

export default {
  title: "GitLab's own health check",
  hop: "gitlab",
  cost: "cheap",
  rung: "user",
  basis: "reported",
  needs: ["gitlab/token"],
  uses: ["gitlab/schema", "gitlab/duo-settings"],
  timeoutMs: patienceMs + 2000,
  schema,
  async observe(world) {
    const known = (world.read("gitlab/schema") as KnownSchema | undefined) ?? nothingKnown;
    const stored = (world.read("gitlab/duo-settings") as DuoSettings | undefined)?.aiGatewayUrl ?? world.stack.gateway?.url ?? null;
    const { outcome, ms } = await askRoot(
      world,
      known,
      { field: "cloudConnectorStatus", type: "CloudConnectorStatus", picks: ["success", { field: "probeResults", type: "CloudConnectorProbeResult", picks: ["name", "success", "message", "errors"] }] },
      { timeoutMs: patienceMs },
    );
    const nothing = { ms, probes: [], gatewayHost: null, cloudHosts: [], exchange: null, agentService: [] };
    if (outcome.state === "refused") {
      // GitLab's own limit of 60 s ends a hanging check as an error of the server or of a proxy before it.
      const hung = outcome.result.kind === "failed" ? ["no-answer", "stalled", "deadline"].includes(outcome.result.failure.reason) : outcome.result.kind === "internal-error" && ms >= 20_000;
      if (hung) return { state: "timeout", ...nothing };
      return absentBecause(outcome, "admin", "the health check");
    }
    if (outcome.state === "unknown") return absentBecause(outcome, "admin", "the health check");
    if (outcome.state === "null" && outcome.message !== null) return absent({ reason: "not-permitted", rung: "admin" });
    const rows = (outcome.state === "value" ? (listAt(outcome.value, "probeResults") ?? []) : []).slice(0, 40).map(readHealthRow);
    if (rows.length === 0) return { state: "empty", ...nothing };
    const hosts = rows.filter((row) => is(row, "host")).map((row) => ({ row, ...readHostRow(row, stored) }));
    const gateway = hosts.find((host) => host.gateway);
    const exchange = rows.find((row) => is(row, "end_to_end"));
    const exchangeText = exchange === undefined ? "" : [exchange.message, ...exchange.errors].join(" · ");
    return {
      state: "answered",
      ms,
      probes: rows,
      gatewayHost: gateway === undefined ? null : { state: gateway.state, text: gateway.text },
      cloudHosts: hosts.filter((host) => host !== gateway).map(({ host, state, text }) => ({ host, state, text })),
      exchange: exchange === undefined ? null : { success: exchange.success, status: exchangeStatus(exchangeText), text: cleanLine(exchangeText, 600) },
      agentService: rows.filter((row) => is(row, "duo_agent_platform")).map(readAgentRow),
    };
  },
  describe(value) {
    if (value.state === "timeout") return `GitLab's health check gave no answer in ${Math.round(value.ms / 1000)} s`;
    if (value.state === "empty") return "GitLab's health check came back without a single row";
    const red = value.probes.filter((row) => !row.success);
    if (red.length === 0) return `GitLab's health check: all ${value.probes.length} rows are green`;
    return `GitLab's health check: ${red.length} of ${value.probes.length} rows are red: ${red.slice(0, 4).map((row) => `${row.name}: ${row.message}`).join("; ")}`;
  },
} satisfies Fact<Value>;
