import { z } from "zod";
import { absent, type Fact } from "../../core/fact.ts";
import { baseOf } from "../../targets/model/endpoint.ts";
import { modelRoute } from "../../targets/model/ask.ts";
import type { Value as Address } from "../gateway/address.ts";
import { describeReach, observeReach, reachSchema } from "../reach.ts";
import type { Value as Endpoint } from "./endpoint.ts";

// A server that is restarted over and over is back within seconds, if it gets that far at all.
const againAfterMs = [1500, 2500];

/** The worker's way to the model server. */
export const schema = reachSchema.extend({
  /** Seconds later, after a refusal: whether the port opened in between. */
  openedLater: z.boolean().optional(),
});
export type Value = z.infer<typeof schema>;

export default {
  title: "The worker's way to the model server",
  hop: "model",
  per: "model",
  cost: "cheap",
  needs: ["model/endpoint"],
  uses: ["gateway/address"],
  timeoutMs: 14_000,
  schema,
  async observe(world) {
    const endpoint = world.read("model/endpoint", world.subject) as Endpoint;
    if (endpoint.endpointIgnored) return absent({ reason: "not-applicable", because: `the gateway ignores the endpoint for ${endpoint.provider ?? "this provider"}` });
    if (endpoint.scheme === null || endpoint.endpoint === null || endpoint.droppedByGateway) return absent({ reason: "not-applicable", because: "the endpoint is no address that could be asked" });
    const gateway = world.read("gateway/address") as Address | undefined;
    if (endpoint.loopback && gateway !== undefined && !gateway.loopback) return absent({ reason: "not-applicable", because: "the endpoint is the gateway's own loopback address, which the worker cannot ask" });
    const target = { url: baseOf(endpoint.endpoint), route: modelRoute(world) };
    const seen = await observeReach(world, target);
    if (seen === undefined) return absent({ reason: "not-applicable", because: "the endpoint is no address that could be asked" });
    if (seen.state !== "refused") return seen;
    for (const ms of againAfterMs) {
      await world.pause(ms);
      if (world.signal.aborted) return seen;
      const again = await observeReach(world, target);
      if (again !== undefined && again.state !== "refused") return { ...seen, openedLater: again.state === "open" };
    }
    return { ...seen, openedLater: false };
  },
  describe: (value) => `Model server: ${describeReach(value)}${value.openedLater === true ? "; seconds later the port was open" : ""}`,
} satisfies Fact<Value>;
