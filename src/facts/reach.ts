import { revealed } from "../core/secret.ts";
import { z } from "zod";
import type { Surroundings } from "../core/fact.ts";
import type { Route } from "../core/ports.ts";
import { type DnsResult, dnsResultSchema, httpResultSchema, type Reason, type TcpResult, tcpResultSchema, type TlsResult, tlsResultSchema } from "../core/probe-answer.ts";
import { cleanLine } from "../core/text.ts";

/** The way from the worker to one address: name, connection, handshake. Shared by the `reach` fact of every hop. */
export const reachSchema = z.object({
  url: z.string(),
  scheme: z.enum(["http", "https", "grpc"]),
  host: z.string(),
  port: z.number(),
  /** The host is an IP address, so no name was looked up. */
  literal: z.boolean(),
  loopback: z.boolean(),
  /** Through the configured proxy instead of directly: the proxy resolves, so `dns` and `tcp` are null. */
  throughProxy: z.boolean(),
  dns: dnsResultSchema.nullable(),
  /** One per address. */
  tcp: z.array(tcpResultSchema).nullable(),
  /** For https and secure gRPC, when a connection opened. */
  tls: tlsResultSchema.nullable(),
  /** Where it ends: `open` = connected (and secured and trusted where asked). Otherwise the first phase that failed on every address. */
  state: z.enum(["open", "name-not-found", "resolver-failed", "refused", "connect-timeout", "unreachable", "reset", "not-tls", "untrusted", "expired", "not-yet-valid", "name-mismatch", "client-certificate", "tls-refused", "tls-cut", "proxy", "other"]),
});
export type Reach = z.infer<typeof reachSchema>;

const tlsTalk: readonly Reason[] = ["certificate-self-signed", "certificate-untrusted-root", "certificate-issuer-unknown", "certificate-expired", "certificate-not-yet-valid", "certificate-name-mismatch", "client-certificate-required", "tls-version-refused"];

/** The handshake gives away nothing, or its certificate: both mean that the port speaks TLS. */
export const speaksTls = (tls: TlsResult): boolean => tls.kind === "look" || tlsTalk.includes(tls.reason);

/** An HTTP exchange together with what it says about the thing that answered. */
export const probedSchema = z.object({ url: z.string(), result: httpResultSchema });

/** What `observeReach` is asked about: a URL, or host and port with `secure` (gRPC). */
export type ReachTarget =
  | { url: string; route?: Route | undefined }
  | { host: string; port: number; secure: boolean; route?: Route | undefined; /** Look at TLS whether or not it is asked for. */ alwaysTls?: boolean; alpn?: string[] };

interface Place {
  url: string;
  scheme: Reach["scheme"];
  host: string;
  port: number;
}

// One connection may take this long; a handshake comes on top of it.
const connectMs = 4000;
const handshakeMs = 6000;

/**
 * Looks at the way to one address: name, every address, handshake (without verification, nothing is sent). Name, connections and
 * handshake are asked side by side. Undefined when the URL is none. Never throws for expected trouble; at most 6 s.
 */
export async function observeReach(world: Pick<Surroundings, "probes" | "signal">, target: ReachTarget): Promise<Reach | undefined> {
  const place = placeOf(target);
  if (place === undefined) return undefined;
  const { host, port } = place;
  const route = target.route;
  const secure = "url" in target ? place.scheme === "https" : target.secure;
  const looksAtTls = secure || ("alwaysTls" in target && target.alwaysTls === true);
  const alpn = "alpn" in target ? target.alpn : undefined;
  const literal = isAddress(host);
  const head = { ...place, literal, loopback: isLoopback(host), throughProxy: route?.proxy !== undefined };
  const handshake = looksAtTls
    ? world.probes.tls({ host, port, ...(literal ? {} : { serverName: host }), ...(alpn === undefined ? {} : { alpn }), ...(route === undefined ? {} : { route }) }, { timeoutMs: handshakeMs, signal: world.signal })
    : null;

  if (route?.proxy !== undefined) {
    const tls = await handshake;
    if (tls !== null) return { ...head, dns: null, tcp: null, tls, state: secure ? stateOfTls(tls) : "open" };
    const proxy = URL.canParse(revealed(route.proxy)) ? new URL(revealed(route.proxy)) : undefined;
    if (proxy === undefined) return { ...head, dns: null, tcp: null, tls: null, state: "proxy" };
    const doors = await world.probes.tcp({ host: bareHost(proxy.hostname), port: portOf(proxy) }, { timeoutMs: connectMs, signal: world.signal });
    return { ...head, dns: null, tcp: null, tls: null, state: doors.some((door) => door.kind === "open") ? "open" : "proxy" };
  }

  const [dns, tcp, tls] = await Promise.all([
    literal ? null : world.probes.dns(host, { timeoutMs: connectMs, signal: world.signal }),
    world.probes.tcp({ host, port }, { timeoutMs: connectMs, signal: world.signal }),
    handshake,
  ]);
  const connected = tcp.some((door) => door.kind === "open");
  const state = connected ? (secure && tls !== null ? stateOfTls(tls) : "open") : stateOfConnections(dns, tcp);
  return { ...head, dns, tcp, tls: connected ? tls : null, state };
}

