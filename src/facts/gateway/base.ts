import { type Absent, absent, type Surroundings } from "../../core/fact.ts";
import type { GatewayBase } from "../../targets/gateway/requests.ts";
import type { Value as Address } from "./address.ts";
import type { Value as Elsewhere } from "./elsewhere.ts";
import type { Value as Health } from "./health.ts";
import { routeToGateway } from "./route.ts";

/** The address that GitLab uses, to be probed; otherwise why not. */
export function addressToProbe(world: Surroundings): Address | Absent {
  const address = world.read("gateway/address") as Address | undefined;
  if (address === undefined) return absent({ reason: "blocked", by: "gateway/address" });
  if (address.usable) return address;
  if (address.cloud) return absent({ reason: "not-applicable", because: "GitLab uses the cloud gateway and the configuration names no other" });
  return absent({ reason: "blocked", by: "gateway/address" });
}

/** The address that GitLab uses, if a gateway answers there: for questions about the way. */
export function answeringAddress(world: Surroundings): GatewayBase | Absent {
  const address = addressToProbe(world);
  if ("absent" in address) return address;
  const health = world.read("gateway/health") as Health | undefined;
  if (health?.good !== true) return absent({ reason: "blocked", by: "gateway/health" });
  return { url: address.url, route: routeToGateway(world), unverified: health.unverified !== null };
}

/**
 * Where the gateway itself can be asked: GitLab's address, else the configured one if a gateway answers there. For questions about
 * the gateway (keys, release, switches), whichever way leads to it.
 */
export function answeringGateway(world: Surroundings): GatewayBase | Absent {
  const direct = answeringAddress(world);
  if (!("absent" in direct)) return direct;
  const elsewhere = world.read("gateway/elsewhere") as Elsewhere | undefined;
  const configured = elsewhere?.tried.find((one) => one.change === "configured-address" && one.good);
  return configured === undefined ? direct : { url: configured.url, route: routeToGateway(world), unverified: configured.unverified };
}
