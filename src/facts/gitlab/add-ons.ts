import { z } from "zod";

/** Active add-on purchases of the instance. */
export const schema = z.object({
  addOns: z.array(z.object({ id: z.string(), name: z.string(), purchased: z.number(), assigned: z.number() })),
});
export type Value = z.infer<typeof schema>;
