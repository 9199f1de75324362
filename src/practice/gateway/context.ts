import type { KeyCache } from "./keys.ts";
import type { GatewayLog } from "./log.ts";
import type { Patience } from "../patience.ts";
import type { turns } from "../turns.ts";
import type { View } from "../wire.ts";
import type { GatewayWorld } from "../world.ts";

/** What the parts of one running gateway process share. */
export interface GatewayContext {
  world: GatewayWorld;
  view: View;
  patience: Patience;
  /** Which of them answers the next request. */
  inTurn: ReturnType<typeof turns>;
  /** One cache per worker or replica. */
  caches: readonly KeyCache[];
  /** Counts for the metrics port. */
  inferences: { error: "yes" | "no"; streaming: "yes" | "no"; feature: string }[];
  startedAtS: number;
  log: GatewayLog;
}

/** Who asks, and under which id. */
export interface Caller {
  scopes: "all" | readonly string[];
  requestId: string;
  verbose: boolean;
}

export function holds(caller: Caller, scope: string): boolean {
  return caller.scopes === "all" || caller.scopes.includes(scope);
}
