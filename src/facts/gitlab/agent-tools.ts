import { z } from "zod";

/** GET /api/v4/ai/duo_workflows/list_tools: GitLab's own ListTools call (19.x). */
export const schema = z.object({ status: z.number(), said: z.string().nullable(), grpcStatus: z.number().nullable(), ms: z.number() });
export type Value = z.infer<typeof schema>;
