import { type Bringer, bringers, evidenceFact, type Finding, namedFindings, type ReportedEvidence } from "../core/reported.ts";
import type { See as SeeOf } from "../core/rule.ts";
import { all, any, likely, not, proven, suspect, type Alternative, type Term, unlessSeen } from "../core/truth.ts";
import type { Cause, See } from "../facts/rules.ts";
import { agentUsed } from "../terms/agent-platform.ts";
import { tokensAccepted } from "../terms/gateway.ts";
import { gatewayGood } from "../terms/model.ts";
import { gitlabWorks } from "../terms/network.ts";

/** Evidence of a run, by who brought it. */
export type Brought = Partial<Record<Bringer, ReportedEvidence>>;

type SeeFinding = SeeOf<Record<string, Finding>>;

// Faults of the model leg that spoil GitLab's own connection check too: where that succeeds now, the text is of another hour or another model.
const spoilsCheck = /^DT3(?:0\d|1[0-4]|2[0-8]|3[0-2]|4[57])$/u;

/** The stack, as it was measured in this run, works where the text says that it does not. */
function worksNow(see: See, code: string): Term | undefined {
  if (spoilsCheck.test(code)) return gatewayGood(see);
  if (/^DT(?:20[1-9]|50[1-6]|51[0-3]|10[1-8]|110|52[01]|533)$/u.test(code)) return gitlabWorks(see);
  // Settings without its key are those of a gateway whose agent service is not used, too.
  if (code === "DT420") return any(see("gitlab/agent-token-route", (route) => route.status === 201), not(agentUsed(see)));
  if (/^DT(?:12[0-3]|24\d|25[0-6])$/u.test(code)) return tokensAccepted(see);
  return undefined;
}

/** Where several models are known, a text that names an endpoint or an identifier speaks of that model only. */
function ofThisModel(see: See): Term {
  const other = any(
    ...bringers.map((by) =>
      (see as unknown as SeeOf<Record<`reported/${Bringer}`, ReportedEvidence> & { "model/endpoint": { host: string | null; port: number | null; identifier: string | null } }>).both(evidenceFact(by), "model/endpoint", ({ model }, endpoint) => {
        if (model === null) return false;
        if (model.identifier !== null && endpoint.identifier !== null && endpoint.identifier !== "" && model.identifier !== endpoint.identifier) return true;
        return model.host !== null && endpoint.host !== null && (model.host !== endpoint.host || (model.port !== null && endpoint.port !== null && model.port !== endpoint.port));
      }),
    ),
  );
  return unlessSeen(other);
}

/**
 * The causes of a run that holds reported evidence: what the text proves of them is added to what they are proven by anyway, and their suspects are
 * narrowed by it: what the text rules out is no longer one of a group. What was measured in the same run and speaks against the text wins.
 */
export function withReported(causes: Readonly<Record<string, Cause>>, brought: Brought): Record<string, Cause> {
  const findings = bringers.flatMap((by) => (brought[by] === undefined ? [] : namedFindings(brought[by], by)));
  return Object.fromEntries(Object.entries(causes).map(([id, cause]) => [id, widen(cause, findings)]));
}

function widen(cause: Cause, findings: readonly { id: string; finding: Finding }[]): Cause {
  const { code } = cause;
  const told = findings.filter(({ finding }) => finding.codes.includes(code));
  const against = told.length > 0 ? [] : findings.filter(({ finding }) => finding.excluded.includes(code));
  if (told.length === 0 && against.length === 0) return cause;
  const proof = (see: See): readonly Alternative[] => {
    const finding = see as unknown as SeeFinding;
    const now = worksNow(see, code);
    const ruledOut = any(...against.map(({ id }) => finding(id, (value) => value.excluded.includes(code))));
    const own = cause.proof(see).map((one): Alternative => (one.level === "suspect" && against.length > 0 ? { level: "suspect", term: all(one.term, unlessSeen(ruledOut)) } : one));
    const added = told.map(({ id, finding: { level } }) => {
      const term = all(finding(id, (value) => value.codes.includes(code)), ...(cause.per === "model" ? [ofThisModel(see)] : []), ...(now === undefined ? [] : [unlessSeen(now)]));
      return level === "proven" ? proven(term) : level === "likely" ? likely(term) : suspect(term);
    });
    return [...own, ...added];
  };
  return { ...cause, explains: { ...cause.explains, checks: [...cause.explains.checks, ...told.map(({ id }) => id)] }, proof };
}
