import { z } from "zod";

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
