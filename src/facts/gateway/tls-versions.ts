import { z } from "zod";
import { tlsResultSchema } from "../../core/probe-answer.ts";

/** Handshakes with the gateway limited to one protocol each; https only. */
export const schema = z.object({ old: tlsResultSchema, v12: tlsResultSchema, v13: tlsResultSchema });
export type Value = z.infer<typeof schema>;
