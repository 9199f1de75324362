import type { Deployment } from "../core/deployment.ts";
import type { AskedTest, Undecided } from "../core/result.ts";
import { deeperRun } from "./ask-deeper.ts";
import { type Candidate, explains, reportedId } from "./choose.ts";
import type { JudgedCheck } from "./judge.ts";
import { fillTest, nameSuspect, namesFor, type Rulebook } from "./say.ts";
import type { Index } from "./view.ts";

/** What a person reported, as failing checks that want an explanation. */
export function reportedChecks<V>(reported: readonly string[], book: Rulebook<V>): JudgedCheck[] {
  return reported.map((id) => ({ id: reportedId(id), verdict: "fail", reason: "", evidence: [], missing: [], suspects: book.suspects?.(id) ?? [] }));
}

const most = 8;
/** Behind every level that leaves a cause possible. */
const excluded = 3;

/**
 * Somebody has a symptom, and nothing that fails in this run explains it: either it comes and goes, or it is one of the causes that this run
 * could not see. Says which are not ruled out, and the one thing that would tell. Empty where the symptom points to no cause at all.
 */
export function unexplainedReport<V>(reported: readonly JudgedCheck[], all: readonly Candidate<V>[], book: Rulebook<V>, index: Index, stack: string, deployment: Deployment): Undecided[] {
  const open = reported.filter((check) => all.some((one) => explains(one, check)));
  if (open.length === 0) return [];
  const ids = open.map((check) => check.id.slice("reported/".length));
  const order = new Map(open.flatMap((check) => check.suspects ?? []).map((code, place) => [code, place] as const).reverse());
  const stands = (one: Candidate<V>, level: string): boolean => one.judged.some((judged) => judged.level === level);
  const height = (one: Candidate<V>): number => (stands(one, "likely") ? 0 : stands(one, "suspect") ? 1 : stands(one, "open") ? 2 : excluded);
  const left = all
    .filter((one) => open.some((check) => explains(one, check)) && (one.judged.some((judged) => judged.level !== "excluded") || book.comesAndGoes?.has(one.rule.code) === true) && (one.rule.severity === "outage" || one.rule.severity === "degraded"))
    .sort((a, b) => height(a) - height(b) || (order.get(a.rule.code) ?? 999) - (order.get(b.rule.code) ?? 999) || a.rule.code.localeCompare(b.rule.code, "en"));
  const shown = left.slice(0, most);
  const among = shown.map((one) => one.rule.code).sort();
  const names = namesOver([...new Set(shown.flatMap((one) => one.judged.flatMap((judged) => judged.subject ?? [])))], book, index, stack);
  const named = among.flatMap((code) => nameSuspect(shown.find((one) => one.rule.code === code), names, index));
  const titles = shown.slice(0, 4).map((one) => named.find((other) => other.code === one.rule.code)?.title ?? one.rule.title);
  const test = deeperRun(shown.filter((one) => height(one) < excluded), index) ?? book.separate(among)?.test;
  const what = ids.slice(0, 3).join(", ");
  return [{
    among,
    named,
    because: `${what} was reported, and nothing that was asked in this run fails. ${shown.length === 0 ? "Every cause that is known for it was ruled out just now: it may come and go, or be over" : `Not ruled out: ${titles.join("; ")}${left.length > 4 ? `; and ${left.length - 4} more` : ""}`}`,
    separatingTest: fillTest(test ?? makeItHappen(ids[0] ?? "it"), names, deployment),
    evidence: [],
  }];
}

const makeItHappen = (what: string): AskedTest => ({
  do: `Make ${what} happen again, then paste the lines of that minute from the gateway's log here (or run the check at that moment)`, where: "gateway host",
  command: "docker logs --since 5m <gateway container> 2>&1 | grep -iE 'error|exception|correlation_id' | tail -n 50", reading: "an exception names the hop; no line at all means that the request never reached the gateway",
});

/** Names for what may be about any of these models. */
function namesOver<V>(models: readonly string[], book: Rulebook<V>, index: Index, stack: string): Record<string, string> {
  if (models.length < 2) return namesFor(book, index, stack, models[0]);
  return { ...namesFor(book, index, stack, undefined), model: models.length > 3 ? `(any of ${models.length})` : models.join(" or ") };
}
