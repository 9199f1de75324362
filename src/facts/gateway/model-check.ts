import { z } from "zod";

/**
 * POST <gateway>/v1/prompts/model_configuration%2Fcheck for one model, asked by the worker itself, with a token from the token route or none under
 * bypass. Asked with `stream: true` first (a dead model shows within two seconds, without the gateway's retries), then plain.
 */
export const schema = z.object({
  /** ok · model-code: 421 with `code` · refused: 4xx of the gateway with `said` · no-right: 401 or 403 · crashed: 500 · no-answer: nothing within our limit */
  outcome: z.enum(["ok", "model-code", "refused", "no-right", "crashed", "no-answer", "foreign"]),
  status: z.number(),
  code: z.number().nullable(),
  said: z.string().nullable(),
  ms: z.number(),
  /** The streamed form ended without a byte: the model leg failed; ms until then. */
  streamCutAfterMs: z.number().nullable(),
  withKey: z.boolean(),
  /** The answer itself, 200 characters. */
  text: z.string().nullable(),
});
export type Value = z.infer<typeof schema>;
