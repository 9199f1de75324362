import { z } from "zod";
import type { Fact, Surroundings } from "../../core/fact.ts";
import { isLoopback } from "../reach.ts";

/** Whether the worker itself is online: a known-good neighbour answered. */
export const schema = z.object({
  reachable: z.boolean(),
  /** What was asked, as `tcp://host:port` or `dns://server`. */
  target: z.string(),
  ms: z.number(),
});
export type Value = z.infer<typeof schema>;

type World = Pick<Surroundings, "probes" | "signal" | "stack">;

/** A name that exists nowhere (RFC 6761): a resolver that says so is alive. */
const nowhere = "duo-triage-sentinel.invalid";

/** Whether the resolver answers, be it that the name does not exist. */
async function askResolver(world: World, host: string): Promise<Value> {
  const result = await world.probes.dns(host, { timeoutMs: 4000, signal: world.signal });
  const reachable = result.kind === "answer" || result.reason === "name-not-found" || result.reason === "no-address-of-family";
  return { reachable, target: "dns://own resolver", ms: Math.round(result.timings.total) };
}

/** Whether the machine answers at all: a refusal is an answer. */
async function askPort(world: World, host: string, port: number, target: string): Promise<Value> {
  const doors = await world.probes.tcp({ host, port }, { timeoutMs: 4000, signal: world.signal });
  const reachable = doors.some((door) => door.kind === "open" || door.reason === "refused" || door.reason === "reset");
  return { reachable, target, ms: Math.round(Math.max(0, ...doors.map((door) => door.timings.total))) };
}

export default {
  title: "The worker's own network",
  hop: "triage",
  cost: "cheap",
  timeoutMs: 6000,
  schema,
  async observe(world) {
    const sentinel = world.stack.sentinel;
    if (sentinel !== undefined && URL.canParse(sentinel)) {
      const url = new URL(sentinel);
      const host = url.hostname.replace(/^\[|\]$/gu, "");
      return askPort(world, host, url.port === "" ? 53 : Number(url.port), sentinel);
    }
    const { hostname } = new URL(world.stack.gitlab.url);
    if (isLoopback(hostname)) return { reachable: true, target: "this machine", ms: 0 };
    return askResolver(world, nowhere);
  },
  describe(value) {
    return value.reachable ? `the worker's sentinel (${value.target}) answers` : `the worker's sentinel (${value.target}) does not answer`;
  },
} satisfies Fact<Value>;
