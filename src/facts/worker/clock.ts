import { z } from "zod";
import { absent, type Fact, type Surroundings } from "../../core/fact.ts";
import type { Route } from "../../core/ports.ts";
import { header } from "../../core/probe-answer.ts";
import { cleanLine } from "../../core/text.ts";
import { gitlabRoute, gitlabUrl } from "../../targets/gitlab/rest.ts";
import type { Value as GatewayAddress } from "../gateway/address.ts";

const offset = z.object({
  /** Their clock minus the worker's, ms; positive = they are ahead. */
  offsetMs: z.number(),
  /** Half the round trip plus the second that a Date header is rounded to, ms. */
  uncertaintyMs: z.number(),
  server: z.string().nullable(),
  /** The Date header was set by the thing itself (uvicorn, or GitLab's own nginx), not by a proxy of unknown clock. */
  ownClock: z.boolean(),
});

/** Clocks of the targets against the worker's, from Date headers of this run; null where none was seen. */
export const schema = z.object({
  gitlab: offset.nullable(),
  gateway: offset.nullable(),
});
export type Value = z.infer<typeof schema>;

type World = Pick<Surroundings, "probes" | "signal" | "now">;

/**
 * Asks once and reads the Date header, which counts whole seconds: half a second later on average. A Date is no secret, so a
 * certificate that the worker does not trust is no reason not to look.
 */
async function lookOnce(world: World, url: string, route: Route, own: (server: string | null) => boolean): Promise<z.infer<typeof offset> | null> {
  for (const unverified of [false, true]) {
    const before = world.now().getTime();
    const result = await world.probes.http({ url, route, keepBytes: 1024, unverified }, { timeoutMs: 6000, signal: world.signal });
    const after = world.now().getTime();
    if (result.kind === "failure") {
      if (result.phase === "tls" && !unverified) continue;
      return null;
    }
    const told = header(result, "date");
    const theirs = told === undefined ? Number.NaN : Date.parse(told);
    if (Number.isNaN(theirs)) return null;
    const answered = result.timings.firstByte;
    // What the act spent on connecting came before the answer was dated.
    const middle = answered === undefined ? (before + after) / 2 : before + Math.min(answered, after - before);
    const server = header(result, "server");
    const name = server === undefined ? null : cleanLine(server, 80);
    return { offsetMs: Math.round(theirs + 500 - middle), uncertaintyMs: Math.round(500 + (after - before) / 2), server: name, ownClock: own(name) };
  }
  return null;
}

/**
 * Looks three times and takes the latest time: uvicorn renews its Date between two turns of its loop, so a gateway that was busy for seconds tells an
 * old one, never a new one.
 */
async function lookAtClock(world: World & Pick<Surroundings, "pause">, url: string, route: Route, own: (server: string | null) => boolean): Promise<z.infer<typeof offset> | null> {
  const seen: z.infer<typeof offset>[] = [];
  for (let look = 0; look < 3 && !world.signal.aborted; look += 1) {
    if (look > 0) await world.pause(350);
    const one = await lookOnce(world, url, route, own);
    if (one === null) break;
    seen.push(one);
    // Within a second nothing is wrong with it.
    if (Math.abs(one.offsetMs) <= one.uncertaintyMs + 1000) return one;
  }
  return seen.reduce<z.infer<typeof offset> | null>((best, one) => (best === null || one.offsetMs > best.offsetMs ? one : best), null);
}

const say = (name: string, clock: z.infer<typeof offset> | null): string =>
  clock === null ? `${name}'s clock was not seen` : `${name}'s clock is ${(Math.abs(clock.offsetMs) / 1000).toFixed(1)} s ${clock.offsetMs >= 0 ? "ahead of" : "behind"} the worker's (±${(clock.uncertaintyMs / 1000).toFixed(1)} s)`;

export default {
  title: "Clocks of GitLab and gateway against the worker's",
  hop: "gateway-to-gitlab",
  cost: "cheap",
  uses: ["gateway/address"],
  timeoutMs: 14_000,
  schema,
  async observe(world) {
    const address = world.read("gateway/address") as GatewayAddress | undefined;
    const [gitlab, gateway] = await Promise.all([
      lookAtClock(world, gitlabUrl(world.stack, "/api/v4/metadata"), gitlabRoute(world.stack), (server) => server === null || /^nginx\b/iu.test(server)),
      address === undefined || address.cloud ? null : lookAtClock(world, `${address.url.replace(/\/+$/u, "")}/monitoring/healthz`, { ca: world.stack.gateway?.ca, proxy: world.stack.gateway?.proxy }, (server) => /^uvicorn\b/iu.test(server ?? "")),
    ]);
    if (gitlab === null && gateway === null) return absent({ reason: "not-applicable", because: "no target told its time" });
    return { gitlab, gateway };
  },
  describe(value) {
    return `${say("GitLab", value.gitlab)}; ${say("the gateway", value.gateway)}`;
  },
} satisfies Fact<Value>;
