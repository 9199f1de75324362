import type { Probes } from "../core/ports.ts";
import type { Tools } from "./converse.ts";
import { type Lookup, shareLookups } from "./dial.ts";
import { probeDns } from "./dns.ts";
import { makeGate } from "./gate.ts";
import { probeGrpc } from "./grpc.ts";
import { probeHttp } from "./http.ts";
import { makePool } from "./pool.ts";
import { probeStream } from "./stream.ts";
import { probeTcp } from "./tcp.ts";
import { probeTls } from "./tls.ts";
import { makeTrust } from "./trust.ts";
import { probeUpgrade } from "./upgrade.ts";

export interface ProbeOptions {
  /** Milliseconds for a name, and again for a TCP connection; 4 s unless told. */
  connectTimeoutMs?: number;
  /** Milliseconds of an act that names none; 10 s unless told. */
  defaultTimeoutMs?: number;
  /** Acts at once per host and port; 6 unless told. */
  perTarget?: number;
  /** Monotonic clock in milliseconds. */
  now?: () => number;
  /** How names become addresses; the system's way unless told. */
  lookup?: Lookup;
  /** PEM text of the file that NODE_EXTRA_CA_CERTS names, if any. */
  extraRoots?: string;
  /** DNS servers for the direct question; those of the system unless told. */
  dnsServers?: readonly string[];
}

const idleConnections = 32;

/**
 * The hands. Connections are kept for the next request to the same target over the same route, at most 32 idle ones for 2 s each;
 * `close` ends them all and the HTTP exchanges that are still under way; the other acts end by their own limits.
 */
export function createProbes(options: ProbeOptions = {}): Probes & { close(): Promise<void> } {
  const line = { lookup: shareLookups(options.lookup), connectTimeoutMs: options.connectTimeoutMs ?? 4_000, trust: makeTrust(options.extraRoots) };
  const pool = makePool(line, idleConnections);
  const tools: Tools = {
    now: options.now ?? (() => performance.now()),
    defaultTimeoutMs: options.defaultTimeoutMs ?? 10_000,
    line,
    gate: makeGate(options.perTarget ?? 6),
    pool,
    onlyHttp2: new Set(),
  };
  return {
    http: (request, limits) => probeHttp(tools, request, limits),
    stream: (request, limits) => probeStream(tools, request, limits),
    tls: (target, limits) => probeTls(tools, target, limits),
    dns: (host, limits) => probeDns({ ...tools, dnsServers: options.dnsServers }, host, limits),
    tcp: (target, limits) => probeTcp(tools, target, limits),
    grpc: (call, limits) => probeGrpc(tools, call, limits),
    upgrade: (request, limits) => probeUpgrade(tools, request, limits),
    close: () => pool.close(),
  };
}
