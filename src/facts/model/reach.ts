import type { z } from "zod";
import { reachSchema } from "../reach.ts";

/** The worker's way to the model server. */
export const schema = reachSchema;
export type Value = z.infer<typeof schema>;
