import { z } from "zod";
import { absent, type Fact } from "../../core/fact.ts";
import { type TlsResult, tlsResultSchema } from "../../core/probe-answer.ts";
import { cleanLine } from "../../core/text.ts";
import { addressToProbe } from "./base.ts";
import { routeToGateway } from "./route.ts";
import type { Value as Reach } from "./reach.ts";

/** Handshakes with the gateway limited to one protocol each; https only. */
export const schema = z.object({ old: tlsResultSchema, v12: tlsResultSchema, v13: tlsResultSchema });
export type Value = z.infer<typeof schema>;

export default {
  title: "TLS versions that the gateway's address speaks",
  hop: "gitlab-to-gateway",
  cost: "cheap",
  needs: ["gateway/address", "gateway/reach"],
  timeoutMs: 8000,
  schema,
  async observe(world) {
    const address = addressToProbe(world);
    if ("absent" in address) return address;
    const reach = world.read("gateway/reach") as Reach;
    if (address.scheme !== "https") return absent({ reason: "not-applicable", because: "the gateway's address is plain http" });
    if (reach.state === "not-tls") return absent({ reason: "not-applicable", because: "the port does not speak TLS" });
    if (reach.tls === null) return absent({ reason: "blocked", by: "gateway/reach" });
    const target = { host: address.host, port: address.port, ...(reach.literal ? {} : { serverName: address.host }), route: routeToGateway(world) };
    const limits = { timeoutMs: 5000, signal: world.signal };
    const [old, v12, v13] = await Promise.all([
      world.probes.tls({ ...target, minVersion: "TLSv1", maxVersion: "TLSv1.1" }, limits),
      world.probes.tls({ ...target, minVersion: "TLSv1.2", maxVersion: "TLSv1.2" }, limits),
      world.probes.tls({ ...target, minVersion: "TLSv1.3" }, limits),
    ]);
    return { old, v12, v13 };
  },
  describe(value) {
    const word = (name: string, result: TlsResult): string => `${name} ${result.kind === "look" ? "yes" : `no (${result.reason})`}`;
    return cleanLine(`handshakes: ${word("TLS 1.3", value.v13)}, ${word("TLS 1.2", value.v12)}, ${word("1.1 or older", value.old)}`);
  },
} satisfies Fact<Value>;
