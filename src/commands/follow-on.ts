import { sayError } from "../core/text.ts";
import type { Following, Followings } from "./following.ts";

const dayMs = 24 * 3_600_000;
const againMs = 2_000;

/**
 * Hands every run that somebody still waits for to `follow`, once, and forgets what is older than a day. A store that is away is asked again until
 * it answers or `isOver`: at the start of a host it often comes up later than the bot. Never throws; `trouble` is told once.
 */
export async function followOn({ followings, now, follow, isOver, trouble }: { followings: Followings; now(): number; follow(following: Following): void; isOver(): boolean; trouble(message: string): void }): Promise<void> {
  for (let told = false; !isOver(); ) {
    try {
      for (const { id, document } of await followings.list(2_000)) {
        if (now() - document.at > dayMs) await followings.remove(id);
        else if (!document.ended) follow(document);
      }
      return;
    } catch (error) {
      if (!told) trouble(`Runs that somebody waits for cannot be looked up yet: ${sayError(error)}`);
      told = true;
      await new Promise<void>((resolve) => void setTimeout(resolve, againMs).unref());
    }
  }
}
