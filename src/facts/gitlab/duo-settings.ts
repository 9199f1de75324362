import { z } from "zod";

/** Duo settings of the instance. Only seen with an administrator's token that reads another admin-only list, so null means "not set". */
export const schema = z.object({
  aiGatewayUrl: z.string().nullable(),
  aiGatewayTimeoutSeconds: z.number().nullable(),
  duoAgentPlatformServiceUrl: z.string().nullable(),
  /** The field exists in this GitLab; otherwise null says nothing. */
  knows: z.object({ aiGatewayUrl: z.boolean(), aiGatewayTimeoutSeconds: z.boolean(), duoAgentPlatformServiceUrl: z.boolean() }),
  updatedAt: z.string().nullable(),
});
export type Value = z.infer<typeof schema>;
