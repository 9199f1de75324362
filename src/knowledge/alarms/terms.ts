import { all, any, type Term, unlessSeen } from "../../core/truth.ts";
import type { AlarmRule } from "../../core/rule.ts";
import type { See } from "../../facts/rules.ts";
import type { FactValues } from "../../facts/values.generated.ts";
import { falseAlarms } from "../false-alarms.generated.ts";

/** Terms that several false alarms share. */

export type Alarm = AlarmRule<FactValues>;
type Health = FactValues["gitlab/health-check"];
type Row = Health["probes"][number];

/** The alarm of the catalogue with its proof. Throws for an id that the catalogue does not have, when the module is loaded. */
export function alarm(id: string, rule: Omit<Alarm, "id" | "tool" | "direction" | "shows" | "sentence">): Alarm {
  const entry = falseAlarms.find((one) => one.id === id);
  if (entry === undefined) throw new Error(`no false alarm is called ${id}`);
  const { tool, direction, shows, sentence, neverSuppress } = entry;
  // What says "broken" may be called false only where nothing that it would rightly report is named.
  return { id, tool, direction, shows, sentence, ...(direction === "false-red" ? { notBeside: neverSuppress } : {}), ...rule };
}

/** One of these symptoms stands in what a person reported. */
export const told = (see: See, ...symptoms: readonly string[]): Term => ({ truth: symptoms.some((id) => see.reported.includes(id)) ? "holds" : "refuted", evidence: [], missing: [], reads: [] });

const rowText = (row: Row): string => [row.message, ...row.errors].join(" ");
const bare = (row: Row): string => row.name.replace(/_probe$/u, "");

/** Rows of GitLab's health check that are red; open where it gave none. */
export const redRows = (see: See, holds: (red: readonly Row[], all: readonly Row[]) => boolean | undefined): Term =>
  see("gitlab/health-check", (check) => (check.state === "answered" ? holds(check.probes.filter((row) => !row.success), check.probes) : false));

export const isRow = (row: Row, ...names: readonly string[]): boolean => names.includes(bare(row));

/** The first red row of that name, in its own words. */
export const quoteRow = (check: Health | undefined, name: string): string | undefined => {
  const row = check?.probes.find((one) => isRow(one, name));
  return row === undefined ? undefined : rowText(row).slice(0, 200);
};

export const granted = (see: See): Term => see("gitlab/token-route", (route) => route.outcome === "granted" || route.statuses.includes(201));

/** A completion through the whole chain came back with something in it. */
export const completionPasses = (see: See): Term => see("gitlab/completion", (completion) => completion.status === 200 && !completion.noChoices && completion.form === "json");

/** A real request of this run passed: a completion, or where none could be asked, the token route. */
export const realRequestPasses = (see: See): Term => any(completionPasses(see), all(granted(see), unlessSeen(see("gitlab/completion", () => true))));

export const gatewayAnswers = (see: See): Term => see("gateway/health", (health) => health.good);

/** The gateway knows a token from a forged one: keys are loaded and authentication is on. */
export const refusesJunk = (see: See): Term => see("gateway/junk-token", (junk) => junk.state === "keys");

/** GitLab's Test connection passed, for the judged model or (`any`) for one of them. */
export const connectionPasses = (see: See, which: "this" | "any" = "this"): Term =>
  which === "this" ? see("gitlab/connection-check", (check) => check.best.outcome === "success") : see.some("gitlab/connection-check", (check) => check.best.outcome === "success");

/** The worker does not get through to the model endpoint at all. */
export const endpointUnreached = (see: See): Term => see("model/reach", (reach) => ["name-not-found", "refused", "connect-timeout", "unreachable", "not-tls", "untrusted", "expired", "name-mismatch", "tls-refused", "tls-cut"].includes(reach.state));
