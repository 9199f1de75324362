import type { z } from "zod";
import { absent, type Fact } from "../../core/fact.ts";
import { describeReach, observeReach, reachSchema } from "../reach.ts";
import { addressToProbe } from "./base.ts";
import { routeToGateway } from "./route.ts";

/** The worker's way to the gateway's address. */
export const schema = reachSchema;
export type Value = z.infer<typeof schema>;

export default {
  title: "The worker's way to the gateway",
  hop: "gitlab-to-gateway",
  cost: "cheap",
  needs: ["gateway/address"],
  timeoutMs: 7000,
  schema,
  async observe(world) {
    const address = addressToProbe(world);
    if ("absent" in address) return address;
    return (await observeReach(world, { url: address.url, route: routeToGateway(world) })) ?? absent({ reason: "blocked", by: "gateway/address" });
  },
  describe: describeReach,
} satisfies Fact<Value>;
