import { z } from "zod";

/** Ollama: whether the model is loaded, and with which window. */
export const schema = z.object({ loaded: z.boolean(), window: z.number().nullable() });
export type Value = z.infer<typeof schema>;
