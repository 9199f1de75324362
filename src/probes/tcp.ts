import type { Limits } from "../core/ports.ts";
import type { TcpResult } from "../core/probe-answer.ts";
import { beginAct, failureOf } from "./act.ts";
import type { Tools } from "./converse.ts";
import { addressesOf, dialAddress } from "./dial.ts";

const mostAddresses = 16;

/** Connects to every address of a host side by side and hangs up again; one answer per address, or the failure to resolve. */
export async function probeTcp(tools: Tools, target: { host: string; port: number }, limits: Limits): Promise<TcpResult[]> {
  const act = beginAct(limits, tools.defaultTimeoutMs, tools.now);
  const began = tools.now();
  let addresses: string[];
  try {
    addresses = await addressesOf(act, tools.line, target.host);
  } catch (error) {
    return [failureOf(act, error)];
  } finally {
    act.end();
  }
  const left = { signal: limits.signal, timeoutMs: (limits.timeoutMs ?? tools.defaultTimeoutMs) - (tools.now() - began) };
  return Promise.all(
    addresses.slice(0, mostAddresses).map(async (address): Promise<TcpResult> => {
      const attempt = beginAct(left, tools.defaultTimeoutMs, tools.now);
      try {
        await dialAddress(attempt, address, target.port, tools.line.connectTimeoutMs);
        return { kind: "open", address, timings: attempt.timings() };
      } catch (error) {
        return failureOf(attempt, error);
      } finally {
        attempt.end();
      }
    }),
  );
}
