import { z } from "zod";
import { absent, type Fact } from "../../core/fact.ts";
import { cleanLine } from "../../core/text.ts";
import { readBesideAnswer, sayWay, waySchema } from "../../targets/gateway/beside.ts";
import { baseOf } from "../../targets/model/endpoint.ts";
import type { Value as Address } from "../gateway/address.ts";
import type { Value as Endpoint } from "./endpoint.ts";

/** The gateway's way to the model: the list of models, asked beside the gateway with its certificates and proxies and without a key. */
export const schema = z.object({ way: waySchema });
export type Value = z.infer<typeof schema>;

const answerSchema = z.object({ source: z.enum(["process", "container", "none"]), network: z.boolean(), way: waySchema });

function listOf(endpoint: string): string {
  const url = new URL(baseOf(endpoint));
  url.pathname = `${url.pathname.replace(/\/+$/u, "")}/models`;
  url.search = "";
  return url.href;
}

export default {
  title: "The gateway's way to the model server, from beside the gateway",
  hop: "gateway-to-model",
  per: "model",
  cost: "foothold",
  from: "gateway",
  needs: ["model/endpoint"],
  uses: ["gateway/address"],
  timeoutMs: 50_000,
  schema,
  async observe(world) {
    const endpoint = world.read("model/endpoint", world.subject) as Endpoint;
    if (endpoint.endpointIgnored || endpoint.endpoint === null || endpoint.scheme === null || endpoint.host === null || endpoint.droppedByGateway) return absent({ reason: "not-applicable", because: "the endpoint is no address that could be asked" });
    const address = world.read("gateway/address") as Address | undefined;
    const answer = await world.exec?.("gateway-ask", { url: listOf(endpoint.endpoint), ...(address === undefined ? {} : { port: address.port }) });
    if (answer === undefined) return absent({ reason: "not-asked", because: "no foothold beside the gateway is configured" });
    const read = readBesideAnswer(answer, "ask", answerSchema);
    if ("because" in read) return absent({ reason: "not-asked", because: read.because });
    if (!read.value.network) return absent({ reason: "not-applicable", because: "the foothold stands outside the network of the gateway's container, so what it reaches says nothing of the gateway" });
    if (read.value.source === "none") return absent({ reason: "not-applicable", because: "the foothold finds no settings of a gateway that it may read, so it cannot ask as the gateway would" });
    return { way: read.value.way };
  },
  describe: ({ way }) => cleanLine(`Beside the gateway, ${way.url}: ${sayWay(way)}${way.addresses.length === 0 ? "" : ` at ${way.addresses.slice(0, 3).join(", ")}`}`),
} satisfies Fact<Value>;
