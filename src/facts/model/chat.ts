import { z } from "zod";
import { spokenSchema } from "./spoken.ts";

/** A one-token chat asked by the worker itself: a system and a user turn, as the gateway's own check does. Repeated once after 5xx. */
export const schema = z.object({
  first: spokenSchema,
  again: spokenSchema.nullable(),
  withKey: z.boolean(),
});
export type Value = z.infer<typeof schema>;
