import { z } from "zod";
import { httpResultSchema } from "../../core/probe-answer.ts";

/** What GitLab shows to anybody. */
export const schema = z.object({
  signIn: httpResultSchema,
  /** GET /api/v4/metadata without a token: 401 JSON proves that Rails works. */
  metadata: httpResultSchema,
  /** GET /-/readiness?all=1; 404 where the worker is not on the monitoring allowlist. */
  readiness: httpResultSchema,
  /** Rails answered (401 JSON of the API, or a good sign-in page). */
  alive: z.boolean(),
  /** A proxy or GitLab's own front answered 5xx for Rails, twice, some seconds apart. */
  down: z.boolean(),
  /** Names of failing readiness checks (database, redis, gitaly ...), where the answer was readable. */
  failingChecks: z.array(z.string()),
});
export type Value = z.infer<typeof schema>;
