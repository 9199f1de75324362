import { z } from "zod";
import { absent, type Fact } from "../../core/fact.ts";
import { cleanLine } from "../../core/text.ts";
import { readMetrics } from "../../targets/gateway/metrics-page.ts";
import { hostInUrl } from "../../targets/gateway/place.ts";
import { metricsMark } from "../../targets/gateway/strangers.ts";
import { addressToProbe } from "./base.ts";
import { routeToGateway } from "./route.ts";

/** The gateway's metrics page, where it can be read. */
export const schema = z.object({
  url: z.string(),
  /** ISO 8601 */
  processStart: z.string().nullable(),
  /** Versions of the GitLabs that called it. */
  callers: z.array(z.string()),
  inferences: z.array(z.object({ model: z.string(), error: z.boolean(), errorType: z.string(), count: z.number() })),
});
export type Value = z.infer<typeof schema>;

const defaultPort = 8082;

export default {
  title: "Metrics of the gateway",
  hop: "gateway",
  cost: "cheap",
  needs: ["gateway/address"],
  timeoutMs: 4000,
  schema,
  async observe(world) {
    const configured = world.stack.gateway?.metricsUrl;
    const address = addressToProbe(world);
    if ("absent" in address && configured === undefined) return address;
    const url = configured ?? ("absent" in address ? "" : `http://${hostInUrl(address.host)}:${defaultPort}/metrics`);
    const result = await world.probes.http({ url, route: routeToGateway(world), headers: { "x-request-id": world.newId() }, keepBytes: 1_000_000 }, { timeoutMs: configured === undefined ? 2000 : 3500, signal: world.signal });
    if (!metricsMark(result) || result.kind !== "answer") return absent({ reason: "not-applicable", because: `no metrics page of the gateway at ${cleanLine(url, 120)}` });
    const page = readMetrics(result.body);
    // GitLab's own exporters use the same ports; a page without one series of the gateway is somebody else's.
    if (!page.gateway) return absent({ reason: "not-applicable", because: `the metrics page at ${cleanLine(url, 120)} is not the gateway's` });
    return { url: cleanLine(url), processStart: page.processStart, callers: page.callers, inferences: page.inferences };
  },
  describe(value) {
    const failed = value.inferences.filter((row) => row.error).reduce((sum, row) => sum + row.count, 0);
    const total = value.inferences.reduce((sum, row) => sum + row.count, 0);
    return cleanLine(`metrics at ${value.url}: started ${value.processStart ?? "at an unknown time"}, ${total} model calls, ${failed} of them failed${value.callers.length === 0 ? "" : `, called by GitLab ${value.callers.join(", ")}`}`);
  },
} satisfies Fact<Value>;
