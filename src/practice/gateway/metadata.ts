import type { Environment } from "../world.ts";
import { pythonRepr } from "./python.ts";

/** The model that a request names, as the gateway builds it; a request whose description is unusable goes on without one. */
export interface ModelChoice {
  family: string;
  /** Provider prefix of the identifier, which selects the client; never the whole identifier. */
  provider: string;
  /** Model name sent to the server. */
  model: string;
  /** As parsed, or null. */
  endpoint: string | null;
  key: string | null;
}

const families = ["mistral", "mixtral", "codestral", "llama3", "codellama", "codegemma", "deepseekcoder", "gpt", "claude_3", "general", "gemini", "qwen", "embedding", "amazon_q"];

/** Releases in which a family appeared: an older gateway drops a request that names it. */
const familySince: Record<string, [number, number]> = { general: [18, 3], gemini: [19, 0], embedding: [19, 0], qwen: [19, 2], llama3: [17, 9] };

/** Whether a gateway of this release knows the family. */
export function knowsFamily(release: string, family: string): boolean {
  if (!families.includes(family)) return false;
  const since = familySince[family];
  if (!since) return true;
  const [major = 0, minor = 0] = release.split(".").map(Number);
  return major > since[0] || (major === since[0] && minor >= since[1]);
}

/** The endpoint as pydantic's URL type reads it, or its complaint. */
export function parseEndpoint(text: string): { url: string } | { problem: string } {
  if (text === "") return { problem: "input is empty" };
  if (text.length > 255) return { problem: "URL should have at most 255 characters" };
  const trimmed = text.trim();
  if (!/^[a-z][a-z0-9+.-]*:/i.test(trimmed)) return { problem: "relative URL without a base" };
  try {
    const url = new URL(trimmed);
    if (/^https?:$/.test(url.protocol) && /\s|%20/.test(url.hostname)) return { problem: "invalid international domain name" };
    return { url: url.href };
  } catch {
    return { problem: /:\d{6,}|:(6553[6-9]|655[4-9]\d|65[6-9]\d\d|6[6-9]\d{3}|[7-9]\d{4})/.test(trimmed) ? "invalid port number" : "invalid international domain name" };
  }
}

/** The text that the code routes of v2 answer for an unusable endpoint. */
export function endpointComplaint(text: string, problem: string): string {
  const error = { type: "url_parsing", loc: "@", msg: `Input should be a valid URL, ${problem}`, input: text, ctx: { error: problem }, url: "https://errors.pydantic.dev/2.13/v/url_parsing" };
  return `[${pythonRepr(error).replace("'@'", "('endpoint',)")}]`;
}

function splitIdentifier(identifier: string | null | undefined): { provider: string; model: string } {
  if (!identifier) return { provider: "custom_openai", model: "gpt-3.5-turbo" };
  const slash = identifier.indexOf("/");
  if (slash < 0) return { provider: "custom_openai", model: identifier };
  return { provider: identifier.slice(0, slash), model: identifier.slice(slash + 1) };
}

/** Builds the choice from its parts; null where the description is unusable, which nobody is told. */
export function chooseModel(release: string, value: unknown): ModelChoice | null {
  if (typeof value !== "object" || value === null) return null;
  const { provider, name, endpoint, api_key: key, identifier } = value as Record<string, unknown>;
  if (typeof provider !== "string" || typeof name !== "string" || !knowsFamily(release, name)) return null;
  if (key !== undefined && key !== null && (typeof key !== "string" || key.length > 2000)) return null;
  if (identifier !== undefined && identifier !== null && (typeof identifier !== "string" || identifier.length > 1000)) return null;
  let address: string | null = null;
  if (endpoint !== undefined && endpoint !== null) {
    const parsed = typeof endpoint === "string" ? parseEndpoint(endpoint) : { problem: "not a text" };
    if ("problem" in parsed) return null;
    address = parsed.url;
  }
  return { family: name, ...splitIdentifier(identifier as string | null | undefined), endpoint: address, key: typeof key === "string" && key !== "" ? key : null };
}

/** Why custom models may not be used, where they are switched off: the automatic key counts as a key. */
export function refusalOfCustomModels(env: Environment, on: boolean, choice: ModelChoice | null): string | null {
  if (on || (choice === null && env.AIGW_CUSTOM_MODELS__ENABLED === undefined)) return null;
  const what = choice?.endpoint ? "api_base" : "api_key";
  return `specifying custom models endpoint is disabled: ${what} is not allowed`;
}
