import type { z } from "zod";
import { reachSchema } from "../reach.ts";

/** The worker's way to GitLab. */
export const schema = reachSchema;
export type Value = z.infer<typeof schema>;
