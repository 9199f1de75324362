import { z } from "zod";
import { absent, type Fact } from "../../core/fact.ts";
import { cleanLine } from "../../core/text.ts";
import { getFrom } from "../../targets/model/ask.ts";
import { pathVariants } from "../../targets/model/endpoint.ts";
import { type OpenRoute, productOfOwner, readProduct, routesFor } from "../../targets/model/product.ts";
import { gitlabIsSilent } from "../silence.ts";
import { askedModel, keyOf } from "./asked.ts";
import type { Value as List } from "./list.ts";

/** Which product serves the model and how it says it is, from open routes. */
export const schema = z.object({
  product: z.enum(["vllm", "sglang", "tgi", "llama.cpp", "ollama", "litellm", "nim", "lm-studio", "transformers", "unknown"]),
  version: z.string().nullable(),
  /** Health route of the product: good, loading, dead, other; null where it has none or it did not answer. */
  health: z.enum(["good", "loading", "dead", "other"]).nullable(),
  /** LiteLLM readiness. */
  ready: z.boolean().nullable(),
  because: z.string(),
});
export type Value = z.infer<typeof schema>;

export default {
  title: "Which product serves the model",
  hop: "model",
  per: "model",
  cost: "cheap",
  needs: ["model/endpoint", "model/reach"],
  uses: ["model/list", "gitlab/front"],
  timeoutMs: 6000,
  schema,
  async observe(world) {
    const place = askedModel(world);
    if ("absent" in place) return place;
    const list = world.read("model/list", world.subject) as List | undefined;
    if (gitlabIsSilent(world) && list?.stored.state === "no-answer") return absent({ reason: "blocked", by: keyOf(world, "model/list") });
    const owners = [list?.stored, list?.v1Appended, list?.cut].map((one) => one?.ownedBy ?? null).find((owner) => owner !== null) ?? null;
    const guess = productOfOwner(owners);
    const { root } = pathVariants(place.base);
    // Open routes want no key, so none is sent to them.
    const answers = await Promise.all(routesFor(guess).map(async (route): Promise<[OpenRoute, Awaited<ReturnType<typeof getFrom>>]> => [route, await getFrom(world, `${root}${route}`, { withKey: false, timeoutMs: 4000, keepBytes: 16_384 })]));
    return readProduct(guess, Object.fromEntries(answers));
  },
  describe(value) {
    const parts = [value.product === "unknown" ? "the product cannot be told" : `${value.product}${value.version === null ? "" : ` ${value.version}`} (${value.because})`];
    if (value.health !== null) parts.push(`its health route says ${value.health}`);
    return cleanLine(`Model server: ${parts.join(", ")}`);
  },
} satisfies Fact<Value>;
