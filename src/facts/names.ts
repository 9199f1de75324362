import { type ReportedEvidence, unnamedModel } from "../core/reported.ts";
import type { Value as AgentAddress } from "./agent/address.ts";
import type { Value as GatewayAddress } from "./gateway/address.ts";
import type { Value as DuoSettings } from "./gitlab/duo-settings.ts";
import type { Value as Models } from "./gitlab/models.ts";
import type { Value as Reach } from "./gitlab/reach.ts";
import type { Value as Version } from "./gitlab/version.ts";
import type { Value as ModelEndpoint } from "./model/endpoint.ts";

const withoutLogin = (address: string): string => address.replace(/(\/\/)[^/@\s]*@/u, "$1");

/**
 * The names that titles, reasons and remedies may use, as far as the facts of a run tell them; with `model`, those of that model too. A name
 * that is not known is left out, the text then says it in a plain word.
 */
export function stackNames(read: (id: string) => unknown, stack: string, model?: string): Record<string, string> {
  const names: Record<string, string | undefined> = { stack };
  const gitlab = read("gitlab/reach") as Reach | undefined;
  names["gitlabUrl"] = gitlab?.url.replace(/\/+$/u, "");
  names["gitlabHost"] = gitlab?.host;
  names["version"] = (read("gitlab/version") as Version | undefined)?.version;

  const settings = read("gitlab/duo-settings") as DuoSettings | undefined;
  const gateway = read("gateway/address") as GatewayAddress | undefined;
  const stored = settings?.aiGatewayUrl ?? gateway?.gitlabUses ?? gateway?.url;
  names["gatewayUrl"] = stored === undefined ? undefined : withoutLogin(stored).replace(/\/+$/u, "");
  const url = stored !== undefined && URL.canParse(stored) ? new URL(stored) : undefined;
  names["gatewayHost"] = url === undefined || url.hostname === "" ? gateway?.host : url.hostname.replace(/^\[|\]$/gu, "");
  names["gatewayPort"] = url === undefined || url.hostname === "" ? gateway?.port.toString() : url.port === "" ? (url.protocol === "https:" ? "443" : "80") : url.port;
  names["agentAddress"] = (read("agent/address") as AgentAddress | undefined)?.stored ?? settings?.duoAgentPlatformServiceUrl ?? undefined;

  if (model !== undefined) {
    const listed = (read("gitlab/models") as Models | undefined)?.models.find((entry) => entry.name === model);
    const endpoint = read("model/endpoint") as ModelEndpoint | undefined;
    names["model"] = model === unnamedModel ? undefined : model;
    names["family"] = endpoint?.family ?? listed?.family;
    names["endpoint"] = endpoint?.endpoint ?? (listed?.endpoint === null || listed?.endpoint === undefined ? undefined : withoutLogin(listed.endpoint));
    // Of a model that only a pasted text speaks of, the text tells what it can.
    const told = (read("reported/paste") as ReportedEvidence | undefined)?.model;
    names["endpointHost"] = endpoint?.host ?? told?.host ?? undefined;
    names["endpointPort"] = endpoint?.port?.toString() ?? told?.port?.toString();
    names["identifier"] = endpoint?.identifier ?? listed?.identifier ?? told?.identifier ?? undefined;
    names["servedName"] = endpoint?.servedName ?? undefined;
  }
  return Object.fromEntries(Object.entries(names).flatMap(([name, value]) => (value === undefined || value === "" ? [] : [[name, value]])));
}
