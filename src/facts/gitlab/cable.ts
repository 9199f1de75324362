import { z } from "zod";
import { upgradeResultSchema } from "../../core/probe-answer.ts";

/** WebSocket upgrades through whatever stands before GitLab. */
export const schema = z.object({
  cable: upgradeResultSchema,
  /** /api/v4/ai/duo_workflows/ws, with the token; null without one. */
  workflow: upgradeResultSchema.nullable(),
  /** Something between us and GitLab answered the upgrade itself. */
  stripped: z.boolean(),
});
export type Value = z.infer<typeof schema>;
