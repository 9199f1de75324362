import type { z } from "zod";
import { absent, type Fact } from "../../core/fact.ts";
import { describeReach, observeReach, reachSchema } from "../reach.ts";
import type { Value as Address } from "./address.ts";
import { routeToGateway } from "../gateway/route.ts";

/** The worker's way to the agent service; `tls` is always looked at, with ALPN h2. */
export const schema = reachSchema;
export type Value = z.infer<typeof schema>;

export default {
  title: "The worker's way to the agent service",
  hop: "agent-platform",
  cost: "cheap",
  needs: ["agent/address"],
  timeoutMs: 7000,
  schema,
  async observe(world) {
    const address = world.read("agent/address") as Address;
    if (address.host === "") return absent({ reason: "blocked", by: "agent/address" });
    // `state` is about the connection: whether TLS belongs there is for the rules to say.
    const seen = await observeReach(world, { host: address.host, port: address.port, secure: false, alwaysTls: true, alpn: ["h2", "http/1.1"], route: withoutProxy(routeToGateway(world)) });
    return seen ?? absent({ reason: "blocked", by: "agent/address" });
  },
  describe: describeReach,
} satisfies Fact<Value>;

// The HTTP proxy of the configuration is for http; the agent service is asked directly, as GitLab's gRPC client does.
const withoutProxy = (route: { ca?: string | undefined }): { ca?: string } => (route.ca === undefined ? {} : { ca: route.ca });
