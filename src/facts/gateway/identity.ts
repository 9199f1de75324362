import { z } from "zod";
import type { Fact, Surroundings } from "../../core/fact.ts";
import { header, type HttpResult } from "../../core/probe-answer.ts";
import { cleanLine } from "../../core/text.ts";
import { asksForLogin, detailOf, isProxyError, isUnknownRoute, refusalOf } from "../../targets/gateway/answers.ts";
import { gitlabMark, metricsMark, modelServerOf } from "../../targets/gateway/strangers.ts";
import { hostInUrl, readPlace } from "../../targets/gateway/place.ts";
import { ask, type GatewayBase } from "../../targets/gateway/requests.ts";
import { addressToProbe } from "./base.ts";
import { routeToGateway } from "./route.ts";
import type { Value as Health } from "./health.ts";
import type { Value as Reach } from "./reach.ts";

/** What stands at the gateway's address when it is no gateway, from a handful of open routes. */
export const schema = z.object({
  /** gateway · model-server · gitlab · metrics: a Prometheus page · grpc · proxy-page · login · unknown · nothing */
  kind: z.enum(["gateway", "model-server", "gitlab", "metrics", "grpc", "proxy-page", "login", "unknown", "nothing"]),
  /** vLLM, Ollama, llama.cpp, LiteLLM, TGI ... for a model server. */
  product: z.string().nullable(),
  /** The route and status that showed it. */
  because: z.string(),
  /** It is this very GitLab: issuer or address equal. */
  thisGitlab: z.boolean(),
});
export type Value = z.infer<typeof schema>;

export default {
  title: "What stands at the gateway's address",
  hop: "gitlab-to-gateway",
  cost: "cheap",
  needs: ["gateway/address", "gateway/health", "gateway/reach"],
  timeoutMs: 15_000,
  schema,
  async observe(world) {
    const address = addressToProbe(world);
    if ("absent" in address) return address;
    const health = world.read("gateway/health") as Health;
    const reach = world.read("gateway/reach") as Reach;
    const own = readPlace(world.stack.gitlab.url);
    const atGitlab = !("malformed" in own) && own.host.toLowerCase() === address.host.toLowerCase() && own.port === address.port;
    const is = (kind: Value["kind"], because: string, product: string | null = null, thisGitlab = false): Value => ({ kind, because: cleanLine(because), product, thisGitlab });
    if (health.good) return is("gateway", "/monitoring/healthz is 200 {}");
    const seen = health.unverified ?? health.result;
    if (seen.kind === "failure") {
      if (seen.reason === "not-http" || (seen.reason === "closed" && address.scheme === "http")) {
        const grpc = await world.probes.grpc({ host: address.host, port: address.port, secure: false, method: "health" }, { timeoutMs: 4000, signal: world.signal });
        if (grpc.kind === "answer") return is("grpc", `a gRPC service answers on port ${address.port}`);
      }
      if (seen.reason === "not-http") return is("unknown", `port ${address.port} answers with bytes that are no HTTP`);
      return is("nothing", `no HTTP answer: ${reach.state === "open" ? seen.reason : reach.state}`);
    }
    if (refusalOf(seen) !== undefined || (isUnknownRoute(seen) && header(seen, "x-process-time") !== undefined)) return is("gateway", `the answer ${seen.status} to the health route is the gateway's own`);
    if (metricsMark(seen)) return is("metrics", "the health route answers with a Prometheus page");
    const base: GatewayBase = { url: address.url, route: routeToGateway(world), unverified: health.unverified !== null };
    const askAll = (from: GatewayBase): Promise<HttpResult[]> => Promise.all(["/v1/models", "/version", "/api/tags", "/api/v4/metadata", "/"].map((path) => get(world, from, path)));
    const [list, version, tags, gitlab, root] = await askAll(base);
    // A proxy may keep the health route to itself and pass everything else.
    if (root !== undefined && refusalOf(root) !== undefined) return is("gateway", "GET / is refused in the gateway's words");
    if (gitlabMark(gitlab) || gitlabMark(seen)) return is("gitlab", "/api/v4/metadata answers as GitLab's API", null, atGitlab);
    // The address of a model's endpoint ends in /v1: what answers there shows at the root of the same server.
    const atRoot = address.path === "" ? [] : await askAll({ ...base, url: new URL("/", base.url).href.replace(/\/$/u, "") });
    const product = modelServerOf({ list, version, tags, health: seen }) ?? (atRoot.length === 0 ? undefined : modelServerOf({ list: atRoot[0], version: atRoot[1], tags: atRoot[2], health: seen }));
    if (product !== undefined) return is("model-server", product.because, product.product);
    if (asksForLogin(seen)) return is("login", `the health route answers ${seen.status} with a login`, null, atGitlab);
    if (isProxyError(seen)) return is("proxy-page", `the health route answers ${seen.status} by ${header(seen, "server") ?? "a proxy"}`);
    return is("unknown", `the health route answers ${seen.status}${detailOf(seen) === undefined ? "" : ` ${detailOf(seen) ?? ""}`} at ${hostInUrl(address.host)}:${address.port}`, null, atGitlab);
  },
  describe(value) {
    const words: Record<Value["kind"], string> = {
      gateway: "an AI gateway", "model-server": `a model server${value.product === null ? "" : ` (${value.product})`}`, gitlab: value.thisGitlab ? "this GitLab itself" : "a GitLab",
      metrics: "a metrics page", grpc: "a gRPC service", "proxy-page": "a proxy without a backend", login: "a login", unknown: "something that is no gateway", nothing: "nothing that answers",
    };
    return cleanLine(`at the gateway's address stands ${words[value.kind]}: ${value.because}`);
  },
} satisfies Fact<Value>;

const get = (world: Surroundings, base: GatewayBase, path: string): Promise<HttpResult> => world.probes.http(ask(base, path, world.newId()), { timeoutMs: 4000, signal: world.signal });
