import { randomInt } from "node:crypto";
import { findFreePorts } from "../../src/practice/wire.ts";

/**
 * A port of 127.0.0.1 on which nobody listens, below those that the kernel hands out: one of those, freed again, is soon somebody else's where
 * tests run side by side.
 */
export async function freePort(): Promise<number> {
  const [port] = await findFreePorts(1, (low, high) => randomInt(low, high + 1));
  if (port === undefined) throw new Error("no free port on 127.0.0.1");
  return port;
}
