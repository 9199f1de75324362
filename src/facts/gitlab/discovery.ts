import { z } from "zod";
import { httpResultSchema } from "../../core/probe-answer.ts";

const document = z.object({
  url: z.string(),
  /** Last answer after at most 3 redirects, as the gateway would follow them. */
  result: httpResultSchema,
  redirects: z.array(z.string()),
  /** `json` = a JSON object; `not-json` = anything else that came with an answer; `failed` = no answer. */
  form: z.enum(["json", "not-json", "failed"]),
  issuer: z.string().nullable(),
  jwksUri: z.string().nullable(),
});

/** What the gateway fetches from GitLab to check tokens, fetched by the worker. The gateway asks at the root of the host, whatever path GitLab has. */
export const schema = z.object({
  /** GitLab's URL has a path of its own (relative URL root). */
  relativeRoot: z.boolean(),
  atRoot: document,
  /** The same below GitLab's path, where it has one. */
  atPath: document.nullable(),
  /** The key list that `jwks_uri` names. */
  keys: z.object({
    url: z.string(),
    result: httpResultSchema,
    form: z.enum(["json", "not-json", "failed"]),
    /** Key ids; empty list = `{"keys":[]}`; null = no `keys` member. */
    kids: z.array(z.string()).nullable(),
    /** Scheme, host or port differ from those of the address that answered. */
    otherOrigin: z.boolean(),
  }).nullable(),
});
export type Value = z.infer<typeof schema>;
