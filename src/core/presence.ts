import { z } from "zod";

/** What a process says of itself with every sign of life. */
export const processCardSchema = z.object({
  host: z.string().max(255),
  pid: z.number().int(),
  version: z.string().max(64),
  startedAt: z.number(),
  /** Sites whose stacks it probes. */
  sites: z.array(z.string().max(64)).max(100),
  /** Talks to chats and brings out answers. */
  posts: z.boolean(),
});
export type ProcessCard = z.infer<typeof processCardSchema>;

export interface LivingProcess extends ProcessCard {
  id: string;
  /** Milliseconds since 1970, by the server's clock. */
  seenAt: number;
  /** How long ago that was, by the same clock, ms. */
  agoMs: number;
  /** More than one of its signs is missing: it was killed, or is being started anew. */
  silent: boolean;
  /** So long that nobody waits for it any more. */
  gone: boolean;
}

/** A gap in which something could not be heard: a platform, the store, or everything. */
export const silenceSchema = z.object({ what: z.string().max(64), from: z.number(), until: z.number() });
export type Silence = z.infer<typeof silenceSchema>;

export interface Presence {
  /** Everybody who gave a sign in the last 30 days, latest first. */
  processes(): Promise<LivingProcess[]>;
  /** `undefined` when the site has a living worker, or the store cannot tell; else since when it has none, as far as that is known. */
  unserved(site: string): Promise<{ since: number | undefined } | undefined>;
  /** Stops giving signs. The last one holds until it lapses, so that a restart is no absence. */
  close(): void;
}
