import type { Settled } from "../../src/probes/exec/open.ts";

/** What a run knows in the end: settings of the gateway's process, and the ids of its own requests. */
export const settled = (settings: Record<string, string> | undefined, ids: readonly string[] = [], alone = true): Settled => ({ settings: Promise.resolve(settings), own: Promise.resolve({ has: (id) => ids.includes(id), apart: () => undefined, alone }) });
