import { z } from "zod";
import { httpResultSchema } from "../../core/probe-answer.ts";

/**
 * A request with a token that cannot be valid: shows whether the gateway holds keys. Sent after a good health answer; each over its own connection.
 * keys: 401 "Forbidden by auth provider" · no-keys: 500 · header-missing: says no Authorization came although it was sent · type-missing:
 * says the type header did not come · open: let in (bypass) · foreign: not the gateway's answer
 */
const attempt = z.object({ result: httpResultSchema, state: z.enum(["keys", "no-keys", "header-missing", "type-missing", "open", "foreign", "no-answer"]), ms: z.number() });
export const schema = z.object({
  first: attempt,
  second: attempt.nullable(),
  /** States of further attempts, quick ones, to find replicas that differ. */
  repeated: z.array(attempt.shape.state),
  /** All quick attempts agree on this; null where they differ. */
  state: attempt.shape.state.nullable(),
});
export type Value = z.infer<typeof schema>;
