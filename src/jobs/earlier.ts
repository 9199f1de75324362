import type { Earlier } from "../core/fact.ts";
import { asksWhole } from "../core/queue.ts";
import { savedRunSchema } from "../core/result.ts";
import type { RunSummary, Runs } from "../core/store.ts";

/** How many runs are listed at a time: mostly a good one is near. A stack that has been broken for longer than all of them is not compared with its good days any more. */
const pages = [10, 90, 900];

/**
 * What the store remembers of a stack: when it was last asked, and what its last good whole run saw. Only good runs are compared with:
 * beside a broken one the change that broke the stack would be no change. Undefined where nothing is stored.
 */
export async function readEarlier(runs: Runs, stack: string): Promise<Earlier | undefined> {
  let newest: RunSummary | undefined;
  let before: number | undefined;
  for (const limit of pages) {
    const listed = await runs.list({ stack, limit, ...(before === undefined ? {} : { before }) });
    newest ??= listed[0];
    const good = listed.find((run) => (run.verdict === "pass" || run.verdict === "warn") && run.question !== undefined && asksWhole(run.question));
    if (newest === undefined) return undefined;
    const lastRunAt = new Date(newest.startedAt).toISOString();
    if (good !== undefined) {
      const saved = savedRunSchema.safeParse((await runs.get(good.run))?.facts);
      return saved.success ? { lastRunAt, good: saved.data.facts as unknown as NonNullable<Earlier["good"]> } : { lastRunAt };
    }
    if (listed.length < limit) return { lastRunAt };
    before = listed.at(-1)?.startedAt;
  }
  return newest === undefined ? undefined : { lastRunAt: new Date(newest.startedAt).toISOString() };
}
