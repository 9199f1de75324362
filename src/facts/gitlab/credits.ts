import { z } from "zod";

/** GitLab Credits (19.x). */
export const schema = z.object({ available: z.boolean().nullable() });
export type Value = z.infer<typeof schema>;
