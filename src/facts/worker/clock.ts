import { z } from "zod";

const offset = z.object({
  /** Their clock minus the worker's, ms; positive = they are ahead. */
  offsetMs: z.number(),
  /** Half the round trip plus the second that a Date header is rounded to, ms. */
  uncertaintyMs: z.number(),
  server: z.string().nullable(),
  /** The Date header was set by the thing itself (uvicorn, or GitLab's own nginx), not by a proxy of unknown clock. */
  ownClock: z.boolean(),
});

/** Clocks of the targets against the worker's, from Date headers of this run; null where none was seen. */
export const schema = z.object({
  gitlab: offset.nullable(),
  gateway: offset.nullable(),
});
export type Value = z.infer<typeof schema>;
