import { z } from "zod";
import { absent, type Fact } from "../../core/fact.ts";
import { getFrom } from "../../targets/model/ask.ts";
import { pathVariants } from "../../targets/model/endpoint.ts";
import { isBusy, type MetricsReading, readMetrics } from "../../targets/model/metrics.ts";
import { patience } from "../silence.ts";
import { askedModel } from "./asked.ts";

const reading = z.object({
  running: z.number().nullable(),
  waiting: z.number().nullable(),
  /** 0..1 */
  cache: z.number().nullable(),
  preemptions: z.number().nullable(),
  firstTokenSum: z.number().nullable(),
  firstTokenCount: z.number().nullable(),
});

/** The model server's metrics, read twice some seconds apart; absent where there are none. */
export const schema = z.object({
  product: z.string(),
  first: reading,
  second: reading,
  /** Mean time to first token between the readings, or of all time where nothing happened between; seconds. */
  firstTokenSeconds: z.number().nullable(),
  /** Requests wait in both readings, or the cache is nearly full. */
  overloaded: z.boolean(),
});
export type Value = z.infer<typeof schema>;

// Long enough for one request to leave a queue that is only passing, short enough for somebody who waits.
const betweenMs = 2500;
const betweenDeepMs = 10_000;

export default {
  title: "Queue and cache of the model server",
  hop: "model",
  per: "model",
  cost: "cheap",
  needs: ["model/endpoint", "model/reach"],
  uses: ["gitlab/front"],
  timeoutMs: 20_000,
  schema,
  async observe(world) {
    const place = askedModel(world);
    if ("absent" in place) return place;
    const url = `${pathVariants(place.base).root}/metrics`;
    const read = async (): Promise<{ product: string; reading: MetricsReading } | undefined> => {
      const result = await getFrom(world, url, { withKey: false, timeoutMs: patience(world, 3000, 2000), keepBytes: 1_000_000 });
      return result.kind === "answer" && result.status === 200 ? readMetrics(result.body) : undefined;
    };
    const first = await read();
    if (first === undefined) return absent({ reason: "not-applicable", because: "the model server shows no metrics" });
    const busy = isBusy(first.reading);
    if (busy || world.deep) await world.pause(world.deep ? betweenDeepMs : betweenMs);
    const second = busy || world.deep ? ((await read()) ?? first) : first;
    const [before, after] = [first.reading, second.reading];
    const count = (after.firstTokenCount ?? 0) - (before.firstTokenCount ?? 0);
    const sum = (after.firstTokenSum ?? 0) - (before.firstTokenSum ?? 0);
    const mean = count > 0 ? sum / count : after.firstTokenCount !== null && after.firstTokenCount > 0 && after.firstTokenSum !== null ? after.firstTokenSum / after.firstTokenCount : null;
    const thrashing = (after.preemptions ?? 0) > (before.preemptions ?? 0);
    return { product: first.product, first: before, second: after, firstTokenSeconds: mean, overloaded: (busy && isBusy(after)) || thrashing };
  },
  describe(value) {
    const { waiting, running, cache } = value.second;
    const parts = [`${waiting ?? "unknown"} waiting`, `${running ?? "unknown"} running`];
    if (cache !== null) parts.push(`cache ${Math.round(cache * 100)} % full`);
    if (value.firstTokenSeconds !== null) parts.push(`first token after ${value.firstTokenSeconds.toFixed(1)} s on average`);
    return `Metrics of the model server (${value.product}): ${parts.join(", ")}${value.overloaded ? "; overloaded" : ""}`;
  },
} satisfies Fact<Value>;
