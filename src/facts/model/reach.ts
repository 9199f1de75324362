import type { z } from "zod";
import { absent, type Fact } from "../../core/fact.ts";
import { baseOf } from "../../targets/model/endpoint.ts";
import { modelRoute } from "../../targets/model/ask.ts";
import type { Value as Address } from "../gateway/address.ts";
import { describeReach, observeReach, reachSchema } from "../reach.ts";
import type { Value as Endpoint } from "./endpoint.ts";

/** The worker's way to the model server. */
export const schema = reachSchema;
export type Value = z.infer<typeof schema>;

export default {
  title: "The worker's way to the model server",
  hop: "model",
  per: "model",
  cost: "cheap",
  needs: ["model/endpoint"],
  uses: ["gateway/address"],
  timeoutMs: 8000,
  schema,
  async observe(world) {
    const endpoint = world.read("model/endpoint", world.subject) as Endpoint;
    if (endpoint.endpointIgnored) return absent({ reason: "not-applicable", because: `the gateway ignores the endpoint for ${endpoint.provider ?? "this provider"}` });
    if (endpoint.scheme === null || endpoint.endpoint === null || endpoint.droppedByGateway) return absent({ reason: "not-applicable", because: "the endpoint is no address that could be asked" });
    const gateway = world.read("gateway/address") as Address | undefined;
    if (endpoint.loopback && gateway !== undefined && !gateway.loopback) return absent({ reason: "not-applicable", because: "the endpoint is the gateway's own loopback address, which the worker cannot ask" });
    const seen = await observeReach(world, { url: baseOf(endpoint.endpoint), route: modelRoute(world) });
    return seen ?? absent({ reason: "not-applicable", because: "the endpoint is no address that could be asked" });
  },
  describe: (value) => `Model server: ${describeReach(value)}`,
} satisfies Fact<Value>;
