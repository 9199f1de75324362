import { z } from "zod";
import { httpResultSchema } from "../../core/probe-answer.ts";

/** Where else a gateway answers, asked only when the address that GitLab uses does not answer as one. Free GETs, no token. */
export const schema = z.object({
  tried: z.array(z.object({
    url: z.string(),
    /** How it differs from GitLab's address. */
    change: z.enum(["other-scheme", "other-port", "without-path", "trailing-slash-removed", "redirect-target", "configured-address", "agent-host", "agent-host-port", "other-address"]),
    result: httpResultSchema,
    /** healthz is 200 {}; certificates not verified. */
    good: z.boolean(),
    /** The root without a token answers as a gateway with auth on (or off). */
    gateway: z.boolean(),
  })),
});
export type Value = z.infer<typeof schema>;
