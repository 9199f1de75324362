import { endpointIgnoring, isMisspelt, providers, splitIdentifier } from "./providers.ts";

/** What an endpoint text is to the gateway, before any packet is sent. */
export interface EndpointReading {
  endpoint: string | null;
  problems: EndpointProblem[];
  scheme: "http" | "https" | null;
  host: string | null;
  port: number | null;
  path: string;
  pathEnds: PathEnd;
  droppedByGateway: boolean;
}

export type EndpointProblem = "empty" | "no-scheme" | "word-as-scheme" | "other-scheme" | "userinfo" | "blanks" | "bad-port" | "too-long" | "unparsable" | "placeholder";
export type PathEnd = "v1" | "none" | "full-path" | "double-v1" | "double-slash" | "query" | "other";

// The gateway's limits on model_metadata: endpoint 255, identifier 1000 characters (ai_gateway/model_metadata.py).
const longestEndpoint = 255;
const longestIdentifier = 1000;
const hiddenUser = /^([a-z][a-z0-9+.-]{1,20}:\/\/)\[[a-z][a-z -]{1,40} hidden\]@?/iu;

/**
 * Reads an endpoint with the rules of the gateway: a URL by the WHATWG rules (blanks around it are taken off, `http:/host` is repaired), at
 * most 255 characters. What does not parse is dropped without a word, and a cloud model is asked; what parses with another scheme, or with a
 * user and password, is accepted and ends as a connection error.
 */
export function readEndpointText(stored: string | null): EndpointReading {
  const nothing: EndpointReading = { endpoint: stored, problems: [], scheme: null, host: null, port: null, path: "", pathEnds: "none", droppedByGateway: false };
  if (stored === null) return { ...nothing, problems: ["empty"] };
  // What was read from GitLab has passed the redaction, which puts a mark in the place of a user and password.
  const text = stored.trim().replace(hiddenUser, "$1");
  const userHidden = hiddenUser.test(stored.trim());
  if (text === "") return { ...nothing, problems: ["empty"], droppedByGateway: true };
  const problems: EndpointProblem[] = [];
  if (/<[^>]{0,80}>/u.test(text)) problems.push("placeholder");
  const scheme = /^([a-z][a-z0-9+.-]*):/iu.exec(text)?.[1]?.toLowerCase();
  const parsed = URL.canParse(text) ? new URL(text) : undefined;
  const web = scheme === "http" || scheme === "https";
  if (scheme === undefined || (!web && parsed === undefined)) problems.push("no-scheme");
  else if (!web) problems.push(text.slice(scheme.length + 1).startsWith("//") ? "other-scheme" : "word-as-scheme");
  if (/\s/u.test(text)) problems.push("blanks");
  if (stored.length > longestEndpoint) problems.push("too-long");
  if (web && parsed === undefined) problems.push(badPort(text) ? "bad-port" : "unparsable");
  if (userHidden || (parsed !== undefined && (parsed.username !== "" || parsed.password !== ""))) problems.push("userinfo");
  const droppedByGateway = parsed === undefined || stored.length > longestEndpoint;
  const shown = hideUser(text);
  if (parsed === undefined || !web) return { ...nothing, endpoint: shown, problems, droppedByGateway };
  return {
    endpoint: shown,
    problems,
    scheme: scheme === "https" ? "https" : "http",
    host: parsed.hostname.replace(/^\[|\]$/gu, ""),
    port: parsed.port === "" ? (scheme === "https" ? 443 : 80) : Number(parsed.port),
    path: parsed.pathname === "/" ? "" : parsed.pathname,
    pathEnds: endOfPath(parsed),
    droppedByGateway,
  };
}

function badPort(text: string): boolean {
  const port = /^https?:\/*[^/?#]*:(\d+)(?:[/?#]|$)/iu.exec(text)?.[1];
  return port !== undefined && Number(port) > 65_535;
}

/** The text without `user:password@`. */
function hideUser(text: string): string {
  return text.replace(/^([a-z][a-z0-9+.-]*:)?(\/*)[^/?#]*@/iu, "$1$2");
}

function endOfPath(url: URL): PathEnd {
  const path = url.pathname.replace(/\/+$/u, "");
  if (url.search !== "") return "query";
  if (/\/(?:completions|models|embeddings|responses)$/iu.test(path)) return "full-path";
  if (/\/v1\/+v1(?:\/|$)/iu.test(url.pathname)) return "double-v1";
  if (/\/\//u.test(path)) return "double-slash";
  if (path === "") return "none";
  return path.endsWith("/v1") ? "v1" : "other";
}

/** Endpoint and identifier together, as the gateway will use them. */
export function readIdentifier(identifier: string | null): { provider: string | null; servedName: string | null; providerKnown: boolean; providerMisspelt: boolean; endpointIgnored: boolean; identifierTooLong: boolean } {
  const { provider, servedName } = splitIdentifier(identifier);
  return {
    provider,
    servedName,
    providerKnown: provider === null || providers.has(provider),
    providerMisspelt: provider !== null && isMisspelt(provider),
    endpointIgnored: provider !== null && endpointIgnoring.has(provider),
    identifierTooLong: (identifier ?? "").length > longestIdentifier,
  };
}

/** The endpoint as a base for paths: blanks, fragment and slashes at the end taken off, user and password too. */
export function baseOf(endpoint: string): string {
  const url = new URL(endpoint.trim());
  url.hash = "";
  url.username = "";
  url.password = "";
  return `${url.origin}${url.pathname.replace(/\/+$/u, "")}${url.search}`;
}

/** Other paths under which the same server may list its models. */
export function pathVariants(base: string): { v1Appended: string | null; v1Removed: string | null; cut: string | null; root: string } {
  const url = new URL(base);
  const path = url.pathname.replace(/\/+$/u, "");
  const at = (other: string): string => `${url.origin}${other}`;
  const ends = path.endsWith("/v1");
  const first = path.indexOf("/v1");
  const cutPath = first >= 0 ? path.slice(0, first + 3) : "/v1";
  const cut = at(cutPath);
  const appended = at(`${path}/v1`);
  return {
    v1Appended: ends || url.search !== "" ? null : appended,
    v1Removed: ends ? at(path.slice(0, -3)) : null,
    cut: cut === at(path) && url.search === "" ? null : cut === appended && !ends && url.search === "" ? null : cut,
    root: at(ends ? path.slice(0, -3) : first >= 0 ? path.slice(0, first) : path.replace(/\/(?:chat\/completions|completions|models|embeddings)$/u, "")),
  };
}
