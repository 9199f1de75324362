import { z } from "zod";
import { httpResultSchema } from "../../core/probe-answer.ts";

/** GET <gateway>/monitoring/healthz. Redirects are not followed; certificates are verified, and looked at without verification where that failed. */
export const schema = z.object({
  result: httpResultSchema,
  /** Where verification failed: the same request without it (no token is ever sent that way). */
  unverified: httpResultSchema.nullable(),
  /** 200 with a body of exactly `{}`, verified or not. */
  good: z.boolean(),
  /** Several good answers in a row, ms until the first byte. */
  firstByteMs: z.array(z.number()),
  /** Set by the gateway: X-Process-Time or X-Request-ID is there. */
  marks: z.boolean(),
  server: z.string().nullable(),
  /** What answered instead: html page, proxy's own error page, login, redirect, other JSON ... */
  form: z.enum(["good", "html", "json", "text", "empty", "redirect", "none"]),
  location: z.string().nullable(),
  /** A page that asks for a login, or WWW-Authenticate. */
  login: z.boolean(),
  /** The page of a proxy that found no backend (502, 503, 504). */
  proxyError: z.boolean(),
});
export type Value = z.infer<typeof schema>;
