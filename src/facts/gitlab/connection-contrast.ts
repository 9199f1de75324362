import { z } from "zod";
import { outcome } from "./connection-check.ts";

/**
 * Connection checks of one model with exactly one value changed, asked only where the first check failed in a way that the change would
 * explain. Absent (not-applicable) where no contrast makes sense.
 */
export const schema = z.object({
  contrasts: z.array(z.object({
    /** What was changed. */
    change: z.enum(["v1-appended", "v1-removed", "path-cut", "path-single-v1", "scheme-http", "scheme-https", "prefix-custom-openai", "identifier-from-list", "region-prefix-added", "region-prefix-removed", "mantle-openai-path", "impossible-endpoint"]),
    endpoint: z.string().nullable(),
    identifier: z.string().nullable(),
    result: outcome,
    /** The contrast got further than the stored values: success, or a code of a later phase. */
    better: z.boolean(),
  })),
});
export type Value = z.infer<typeof schema>;
