import type { CauseRule, CheckRule, Read as ReadOf, See as SeeOf } from "../core/rule.ts";
import type { FactValues } from "./values.generated.ts";

/** The types of rules, bound to the facts that exist. */
export type Cause = CauseRule<FactValues>;
export type Check = CheckRule<FactValues>;
export type See = SeeOf<FactValues>;
export type Read = ReadOf<FactValues>;
