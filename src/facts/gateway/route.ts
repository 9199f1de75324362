import type { Surroundings } from "../../core/fact.ts";
import type { Route } from "../../core/ports.ts";

/** Trust and proxy for the way to the gateway: its own, else the private CA that GitLab shares with it. */
export function routeToGateway(world: Pick<Surroundings, "stack">): Route {
  const ca = world.stack.gateway?.ca ?? world.stack.gitlab.ca;
  const proxy = world.stack.gateway?.proxy;
  return { ...(ca === undefined ? {} : { ca }), ...(proxy === undefined ? {} : { proxy }) };
}
