import type { z } from "zod";
import { reachSchema } from "../reach.ts";

/** The worker's way to the agent service; `tls` is always looked at, with ALPN h2. */
export const schema = reachSchema;
export type Value = z.infer<typeof schema>;
