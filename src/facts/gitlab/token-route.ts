import { z } from "zod";

/** POST /api/v4/code_suggestions/direct_access: GitLab asks the gateway for an editor token. The token itself goes to the vault, never into the fact. */
export const schema = z.object({
  status: z.number(),
  /**
   * granted: gateway, its keys and its signing key are good, no model asked · not-entitled · disabled: direct connections off, says nothing
   * · no-route · throttled · no-answer: GitLab got no HTTP answer from the gateway (500) · refused: the gateway answered and refused (503)
   * · unassigned: GitLab's own "No Code Completion model provided" · no-token: 2xx of the gateway without a token · other
   */
  outcome: z.enum(["granted", "not-entitled", "disabled", "no-route", "throttled", "no-answer", "refused", "unassigned", "no-token", "insufficient-scope", "other"]),
  message: z.string().nullable(),
  /** Address of the gateway that GitLab hands to editors. */
  baseUrl: z.string().nullable(),
  /** The answer came from GitLab itself (origin header). */
  fromGitlab: z.boolean(),
  ms: z.number(),
  /** All statuses, where it was asked more than once. */
  statuses: z.array(z.number()),
});
export type Value = z.infer<typeof schema>;
