import type { Earlier } from "../core/fact.ts";
import { savedRunSchema } from "../core/result.ts";
import type { RunSummary, Runs } from "../core/store.ts";

const page = 100;
/** A stack that has been broken for longer than this many runs is not compared with its good days any more. */
const most = 1_000;

/**
 * What the store remembers of a stack: when it was last asked, and what its last good whole run saw. Only good runs are compared with:
 * beside a broken one the change that broke the stack would be no change. Undefined where nothing is stored.
 */
export async function readEarlier(runs: Runs, stack: string): Promise<Earlier | undefined> {
  let newest: RunSummary | undefined;
  let before: number | undefined;
  for (let seen = 0; seen < most; seen += page) {
    const listed = await runs.list({ stack, limit: page, ...(before === undefined ? {} : { before }) });
    newest ??= listed[0];
    const good = listed.find((run) => (run.verdict === "pass" || run.verdict === "warn") && run.question?.kind === "check" && (run.question.only ?? []).length === 0);
    if (newest === undefined) return undefined;
    const lastRunAt = new Date(newest.startedAt).toISOString();
    if (good !== undefined) {
      const saved = savedRunSchema.safeParse((await runs.get(good.run))?.facts);
      return saved.success ? { lastRunAt, good: saved.data.facts as unknown as NonNullable<Earlier["good"]> } : { lastRunAt };
    }
    if (listed.length < page) return { lastRunAt };
    before = listed.at(-1)?.startedAt;
  }
  return newest === undefined ? undefined : { lastRunAt: new Date(newest.startedAt).toISOString() };
}
