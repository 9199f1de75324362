import { cleanLine } from "../../core/text.ts";
import { type HostState, hostStateOf } from "./host-state.ts";
import { listAt, member, textAt } from "./rest.ts";

/** One row of the query cloudConnectorStatus. */
export interface HealthRow {
  /** Snake case: host_probe, end_to_end_probe ... */
  name: string;
  success: boolean;
  message: string;
  errors: string[];
}

const snake = (name: string): string =>
  cleanLine(name, 120).split("::").at(-1)?.replace(/([a-z0-9])([A-Z])/gu, "$1_$2").replace(/[\s-]+/gu, "_").toLowerCase() ?? "";

export function readHealthRow(row: unknown): HealthRow {
  return {
    name: snake(textAt(row, "name") ?? ""),
    success: member(row, "success") === true,
    message: cleanLine(textAt(row, "message") ?? "", 800),
    errors: (listAt(row, "errors") ?? []).flatMap((entry) => (typeof entry === "string" ? [cleanLine(entry, 800)] : [])).slice(0, 10),
  };
}

/** Hosts of GitLab's cloud that the health check asks as well. */
export function isCloudHost(host: string): boolean {
  const bare = host.toLowerCase().replace(/:\d+$/u, "");
  return bare === "gitlab.com" || bare.endsWith(".gitlab.com");
}

const hostOf = (address: string): string => (URL.canParse(address) ? new URL(address).host.toLowerCase() : address.toLowerCase());

/**
 * Reads a host_probe row. Its message begins with the host: `aigw.internal:5052 reachable`, `aigw.internal connection failed: <text>`. The
 * row speaks of the gateway when it names the stored address's host, or when it has no host of GitLab's cloud in it.
 */
export function readHostRow(row: HealthRow, stored: string | null): { host: string; state: HostState; text: string; gateway: boolean } {
  const text = cleanLine([row.message, ...row.errors].join(" · "), 600);
  const spoken = row.message.split(/\s/u)[0]?.replace(/^https?:\/\//iu, "") ?? "";
  const named = stored === null ? "" : hostOf(stored);
  const bareNamed = named.replace(/:\d+$/u, "");
  const bareSpoken = hostOf(spoken).replace(/:\d+$/u, "");
  const same = named !== "" && (bareSpoken === bareNamed || spoken === stored);
  const gateway = same || (!isCloudHost(spoken) && !isCloudHost(bareNamed) && !row.message.toLowerCase().includes(".gitlab.com"));
  return { host: spoken, state: row.success ? "reachable" : hostStateOf(text), text, gateway };
}
