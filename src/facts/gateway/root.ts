import { z } from "zod";
import { httpResultSchema } from "../../core/probe-answer.ts";

/** GET <gateway>/ without a token, with `Bypass-Auth: true`, and GET /docs without a token. */
export const schema = z.object({
  result: httpResultSchema,
  /** auth-on: the gateway's own 401 · auth-off: 404 `Not Found` of the application · other */
  state: z.enum(["auth-on", "auth-off", "other", "no-answer"]),
  /** With the bypass header the gateway let us in. */
  bypassByHeader: z.boolean().nullable(),
  /** GET /docs without a token is 200. */
  docsOpen: z.boolean().nullable(),
});
export type Value = z.infer<typeof schema>;
