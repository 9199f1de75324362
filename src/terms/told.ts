import type { Term } from "../core/truth.ts";
import type { See } from "../facts/rules.ts";

/** What is known without a fact: the report that came with the question, the profile of the stack, the day. */

/** A term that rests on what a person reported, or on the profile: no fact is read. */
export const given = (truth: boolean): Term => ({ truth: truth ? "holds" : "refuted", evidence: [], missing: [], reads: [] });

/** One of these codes or symptoms was reported with the question, in whatever case. */
export const reported = (see: See, ...ids: readonly string[]): Term => given(see.reported.some((said) => ids.some((id) => id.toLowerCase() === said.toLowerCase())));

/** `today` as YYYY-MM-DD. */
export const dayOf = (see: See): string => see.today.toISOString().slice(0, 10);
