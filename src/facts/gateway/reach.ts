import type { z } from "zod";
import { reachSchema } from "../reach.ts";

/** The worker's way to the gateway's address. */
export const schema = reachSchema;
export type Value = z.infer<typeof schema>;
