import { z } from "zod";
import { absent, type Fact } from "../../core/fact.ts";
import type { StreamResult } from "../../core/probe-answer.ts";
import { streamLookSchema } from "../../core/streaming.ts";
import { cleanLine } from "../../core/text.ts";
import { streamCompletion } from "../../targets/gateway/model-leg.ts";
import type { Value as Endpoint } from "../model/endpoint.ts";
import type { Value as ModelStream } from "../model/stream.ts";
import { lookAtCode, sayStreamLook, tempoOf, watchStream } from "../streaming.ts";
import { legNeeds, legUses, modelLeg } from "./model-leg.ts";

/**
 * A streamed code completion of one model, asked of the gateway by the worker over the gateway's address (deep). Editors' tokens are good for
 * completions and for nothing else, so this is the one stream at the gateway that every user may see.
 */
export const schema = z.object({
  status: z.number(),
  /** How its bytes came; null where none did. A cut was seen twice. */
  stream: streamLookSchema.nullable(),
});
export type Value = z.infer<typeof schema>;

const limitMs = 40_000;

export default {
  title: "A streamed code completion at the gateway, asked by the worker",
  hop: "gitlab-to-gateway",
  per: "model",
  cost: "deep",
  needs: legNeeds,
  uses: [...legUses, "gateway/chat", "model/stream"],
  timeoutMs: 2 * limitMs + 2000,
  schema,
  async observe(world) {
    const leg = modelLeg(world);
    if ("absent" in leg) return leg;
    const { features, hasApiToken } = world.read("model/endpoint", world.subject) as Endpoint;
    if (features !== null && !features.some((feature) => feature.startsWith("code_"))) return absent({ reason: "not-applicable", because: "no code feature uses this model" });
    if (hasApiToken === true && !leg.withKey) return absent({ reason: "not-asked", because: "the model wants its key, which duo-triage does not have" });
    const ask = (): Promise<StreamResult> => streamCompletion(world, leg.caller, leg.metadata, Math.min(limitMs, Math.max(2000, world.leftMs() - 1000)));
    const tempoMs = tempoOf(world.read("model/stream", world.subject) as ModelStream | undefined);
    const { result, stream } = await watchStream(world, ask, (seen) => lookAtCode(seen, tempoMs));
    return result.kind === "failure" ? absent({ reason: "blocked", by: "gateway/health" }) : { status: result.status, stream };
  },
  describe: (value) => cleanLine(`A streamed code completion at the gateway: ${value.stream === null ? `${value.status}, without any text` : sayStreamLook(value.stream)}`, 300),
} satisfies Fact<Value>;
