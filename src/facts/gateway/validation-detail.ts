import { z } from "zod";

/** A schema error of the gateway without the verbose header: its detail shows whether request logging is on. */
export const schema = z.object({ status: z.number(), detailed: z.boolean() });
export type Value = z.infer<typeof schema>;
