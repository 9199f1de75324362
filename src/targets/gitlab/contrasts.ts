import type { CheckedModel, CheckOutcome } from "./connection-check.ts";

/** The one value that a contrast check changes. */
export type Change =
  | "v1-appended" | "v1-removed" | "path-cut" | "path-single-v1" | "scheme-http" | "scheme-https" | "prefix-custom-openai" | "identifier-from-list"
  | "region-prefix-added" | "region-prefix-removed" | "mantle-openai-path" | "impossible-endpoint";

export interface Contrast {
  change: Change;
  endpoint: string;
  identifier: string;
}

/** What is read of the stored endpoint and identifier. */
export interface Stored {
  endpoint: string | null;
  provider: string | null;
  providerKnown: boolean;
  servedName: string | null;
  endpointIgnored: boolean;
  scheme: "http" | "https" | null;
  path: string;
  pathEnds: "v1" | "none" | "full-path" | "double-v1" | "double-slash" | "query" | "other";
  droppedByGateway: boolean;
  problems: readonly string[];
  hasApiToken: boolean | null;
}

/** The region prefixes of Bedrock's inference profiles, most common first. */
const prefixes = ["us", "eu", "apac", "global"] as const;
const prefixForm = /^(?:us-gov|us|eu|apac|global|jp|au|ca)\./u;

const withPath = (endpoint: string, path: string): string => {
  const url = new URL(endpoint.trim());
  return `${url.protocol}//${url.host}${path}`;
};

