import { z } from "zod";
import { absent, type Fact } from "../../core/fact.ts";
import { type GrpcResult, grpcResultSchema, httpResultSchema } from "../../core/probe-answer.ts";
import { cleanLine } from "../../core/text.ts";
import { routeToGateway } from "../gateway/route.ts";
import { gitlabIsSilent, patience } from "../silence.ts";
import type { Value as Address } from "./address.ts";
import type { Value as Reach } from "./reach.ts";

/** gRPC health of the agent service, plain and over TLS, and what a plain HTTP/1.1 request gets there. No token. */
export const schema = z.object({
  plain: grpcResultSchema,
  tls: grpcResultSchema,
  /** SERVING in one of the two. */
  serving: z.enum(["plain", "tls", "none"]),
  http1: httpResultSchema.nullable(),
  /** Something that speaks only HTTP/1.1 answers on the port. */
  speaksHttp1: z.boolean(),
});
export type Value = z.infer<typeof schema>;

export default {
  title: "Health of the agent service",
  hop: "agent-platform",
  cost: "cheap",
  needs: ["agent/address", "agent/reach"],
  uses: ["gitlab/front"],
  timeoutMs: 10_000,
  schema,
  async observe(world) {
    const address = world.read("agent/address") as Address;
    const reach = world.read("agent/reach") as Reach;
    if (reach.state !== "open") return absent({ reason: "blocked", by: "agent/reach" });
    const { ca } = routeToGateway(world);
    const route = ca === undefined ? {} : { ca };
    const call = (secure: boolean): Promise<GrpcResult> => world.probes.grpc({ host: address.host, port: address.port, secure, method: "health", route }, { timeoutMs: patience(world, 4000, 2500), signal: world.signal });
    const [plain, tls] = await Promise.all([call(false), call(true)]);
    const serving = isServing(plain) ? "plain" : isServing(tls) ? "tls" : "none";
    const scheme = reach.tls?.kind === "look" ? "https" : "http";
    const http1 = serving === "none" && !gitlabIsSilent(world)
      ? await world.probes.http({ url: `${scheme}://${address.host.includes(":") ? `[${address.host}]` : address.host}:${address.port}/`, headers: { "x-request-id": world.newId() }, route, fresh: true, ...(scheme === "https" ? { unverified: true } : {}) }, { timeoutMs: 4000, signal: world.signal })
      : null;
    return { plain, tls, serving, http1, speaksHttp1: http1?.kind === "answer" && http1.protocol !== "h2" };
  },
  describe(value) {
    const word = (result: GrpcResult): string => (result.kind === "failure" ? result.reason : (result.serving ?? `status ${result.status}`));
    if (value.serving !== "none") return `the agent service is SERVING ${value.serving === "plain" ? "without TLS" : "over TLS"}`;
    return cleanLine(`the agent service's health: plain ${word(value.plain)}, over TLS ${word(value.tls)}${value.speaksHttp1 && value.http1?.kind === "answer" ? `; HTTP/1.1 gets ${value.http1.status}` : ""}`);
  },
} satisfies Fact<Value>;

const isServing = (result: GrpcResult): boolean => result.kind === "answer" && result.serving === "SERVING";
