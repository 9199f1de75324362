import { z } from "zod";

/** The chat template tried without generating (vLLM /tokenize, llama.cpp /apply-template). */
export const schema = z.object({
  status: z.number(),
  state: z.enum(["good", "missing", "roles-refused", "other"]),
  said: z.string().nullable(),
  window: z.number().nullable(),
});
export type Value = z.infer<typeof schema>;
