import type { Mark } from "../core/reply.ts";
import type { Result } from "../core/result.ts";

/** What a run that was asked for one account's access says of it: granted, refused, or not seen, and by what. */
export interface Access {
  mark: Mark;
  headline: string;
  /** What the checks on the account found, most telling first; empty where none could look. */
  found: string[];
}

const aboutAccount = ["licence/account", "licence/seat", "licence/user-access"];

/** The access of the account that a run was asked for; undefined where it was asked for none. */
export function accessOf(result: Result): Access | undefined {
  const { account, stack } = result;
  if (account === undefined) return undefined;
  const looked = aboutAccount.flatMap((id) => result.checks.filter((check) => check.id === id));
  const reasons = looked.filter(({ verdict }) => verdict === "pass" || verdict === "fail" || verdict === "warn").map(({ reason }) => reason);
  const found = reasons.filter((reason) => !reasons.some((longer) => longer !== reason && longer.startsWith(reason)));
  const gone = looked.some(({ id, verdict }) => id === "licence/account" && verdict === "warn");
  const refusing = result.diagnosis.causes.some(({ hop }) => hop === "licence");
  if (gone || refusing || looked.some(({ verdict }) => verdict === "fail")) return { mark: gone && !refusing ? "warn" : "fail", headline: `${account} may not use Duo on ${stack}`, found };
  const granted = looked.some(({ id, verdict }) => id !== "licence/account" && verdict === "pass");
  if (!granted) return { mark: "unknown", headline: `Whether ${account} may use Duo on ${stack} could not be seen`, found: [...found, ...new Set(looked.filter(({ verdict }) => verdict === "skip").map(({ reason }) => reason))] };
  const broken = result.verdict === "fail" || result.verdict === "undecided";
  return { mark: broken ? "warn" : "pass", headline: `${account} may use Duo on ${stack}${broken ? ", but Duo does not work there now" : ""}`, found };
}
