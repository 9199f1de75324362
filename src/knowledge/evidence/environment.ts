import type { Sign } from "../../core/reported.ts";
import { cleanLine } from "../../core/text.ts";

export interface SettingSign {
  id: string;
  strength: Sign["strength"];
  points: readonly string[];
  said: string;
}

// Settings of the gateway and the agent service that decide something here, as the self-hosted image of GitLab 18 and 19 reads them.
const known = new Set([
  "AIGW_GITLAB_URL", "AIGW_GITLAB_API_URL", "AIGW_CUSTOMER_PORTAL_URL", "AIGW_CUSTOM_MODELS__ENABLED", "AIGW_CUSTOM_MODELS__DISABLE_STREAMING", "AIGW_CUSTOM_MODELS__EXTRA_HEADERS", "AIGW_AUTH__BYPASS_EXTERNAL",
  "AIGW_AUTH__BYPASS_EXTERNAL_WITH_HEADER", "AIGW_AUTH__BYPASS_JWT_SIGNATURE", "AIGW_SELF_SIGNED_JWT__SIGNING_KEY", "AIGW_SELF_SIGNED_JWT__VALIDATION_KEY", "AIGW_FASTAPI__API_HOST", "AIGW_FASTAPI__API_PORT", "AIGW_FASTAPI__METRICS_HOST",
  "AIGW_FASTAPI__METRICS_PORT", "AIGW_FASTAPI__TLS__ENABLED", "AIGW_FASTAPI__TLS__CERT_FILE", "AIGW_FASTAPI__TLS__KEY_FILE", "AIGW_FASTAPI__TLS__SSL_CIPHERS", "AIGW_LOGGING__LEVEL", "AIGW_LOGGING__FORMAT_JSON", "AIGW_LOGGING__TO_FILE",
  "AIGW_LOGGING__ENABLE_REQUEST_LOGGING", "AIGW_LOGGING__ENABLE_LITELLM_LOGGING", "AIGW_MOCK_MODEL_RESPONSES", "AIGW_USE_AGENTIC_MOCK", "AIGW_CLOUD_CONNECTOR_SERVICE_NAME", "AIGW_MTLS__ENABLED", "AIGW_MTLS__CA_BUNDLE", "AIGW_DUO_CHAT__MODEL_REQUEST_TIMEOUT",
  "DUO_WORKFLOW_AUTH__ENABLED", "DUO_WORKFLOW_SELF_SIGNED_JWT__SIGNING_KEY", "DUO_WORKFLOW_SELF_SIGNED_JWT__VALIDATION_KEY", "DUO_WORKFLOW_CLOUD_CONNECTOR_SERVICE_NAME", "DUO_WORKFLOW_TLS__ENABLED", "DUO_WORKFLOW_TLS__CERT_FILE", "DUO_WORKFLOW_GITLAB_SSL_CA_FILE",
]);
const isTruthValue = (value: string): boolean => /^(?:true|false|1|0|yes|no|on|off|t|f|y|n)$/iu.test(value.trim());
const isOn = (value: string | undefined): boolean => value !== undefined && /^(?:true|1|yes|on|t|y)$/iu.test(value.trim());

/**
 * What the settings of a gateway's container point to. `whole`: the list holds every variable of the process, so one that is not there is not
 * set; of a list that people trimmed nothing may be concluded from what is missing. `running`: that process is there, and did not end over one of
 * them. `container`: they are those of a whole container, where the agent service runs beside the gateway; a process may be the gateway's alone.
 */
