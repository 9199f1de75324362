import type { DnsResult, GrpcResult, HttpResult, StreamResult, TcpResult, TlsResult, UpgradeResult } from "./probe-answer.ts";
import type { Secret } from "./secret.ts";

/** How a target is reached; one per target, taken from the configuration of the stack. */
export interface Route {
  /** PEM text of extra roots; added to the public ones. */
  ca?: string | undefined;
  /** `http://[user:password@]host:port`; plain http targets are forwarded, https ones tunnelled. */
  proxy?: string | Secret | undefined;
}

/** Limits and cancellation of one act. Every probe ends by its own deadline or the run's, whichever comes first. */
export interface Limits {
  /** Milliseconds until the act gives up. */
  timeoutMs?: number | undefined;
  /** Fires when the run is over or cancelled. */
  signal: AbortSignal;
}

export interface HttpRequest {
  method?: "GET" | "HEAD" | "POST" | "OPTIONS";
  url: string;
  headers?: Record<string, string | Secret>;
  /** Sent as is, with `content-type: application/json` unless a header says otherwise. Secrets inside are revealed on the wire only. */
  json?: unknown;
  route?: Route;
  /** Bytes of body to keep; 8 KiB unless told. */
  keepBytes?: number;
  /** Open a connection of its own instead of one from the pool. */
  fresh?: boolean;
  /** Look without verifying the certificate. Refused when any header or body holds a Secret. */
  unverified?: boolean;
  /**
   * Asked otherwise than the stack is set up, to compare: what a target writes of it tells nothing of the stack. `key`: without the key that is stored
   * for a model, so nothing of a refusal; `all`: at another address, so nothing at all.
   */
  apart?: "key" | "all";
}

export interface StreamLimits extends Limits {
  /** Gives up after this silence, ms. */
  idleMs?: number;
  /** Ends the connection after the first line for which it holds: what comes later is not wanted. */
  until?: (line: string) => boolean;
}

/** The hands: wire-level acts without opinion. None throws for expected trouble. */
export interface Probes {
  http(request: HttpRequest, limits: Limits): Promise<HttpResult>;
  stream(request: HttpRequest, limits: StreamLimits): Promise<StreamResult>;
  tls(target: { host: string; port: number; serverName?: string; alpn?: string[]; minVersion?: "TLSv1" | "TLSv1.2" | "TLSv1.3"; maxVersion?: "TLSv1.1" | "TLSv1.2" | "TLSv1.3"; route?: Route }, limits: Limits): Promise<TlsResult>;
  dns(host: string, limits: Limits): Promise<DnsResult>;
  /** One answer per address of the host. */
  tcp(target: { host: string; port: number }, limits: Limits): Promise<TcpResult[]>;
  grpc(call: { host: string; port: number; secure: boolean; method: "health" | "ListCapabilities" | "ListTools" | "GenerateToken"; metadata?: Record<string, string | Secret>; route?: Route }, limits: Limits): Promise<GrpcResult>;
  upgrade(request: { url: string; headers?: Record<string, string | Secret>; route?: Route }, limits: Limits): Promise<UpgradeResult>;
}

/** A made-up key, where a gateway fails on its own side for lack of one: it shows what the server says, as no key does. */
export const madeUpKey = "dummy_key";

/** The same hands, for questions that are asked otherwise than the stack is set up. */
export function handsApart(probes: Probes, apart: "key" | "all"): Probes {
  const mark = (request: HttpRequest): HttpRequest => ({ ...request, apart: request.apart === "all" ? "all" : apart });
  return { ...probes, http: (request, limits) => probes.http(mark(request), limits), stream: (request, limits) => probes.stream(mark(request), limits) };
}

/** Hands for a question with this key of a model. */
export const handsFor = (probes: Probes, key: Secret | null | undefined): Probes => (key === null || key === undefined || key.reveal() === madeUpKey ? handsApart(probes, "key") : probes);
