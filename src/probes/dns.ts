import { Resolver } from "node:dns/promises";
import { isIP } from "node:net";
import type { Limits } from "../core/ports.ts";
import type { DnsResult } from "../core/probe-answer.ts";
import { type Act, beginAct, failureOf } from "./act.ts";
import type { Tools } from "./converse.ts";
import { addressesOf } from "./dial.ts";

const directMs = 2_000;

/**
 * Looks a name up as programs on this machine do and, side by side, asks the DNS server itself. Where the system knows no address and
 * the DNS server does, that is an answer with an empty `system`.
 */
export async function probeDns(tools: Tools & { dnsServers?: readonly string[] | undefined }, host: string, limits: Limits): Promise<DnsResult> {
  const act = beginAct(limits, tools.defaultTimeoutMs, tools.now);
  try {
    const direct = isIP(host) === 0 ? askServer(act, host, tools.dnsServers) : Promise.resolve({ a: null, aaaa: null });
    let system: string[] = [];
    let error: unknown;
    try {
      system = await addressesOf(act, tools.line, host);
    } catch (thrown) {
      error = thrown;
    }
    const { a, aaaa } = await direct;
    const known = (a?.length ?? 0) + (aaaa?.length ?? 0) > 0;
    if (error !== undefined && (!known || act.stopped !== undefined)) return failureOf(act, error);
    return { kind: "answer", system, a, aaaa, timings: act.timings() };
  } finally {
    act.end();
  }
}

async function askServer(act: Act, host: string, servers: readonly string[] | undefined): Promise<{ a: string[] | null; aaaa: string[] | null }> {
  const resolver = new Resolver({ timeout: directMs / 2, tries: 2 });
  if (servers !== undefined) resolver.setServers(servers);
  const timer = setTimeout(() => resolver.cancel(), directMs);
  const forget = act.onStop(() => resolver.cancel());
  try {
    const [a, aaaa] = await Promise.all([resolver.resolve4(host).catch(emptyOrUnknown), resolver.resolve6(host).catch(emptyOrUnknown)]);
    return { a, aaaa };
  } finally {
    clearTimeout(timer);
    forget();
  }
}

// "No such name" and "no such record" are answers; anything else is none.
function emptyOrUnknown(error: unknown): string[] | null {
  const code = error instanceof Error && "code" in error ? error.code : "";
  return code === "ENOTFOUND" || code === "ENODATA" ? [] : null;
}