export function readEnvironment(settings: ReadonlyMap<string, string>, { whole, running = true, container = false }: { whole: boolean; running?: boolean; container?: boolean }): SettingSign[] {
  const found: SettingSign[] = [];
  const add = (id: string, strength: Sign["strength"], points: readonly string[], said: string): void => void found.push({ id, strength, points, said: cleanLine(said, 240) });
  const value = (name: string): string | undefined => settings.get(name);
  const unset = (name: string): boolean => (whole ? (value(name) ?? "") === "" : value(name) === "");

  for (const name of settings.keys()) {
    const meant = known.has(name) ? undefined : [...known].find((one) => !settings.has(one) && nearly(name, one));
    if (meant !== undefined) add("setting-misspelt", "proof", ["DT222"], `${name} is set and ${meant} is not`);
  }
  const custom = value("AIGW_CUSTOM_MODELS__ENABLED");
  if (custom !== undefined && custom !== "" && !isTruthValue(custom)) add("setting-unreadable", "proof", ["DT204"], `AIGW_CUSTOM_MODELS__ENABLED is ${custom}, which is no truth value`);
  else if ((custom !== undefined && !isOn(custom)) || (whole && custom === undefined && !found.some((one) => one.id === "setting-misspelt"))) add("custom-models-off", "proof", ["DT221"], `AIGW_CUSTOM_MODELS__ENABLED is ${custom === undefined ? "not set" : custom}`);
  // The image's own script ends the start without it; a process that runs all the same was started in another way.
  if (unset("AIGW_GITLAB_URL")) add("gitlab-url-unset", running ? "proof" : "single", [running ? "DT240" : "DT211"], "AIGW_GITLAB_URL is not set");
  if (["AIGW_AUTH__BYPASS_EXTERNAL", "AIGW_AUTH__BYPASS_EXTERNAL_WITH_HEADER", "AIGW_AUTH__BYPASS_JWT_SIGNATURE"].some((name) => isOn(value(name)))) add("auth-bypass", "proof", ["DT220"], "authentication is switched off by a variable AIGW_AUTH__BYPASS_...");
  if (isOn(value("AIGW_MOCK_MODEL_RESPONSES")) || isOn(value("AIGW_USE_AGENTIC_MOCK"))) add("mock-mode", "proof", ["DT223"], "the gateway answers by itself: AIGW_MOCK_MODEL_RESPONSES or AIGW_USE_AGENTIC_MOCK is on");
  if (isOn(value("AIGW_LOGGING__ENABLE_REQUEST_LOGGING")) || isOn(value("AIGW_LOGGING__ENABLE_LITELLM_LOGGING"))) add("request-logging", "proof", ["DT224"], "request logging is on");
  if (isOn(value("AIGW_CUSTOM_MODELS__DISABLE_STREAMING"))) add("streaming-off", "proof", ["DT229"], "AIGW_CUSTOM_MODELS__DISABLE_STREAMING is on");
  if (/authorization|api-key/iu.test(value("AIGW_CUSTOM_MODELS__EXTRA_HEADERS") ?? "")) add("extra-headers-key", "single", ["DT227"], "AIGW_CUSTOM_MODELS__EXTRA_HEADERS sets a header of authorization");
  if (value("AIGW_CUSTOMER_PORTAL_URL") === "") add("portal-empty", "single", ["DT254"], "AIGW_CUSTOMER_PORTAL_URL is set to nothing");
  const service = value("AIGW_CLOUD_CONNECTOR_SERVICE_NAME");
  if (service !== undefined && service !== "gitlab-ai-gateway") add("service-name", "proof", ["DT256"], `AIGW_CLOUD_CONNECTOR_SERVICE_NAME is ${service}`);
  readKey("AIGW_SELF_SIGNED_JWT__SIGNING_KEY", "DT257", "DT258");
  if (container || [...settings.keys()].some((name) => name.startsWith("DUO_WORKFLOW_"))) readKey("DUO_WORKFLOW_SELF_SIGNED_JWT__SIGNING_KEY", "DT420", "DT420");
  if (/^(?:false|0|no|off)$/iu.test(value("DUO_WORKFLOW_AUTH__ENABLED") ?? "")) add("agent-auth-off", "proof", ["DT421"], "DUO_WORKFLOW_AUTH__ENABLED is off");
  const port = value("PORT");
  if (port !== undefined && /^\d{2,5}$/u.test(port) && port !== "50052") add("agent-port", "single", ["DT404"], `PORT is ${port}: the agent service listens there, not on 50052`);
  return found;

  function readKey(name: string, missing: string, malformed: string): void {
    const key = value(name);
    if (unset(name)) add("signing-key-unset", "single", [missing], `${name} is not set`);
    // Redaction has hidden a good key's body; one in a single line with written line ends is what env files make of it.
    else if (key !== undefined && (/\\n/u.test(key) || (!key.includes("BEGIN") && !key.includes("hidden") && !/^(?:set|<|\*|\.\.\.)/u.test(key)))) add("signing-key-shape", "single", [malformed], `${name} is not a PEM key of several lines`);
  }
}

/** One slip apart: an underscore or a letter too many, too few or another. */
function nearly(name: string, wanted: string): boolean {
  if (Math.abs(name.length - wanted.length) > 2 || name === wanted) return false;
  const plain = (text: string): string => text.replace(/_+/gu, "_").toUpperCase();
  if (plain(name) === plain(wanted)) return true;
  let start = 0;
  while (start < name.length && name[start] === wanted[start]) start += 1;
  let end = 0;
  while (end < name.length - start && end < wanted.length - start && name.at(-1 - end) === wanted.at(-1 - end)) end += 1;
  return name.length - start - end <= 1 && wanted.length - start - end <= 1;
}
