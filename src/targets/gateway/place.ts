/** Where a gateway is said to be. */
export interface Place {
  /** Scheme, host, port and path without a slash at the end. */
  url: string;
  scheme: "http" | "https";
  host: string;
  port: number;
  /** "" = none. */
  path: string;
}

export type Malformed = "no-scheme" | "other-scheme" | "no-host" | "blanks" | "bad-port" | "unparsable";

/** Reads an address as GitLab would have to: a URL with http or https, a host and a fitting port. */
export function readPlace(text: string): Place | { malformed: Malformed } {
  const malformed = faultOf(text);
  if (malformed !== undefined) return { malformed };
  const url = new URL(text);
  const scheme = url.protocol === "https:" ? "https" : "http";
  const path = url.pathname.replace(/\/$/u, "");
  const port = url.port === "" ? (scheme === "https" ? 443 : 80) : Number(url.port);
  return { url: `${url.origin}${path}`, scheme, host: url.hostname.replace(/^\[|\]$/gu, ""), port, path };
}

function faultOf(text: string): Malformed | undefined {
  if (/\s/u.test(text)) return "blanks";
  const scheme = /^([a-z][a-z0-9+.-]*):/iu.exec(text)?.[1]?.toLowerCase();
  const rest = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/iu.exec(text);
  // `gateway:5052` parses as scheme `gateway`; without `//` nobody meant a scheme.
  if (rest === null) return scheme === "http" || scheme === "https" ? "no-host" : "no-scheme";
  if (scheme !== "http" && scheme !== "https") return "other-scheme";
  const authority = (rest[1] ?? "").replace(/^.*@/u, "");
  if (authority === "" || authority.startsWith(":")) return "no-host";
  const port = /:([^\]:]*)$/u.exec(authority)?.[1];
  if (port !== undefined && port !== "" && (!/^\d{1,5}$/u.test(port) || Number(port) > 65535 || Number(port) === 0)) return "bad-port";
  return URL.canParse(text) ? undefined : "unparsable";
}

/** The same scheme, host, port and path. */
export function samePlace(a: Place, b: Place): boolean {
  return a.scheme === b.scheme && a.host.toLowerCase() === b.host.toLowerCase() && a.port === b.port && a.path === b.path;
}

/** GitLab's own cloud gateway, which no self-hosted stack runs. */
export function isCloudHost(host: string): boolean {
  const name = host.toLowerCase();
  return name === "gitlab.com" || name.endsWith(".gitlab.com") || name.endsWith(".gitlab.net");
}

/** A host as it stands in a URL. */
export const hostInUrl = (host: string): string => (host.includes(":") ? `[${host}]` : host);