/** The path with everything after its first /v1 cut off, and double slashes single. */
function singleV1(path: string): string {
  const single = path.replace(/\/{2,}/gu, "/");
  const at = single.indexOf("/v1");
  return at >= 0 ? single.slice(0, at + 3) : single.replace(/\/(?:chat\/completions|completions|models|embeddings|responses)\/*$/u, "");
}

/** Contrasts that explain a long silence of the check: asked while it still waits. Plain http is asked without a key. */
export function plausibleEarly(stored: Stored, model: CheckedModel): Contrast[] {
  if (stored.endpointIgnored || stored.droppedByGateway || stored.endpoint === null || stored.scheme === null || stored.problems.includes("userinfo")) return [];
  const found: Contrast[] = [otherScheme(stored, model)];
  if (stored.provider === "openai" && stored.hasApiToken === false) found.unshift(prefixed(model));
  return found;
}

const prefixed = (model: CheckedModel): Contrast => ({ change: "prefix-custom-openai", endpoint: model.endpoint, identifier: `custom_openai/${model.identifier}` });

function otherScheme(stored: Stored, model: CheckedModel): Contrast {
  const change = stored.scheme === "https" ? "scheme-http" : "scheme-https";
  const url = new URL(model.endpoint.trim());
  // The port stays: an endpoint without one speaks on the port of its scheme.
  const port = url.port === "" ? (stored.scheme === "https" ? "443" : "80") : url.port;
  const host = url.hostname;
  return { change, endpoint: `${change === "scheme-http" ? "http" : "https"}://${host}:${port}${url.pathname}${url.search}`, identifier: model.identifier };
}

/**
 * Contrasts that the first outcome and the form of the stored values make plausible, most telling first; at most three. For bedrock/ and
 * vertex_ai/ only those of the region prefix: every other change would ask the cloud for nothing.
 */
export function plausible(stored: Stored, model: CheckedModel, first: CheckOutcome, names: readonly string[]): Contrast[] {
  const { provider } = stored;
  const code = first.code;
  const found: Contrast[] = [];
  if (provider === "bedrock") {
    if (code !== 400 || stored.servedName === null) return [];
    if (prefixForm.test(stored.servedName)) {
      const bare = stored.servedName.replace(prefixForm, "");
      const others = prefixes.filter((prefix) => !stored.servedName?.startsWith(`${prefix}.`)).slice(0, 2);
      return [{ change: "region-prefix-removed", endpoint: model.endpoint, identifier: `bedrock/${bare}` }, ...others.map((prefix): Contrast => ({ change: "region-prefix-added", endpoint: model.endpoint, identifier: `bedrock/${prefix}.${bare}` }))];
    }
    return prefixes.slice(0, 3).map((prefix) => ({ change: "region-prefix-added", endpoint: model.endpoint, identifier: `bedrock/${prefix}.${stored.servedName ?? ""}` }));
  }
  if (stored.endpointIgnored || stored.endpoint === null || stored.scheme === null || stored.droppedByGateway || stored.problems.includes("userinfo")) return [];
  if (provider === "bedrock_mantle" && stored.servedName !== null) {
    if (code === 404 && prefixForm.test(stored.servedName)) found.push({ change: "region-prefix-removed", endpoint: model.endpoint, identifier: `bedrock_mantle/${stored.servedName.replace(prefixForm, "")}` });
    if (code === 400) found.push({ change: "mantle-openai-path", endpoint: withPath(model.endpoint, stored.path.includes("/openai/") ? "/v1" : "/openai/v1"), identifier: model.identifier });
    return found.slice(0, 3);
  }
  const pathFailed = code === 404 || code === 405 || code === 422 || code === 401 || code === 400 || first.outcome === "suggestion";
  if (pathFailed && (stored.pathEnds === "full-path" || stored.pathEnds === "query")) found.push({ change: "path-cut", endpoint: withPath(model.endpoint, singleV1(stored.path)), identifier: model.identifier });
  if (pathFailed && (stored.pathEnds === "double-v1" || stored.pathEnds === "double-slash")) found.push({ change: "path-single-v1", endpoint: withPath(model.endpoint, singleV1(stored.path)), identifier: model.identifier });
  const appends = provider !== "azure" && provider !== "anthropic" && provider !== "gemini";
  if ((code === 404 || code === 405 || code === 422) && appends && (stored.pathEnds === "none" || stored.pathEnds === "other")) found.push({ change: "v1-appended", endpoint: withPath(model.endpoint, `${stored.path.replace(/\/+$/u, "")}/v1`), identifier: model.identifier });
  // A path of the server's own API, such as /api: the OpenAI one may begin at the root.
  if ((code === 404 || code === 405) && appends && stored.pathEnds === "other") found.push({ change: "path-cut", endpoint: withPath(model.endpoint, "/v1"), identifier: model.identifier });
  if (provider === "anthropic" && stored.pathEnds === "v1" && first.outcome !== "success") found.push({ change: "v1-removed", endpoint: withPath(model.endpoint, stored.path.replace(/\/+$/u, "").replace(/\/v1$/u, "")), identifier: model.identifier });
  if (code === 400 && !stored.providerKnown) found.push(prefixed(model));
  // A real provider's name that may stand there by accident: the model's maker, not its server.
  if ((code === 404 || code === 401 || code === 500) && provider !== null && provider !== "custom_openai" && stored.providerKnown && appends && stored.hasApiToken === false) found.push(prefixed(model));
  const name = names.find((one) => one !== stored.servedName);
  if (code === 404 && stored.pathEnds === "v1" && name !== undefined) found.push({ change: "identifier-from-list", endpoint: model.endpoint, identifier: `custom_openai/${name}` });
  const silent = code === 500 || first.outcome === "wait" || first.outcome === "unanswered" || first.exception === "read-timeout";
  if (silent || (stored.scheme === "http" && code === 400)) found.push(otherScheme(stored, model));
  return found.slice(0, 3);
}

const rank = (outcome: CheckOutcome): number => {
  if (outcome.outcome === "success") return 10;
  if (outcome.outcome === "suggestion") return 7;
  if (outcome.outcome !== "model-code") return 0;
  switch (outcome.code) {
    case 401: case 403: case 429: return 6;
    case 404: case 405: return 4;
    case 400: case 422: return 5;
    case 408: case 500: case 502: case 503: case 504: return 1;
    default: return 2;
  }
};

/** The contrast got further than the stored values did: success, or an answer of a later phase. */
export function isBetter(change: string, first: CheckOutcome, contrast: CheckOutcome): boolean {
  // A TLS port behind nginx answers 400 to plain http, and so does another scheme's guess: only a later answer counts.
  if ((change === "scheme-http" || change === "scheme-https") && contrast.outcome === "model-code" && contrast.code === 400) return false;
  return rank(contrast) > rank(first) && rank(contrast) >= 4;
}
