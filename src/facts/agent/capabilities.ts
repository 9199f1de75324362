import { z } from "zod";
import { absent, type Fact } from "../../core/fact.ts";
import { type GrpcResult, grpcResultSchema } from "../../core/probe-answer.ts";
import { cleanLine } from "../../core/text.ts";
import { junkHeaders } from "../../targets/gateway/requests.ts";
import { routeToGateway } from "../gateway/route.ts";
import type { Value as Address } from "./address.ts";
import type { Value as Health } from "./health.ts";

/** ListCapabilities without a token and with one that cannot be valid. */
export const schema = z.object({
  withoutToken: grpcResultSchema,
  junkToken: grpcResultSchema,
  /** It answered a list although nobody may ask. */
  open: z.boolean(),
});
export type Value = z.infer<typeof schema>;

export default {
  title: "Who may ask the agent service",
  hop: "agent-platform",
  cost: "cheap",
  needs: ["agent/address", "agent/health"],
  timeoutMs: 10_000,
  schema,
  async observe(world) {
    const address = world.read("agent/address") as Address;
    const health = world.read("agent/health") as Health;
    if (health.serving === "none") return absent({ reason: "blocked", by: "agent/health" });
    const { ca } = routeToGateway(world);
    const call = (metadata: Record<string, string>): Promise<GrpcResult> =>
      world.probes.grpc({ host: address.host, port: address.port, secure: health.serving === "tls", method: "ListCapabilities", metadata: { ...metadata, "x-request-id": world.newId() }, ...(ca === undefined ? {} : { route: { ca } }) }, { timeoutMs: 4000, signal: world.signal });
    const [withoutToken, junkToken] = await Promise.all([call({}), call({ ...junkHeaders })]);
    return { withoutToken, junkToken, open: isOk(withoutToken) || isOk(junkToken) };
  },
  describe(value) {
    const word = (result: GrpcResult): string => (result.kind === "failure" ? result.reason : `status ${result.status} ${result.details}`.trim());
    return cleanLine(`ListCapabilities without a token: ${word(value.withoutToken)}; with a junk one: ${word(value.junkToken)}`);
  },
} satisfies Fact<Value>;

const isOk = (result: GrpcResult): boolean => result.kind === "answer" && result.status === 0;
