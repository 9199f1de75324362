import { z } from "zod";
import { absent, type Fact } from "../../core/fact.ts";
import { cleanLine } from "../../core/text.ts";
import { lookSchema, readBesideAnswer, sayWay } from "../../targets/gateway/beside.ts";
import type { Value as Address } from "./address.ts";

/** What stands beside the gateway's process: its settings, keys, listeners, folders, and what it can reach with its own certificates and proxies. */
export const schema = lookSchema.extend({
  /** Milliseconds that its clock is ahead of the worker's; what the way there and back took is its uncertainty. */
  clockAheadMs: z.number(),
});
export type Value = z.infer<typeof schema>;

export default {
  title: "What stands beside the gateway's process",
  hop: "gateway",
  cost: "foothold",
  from: "gateway",
  uses: ["gateway/address"],
  timeoutMs: 45_000,
  schema,
  async observe(world) {
    const address = world.read("gateway/address") as Address | undefined;
    const before = world.now().getTime();
    const answer = await world.exec?.("gateway-look", address === undefined ? undefined : { port: address.port });
    if (answer === undefined) return absent({ reason: "not-asked", because: "no foothold beside the gateway is configured" });
    const read = readBesideAnswer(answer, "look", lookSchema);
    if ("because" in read) return absent({ reason: "not-asked", because: read.because });
    // The clock is read about when the script's questions start.
    return { ...read.value, clockAheadMs: Math.round(read.value.clock * 1000 - before) };
  },
  describe(value) {
    if (value.source === "none") return value.gateways === 0 ? "Beside the gateway: no process of a gateway is seen, and no settings of one" : `Beside the gateway: ${value.gateways} gateway process${value.gateways === 1 ? "" : "es"}, whose settings this user may not read`;
    const own = value.listeners.filter(({ of }) => of === "gateway").map(({ port }) => port);
    const keys = Object.entries(value.keys).map(([name, key]) => `${name} ${key.kind === "none" ? "not set" : key.kind.startsWith("rsa") ? `${key.kind}, ${key.bits ?? "?"} bit` : "set, and no RSA key in PEM"}`);
    const parts = [
      value.source === "process" ? `${value.gateways} gateway process${value.gateways === 1 ? "" : "es"} with ${Object.keys(value.env).length} variables` : "settings of the container, no gateway process",
      value.machine,
      ...(own.length === 0 ? [] : [`listens on ${[...new Set(own)].join(", ")}`]),
      ...(value.health === null ? [] : [`its health there: ${sayWay(value.health)}`]),
      ...(value.gitlab === null ? [] : [`GitLab's discovery document: ${sayWay(value.gitlab)}${value.gitlab.kids === null ? "" : `, ${value.gitlab.kids.length} keys`}`]),
      ...keys,
    ];
    return cleanLine(`Beside the gateway: ${parts.join("; ")}`, 600);
  },
} satisfies Fact<Value>;
