import { z } from "zod";
import { absent, type Fact, type Surroundings } from "../../core/fact.ts";
import { httpResultSchema } from "../../core/probe-answer.ts";
import { cleanLine } from "../../core/text.ts";
import { isGoodHealth, isUnknownRoute, refusalOf } from "../../targets/gateway/answers.ts";
import { hostInUrl, readPlace } from "../../targets/gateway/place.ts";
import { ask, type GatewayBase, paths } from "../../targets/gateway/requests.ts";
import type { Value as Agent } from "../agent/address.ts";
import type { Value as Reach } from "./reach.ts";
import type { Value as Address } from "./address.ts";
import { addressToProbe } from "./base.ts";
import { routeToGateway } from "./route.ts";
import type { Value as Health } from "./health.ts";

/** Where else a gateway answers, asked only when the address that GitLab uses does not answer as one. Free GETs, no token. */
export const schema = z.object({
  tried: z.array(z.object({
    url: z.string(),
    /** How it differs from GitLab's address. */
    change: z.enum(["other-scheme", "other-port", "without-path", "other-scheme-without-path", "trailing-slash-removed", "redirect-target", "configured-address", "agent-host", "agent-host-port", "other-address"]),
    result: httpResultSchema,
    /** healthz is 200 {}; certificates not verified. */
    good: z.boolean(),
    /** The root without a token answers as a gateway with auth on (or off). */
    gateway: z.boolean(),
    /** Its certificate was not trusted. */
    unverified: z.boolean(),
  })),
});
export type Value = z.infer<typeof schema>;
type Change = Value["tried"][number]["change"];

const tryMs = 2500;

export default {
  title: "Where else a gateway answers",
  hop: "gitlab-to-gateway",
  cost: "cheap",
  needs: ["gateway/address", "gateway/health", "gateway/reach"],
  uses: ["agent/address"],
  timeoutMs: 12_000,
  schema,
  async observe(world) {
    const address = addressToProbe(world);
    if ("absent" in address) return address;
    const health = world.read("gateway/health") as Health;
    if (health.good) return absent({ reason: "not-applicable", because: "the gateway answers at the address that GitLab uses" });
    const places = candidates(address, health, world.read("gateway/reach") as Reach, world.read("agent/address") as Agent | undefined);
    return { tried: await Promise.all(places.map(([url, change]) => tryAt(world, url, change))) };
  },
  describe(value) {
    const good = value.tried.filter((one) => one.good);
    if (good.length === 0) return `no gateway at ${value.tried.length} neighbouring addresses`;
    return cleanLine(`a gateway answers at ${good.map((one) => `${one.url} (${one.change})`).join(", ")}`);
  },
} satisfies Fact<Value>;

function candidates(address: Address, health: Health, reach: Reach, agent: Agent | undefined): [string, Change][] {
  const host = hostInUrl(address.host);
  const found = new Map<string, Change>();
  const add = (url: string, change: Change): void => {
    const place = readPlace(url);
    if (!("malformed" in place) && place.url !== address.url && !found.has(place.url)) found.set(place.url, change);
  };
  if (address.configured !== null) add(address.configured, "configured-address");
  if (health.location !== null && URL.canParse(health.location, `${address.url}/`)) {
    const target = new URL(health.location, `${address.url}${paths.health}`);
    if (target.pathname.endsWith(paths.health)) add(`${target.origin}${target.pathname.slice(0, -paths.health.length)}`, "redirect-target");
    else if (target.hostname === address.host) add(target.origin, "redirect-target");
  }
  const named = reach.state !== "name-not-found" && reach.state !== "resolver-failed";
  if (named) {
    const other = address.scheme === "http" ? "https" : "http";
    add(`${other}://${host}:${address.port}${address.path}`, "other-scheme");
    if (address.path !== "") add(`${address.scheme}://${host}:${address.port}`, "without-path");
    if (address.path !== "") add(`${other}://${host}:${address.port}`, "other-scheme-without-path");
    for (const [scheme, port] of [["http", 5052], ["https", 443], ["http", 80], ["https", 8443], ["http", 5000]] as const) {
      if (port !== address.port) add(`${scheme}://${host}:${port}`, "other-port");
    }
  }
  if (agent !== undefined && agent.host !== "" && agent.host !== address.host) add(`http://${hostInUrl(agent.host)}:5052`, "agent-host");
  return [...found];
}

async function tryAt(world: Surroundings, url: string, change: Change): Promise<Value["tried"][number]> {
  const limits = { timeoutMs: tryMs, signal: world.signal };
  const base: GatewayBase = { url, route: routeToGateway(world), unverified: false };
  let result = await world.probes.http(ask(base, paths.health, world.newId()), limits);
  const unverified = result.kind === "failure" && result.phase === "tls" && result.reason.startsWith("certificate-");
  const seenBy = { ...base, unverified };
  if (unverified) result = await world.probes.http(ask(seenBy, paths.health, world.newId()), limits);
  const good = isGoodHealth(result);
  if (!good) return { url, change, result, good, gateway: false, unverified };
  const root = await world.probes.http(ask(seenBy, paths.root, world.newId()), limits);
  return { url, change, result, good, gateway: refusalOf(root) !== undefined || isUnknownRoute(root), unverified };
}
