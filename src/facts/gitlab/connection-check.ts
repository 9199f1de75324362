import { z } from "zod";

/**
 * What the mutation aiSelfHostedModelConnectionCheck says of one model.
 * success · model-code: the model server (or the way to it) gave `code` · gateway-code: the gateway itself refused with `code` ·
 * wait: GitLab's own call to the gateway broke or ran out of time · suggestion: "identifier does not exist, did you mean" ·
 * raw: GitLab's raw exception text (TLS, blocked URL, EOF; in 17.x and 18.x also time-outs) · other
 */
export const outcome = z.object({
  outcome: z.enum(["success", "model-code", "gateway-code", "wait", "suggestion", "raw", "other"]),
  code: z.number().nullable(),
  /** What stands behind `AI Gateway returned code N:`; empty for every 401. */
  rest: z.string().nullable(),
  suggestion: z.string().nullable(),
  /** Kind of GitLab's own exception where the outcome is wait or raw. */
  exception: z.enum(["read-timeout", "open-timeout", "refused", "name-not-found", "certificate", "tls", "blocked", "reset", "other"]).nullable(),
  text: z.string(),
  ms: z.number(),
  /** A key from our configuration was sent along; GitLab never reuses the stored one. */
  withKey: z.boolean(),
});
export type Outcome = z.infer<typeof outcome>;

/** The connection check with the stored values, without a key and, if the configuration has one, with it. */
export const schema = z.object({
  model: z.string(),
  withoutKey: outcome.nullable(),
  withKey: outcome.nullable(),
  /** The one that stands for the model: with the key if there is one, else without. */
  best: outcome,
});
export type Value = z.infer<typeof schema>;
