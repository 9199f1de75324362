import { z } from "zod";

/** Whether Duo is on for a few projects that the account sees (POST /api/v4/code_suggestions/enabled, which writes nothing). */
export const schema = z.object({
  projects: z.array(z.object({ path: z.string(), topGroup: z.string(), status: z.number() })),
});
export type Value = z.infer<typeof schema>;