/** The way as one sentence. */
export function describeReach(value: Reach): string {
  const place = `${bracketed(value.host)}:${value.port}`;
  const took = value.tls?.timings.total ?? value.tcp?.find((door) => door.kind === "open")?.timings.total;
  if (value.state === "open") {
    const leaf = value.tls?.kind === "look" ? value.tls.chain[0] : undefined;
    const secured = leaf === undefined ? "" : `, certificate of ${leaf.subject} valid until ${leaf.notAfter.slice(0, 10)}`;
    return cleanLine(`${place} is open${value.throughProxy ? " through the configured proxy" : ""}${took === undefined ? "" : ` (${Math.round(took)} ms)`}${secured}`);
  }
  const addresses = value.tcp?.map((door) => door.address).filter((address) => address !== undefined && address !== value.host) ?? [];
  const at = addresses.length === 0 ? "" : ` (${addresses.slice(0, 4).join(", ")})`;
  return cleanLine(`${place}${at}${value.throughProxy ? " through the configured proxy" : ""}: ${stateWords[value.state]}`);
}

const stateWords: Readonly<Record<Reach["state"], string>> = {
  open: "open",
  "name-not-found": "the name is not known to the worker's resolver",
  "resolver-failed": "the worker's resolver gave no answer for the name",
  refused: "connection refused on every address",
  "connect-timeout": "no answer to the connection attempt within 4 s",
  unreachable: "no route from the worker",
  reset: "the connection was reset",
  "not-tls": "the port does not speak TLS",
  untrusted: "the certificate is not trusted by the worker",
  expired: "the certificate has expired",
  "not-yet-valid": "the certificate is not valid yet",
  "name-mismatch": "the certificate is for another name",
  "client-certificate": "a client certificate is demanded",
  "tls-refused": "the TLS handshake was refused",
  "tls-cut": "the connection was cut during the TLS handshake",
  proxy: "the configured proxy cannot be used or refused the way",
  other: "the way could not be opened",
};

function placeOf(target: ReachTarget): Place | undefined {
  if (!("url" in target)) return { url: `${bracketed(target.host)}:${target.port}`, scheme: "grpc", host: bareHost(target.host), port: target.port };
  if (!URL.canParse(target.url)) return undefined;
  const url = new URL(target.url);
  const scheme = url.protocol === "https:" ? "https" : url.protocol === "http:" ? "http" : undefined;
  if (scheme === undefined || url.hostname === "") return undefined;
  return { url: `${url.origin}${url.pathname}`, scheme, host: bareHost(url.hostname), port: portOf(url) };
}

const portOf = (url: URL): number => (url.port === "" ? (url.protocol === "https:" ? 443 : 80) : Number(url.port));
const bareHost = (host: string): string => host.replace(/^\[|\]$/gu, "");
const bracketed = (host: string): string => (host.includes(":") ? `[${host}]` : host);

// URL parsing has already turned odd spellings of IPv4 into four decimal numbers.
const isAddress = (host: string): boolean => host.includes(":") || /^\d{1,3}(?:\.\d{1,3}){3}$/u.test(host);

/** The host is this very machine, wherever it is looked up. */
export function isLoopback(host: string): boolean {
  const bare = bareHost(host).toLowerCase();
  return bare === "localhost" || bare.endsWith(".localhost") || bare === "::1" || (isAddress(bare) && bare.startsWith("127."));
}

const tlsStates: Partial<Record<Reason, Reach["state"]>> = {
  "not-tls": "not-tls",
  "certificate-self-signed": "untrusted",
  "certificate-untrusted-root": "untrusted",
  "certificate-issuer-unknown": "untrusted",
  "certificate-expired": "expired",
  "certificate-not-yet-valid": "not-yet-valid",
  "certificate-name-mismatch": "name-mismatch",
  "client-certificate-required": "client-certificate",
  "tls-version-refused": "tls-refused",
  "tls-handshake-failed": "tls-refused",
  "tls-cut": "tls-cut",
  "proxy-unreachable": "proxy",
  "proxy-refused": "proxy",
  "name-not-found": "name-not-found",
  "no-address-of-family": "name-not-found",
  "resolver-failed": "resolver-failed",
  refused: "refused",
  "connect-timeout": "connect-timeout",
  unreachable: "unreachable",
  reset: "reset",
  closed: "reset",
};

function stateOfTls(tls: TlsResult): Reach["state"] {
  if (tls.kind === "failure") return tls.phase === "tls" && (tls.reason === "closed" || tls.reason === "reset") ? "tls-cut" : (tlsStates[tls.reason] ?? "other");
  if (tls.trusted) return "open";
  if (tls.problem !== undefined) return tlsStates[tls.problem] ?? "other";
  return tls.nameMatches ? "untrusted" : "name-mismatch";
}

// The one that tells most: a refusal is an answer of the machine, a time-out may be anything on the way.
const connectionOrder: readonly Reach["state"][] = ["reset", "refused", "connect-timeout", "unreachable", "name-not-found", "resolver-failed"];

function stateOfConnections(dns: DnsResult | null, tcp: readonly TcpResult[]): Reach["state"] {
  if (dns?.kind === "failure" && tcp.every((door) => door.kind === "failure" && door.phase === "resolve")) return tlsStates[dns.reason] ?? "resolver-failed";
  const seen = tcp.map((door) => (door.kind === "failure" ? (tlsStates[door.reason] ?? "other") : "open"));
  return connectionOrder.find((state) => seen.includes(state)) ?? (tcp.length === 0 ? "name-not-found" : "other");
}
