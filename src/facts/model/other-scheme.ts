import { z } from "zod";
import { absent, type Fact } from "../../core/fact.ts";
import { httpResultSchema, tlsResultSchema } from "../../core/probe-answer.ts";
import { cleanLine } from "../../core/text.ts";
import { speaksTls } from "../reach.ts";
import { getFrom, modelRoute } from "../../targets/model/ask.ts";
import { baseOf } from "../../targets/model/endpoint.ts";
import { readListing } from "../../targets/model/listing.ts";
import type { Value as Endpoint } from "./endpoint.ts";
import type { Value as List } from "./list.ts";
import type { Value as ReachValue } from "./reach.ts";

/** The model server's port spoken to in the other scheme, asked when the stored one fails. */
export const schema = z.object({
  /** Over https: the handshake. */
  tls: tlsResultSchema.nullable(),
  /** Over http: GET <endpoint>/models without a key. */
  http: httpResultSchema.nullable(),
  /** The other scheme is the right one. */
  works: z.boolean(),
});
export type Value = z.infer<typeof schema>;

export default {
  title: "The model server's port spoken to in the other scheme",
  hop: "model",
  per: "model",
  cost: "cheap",
  needs: ["model/endpoint", "model/reach"],
  uses: ["model/list"],
  timeoutMs: 7000,
  schema,
  async observe(world) {
    const endpoint = world.read("model/endpoint", world.subject) as Endpoint;
    const reach = world.read("model/reach", world.subject) as ReachValue;
    const list = world.read("model/list", world.subject) as List | undefined;
    const { host, port } = endpoint;
    if (host === null || port === null || endpoint.endpoint === null) return absent({ reason: "not-applicable", because: "the endpoint is no address" });
    if (endpoint.scheme === "https") {
      if (reach.state !== "not-tls" && reach.state !== "tls-cut" && reach.state !== "tls-refused") return absent({ reason: "not-applicable", because: "the port speaks TLS, as the endpoint says" });
      const url = new URL(baseOf(endpoint.endpoint));
      url.protocol = "http:";
      if (url.port === "") url.port = String(port);
      const http = await getFrom(world, `${url.href}/models`, { withKey: false, timeoutMs: 5000 });
      const state = readListing(url.href, http).state;
      return { tls: null, http, works: http.kind === "answer" && state !== "plain-to-tls" && state !== "client-certificate" };
    }
    const stored = list?.stored.state;
    if (reach.state !== "open" || (stored !== "no-answer" && stored !== "plain-to-tls" && stored !== "client-certificate")) return absent({ reason: "not-applicable", because: "the port answers plain HTTP, or none at all" });
    const tls = await world.probes.tls({ host, port, ...(reach.literal ? {} : { serverName: host }), route: modelRoute(world) }, { timeoutMs: 5000, signal: world.signal });
    return { tls, http: null, works: speaksTls(tls) };
  },
  describe(value) {
    if (value.http !== null) return cleanLine(`Plain http to the same port: ${value.http.kind === "answer" ? `an answer, ${value.http.status}` : value.http.reason}`);
    return cleanLine(`A TLS handshake on the same port: ${value.tls?.kind === "look" ? `good, ${value.tls.protocol}` : (value.tls?.reason ?? "not tried")}`);
  },
} satisfies Fact<Value>;
