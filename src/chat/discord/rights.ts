import { openSeal, type Sealed } from "../../core/seal.ts";
import type { Secret } from "../../core/secret.ts";
import type { Right } from "./tokens.ts";

/** What an acknowledgement promised: an answer for the asker alone, and what its placeholder says at last when nothing was whispered. */
export interface How {
  quiet: boolean;
  closing?: string;
}

/**
 * The right to answer an interaction as it lies in the store until it is answered: whoever has no bot's token, which could do more, reads none
 * of it. Another process of this bot fills in with it what was promised; of a placeholder for one person alone there is no other way.
 */
export function openRights(token: Secret): { seal(id: string, right: Right, how: How): string; open(id: string, sealed: string): { right: Right; how: How } | undefined } {
  const { seal, open } = openSeal(token, "discord interactions");
  return {
    seal: (id, right, how) => JSON.stringify(seal(id, { right, ...how }, right.at)),
    open(id, sealed) {
      try {
        // Whatever opens was sealed by a process of this bot.
        const { right, ...how } = open(id, JSON.parse(sealed) as Sealed) as How & { right: Right };
        return { right, how };
      } catch {
        // Sealed under a token that was replaced since.
        return undefined;
      }
    },
  };
}
