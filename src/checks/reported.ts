import { type Area, type Bringer, bringers, evidenceFact, type Finding, namedFindings, type ReportedEvidence } from "../core/reported.ts";
import type { Hop } from "../core/hop.ts";
import type { See as SeeOf } from "../core/rule.ts";
import { all, any, not, type Term, unlessSeen } from "../core/truth.ts";
import type { Check, See } from "../facts/rules.ts";

const titles: Record<Area, { title: string; hop: Hop }> = {
  access: { title: "The text shows no trouble of licence and access", hop: "licence" },
  gitlab: { title: "The text shows no trouble of GitLab itself", hop: "gitlab" },
  way: { title: "The text shows no trouble on the way from GitLab to the gateway", hop: "gitlab-to-gateway" },
  gateway: { title: "The text shows no trouble of the gateway", hop: "gateway" },
  keys: { title: "The text shows no trouble of tokens and keys", hop: "gateway-to-gitlab" },
  model: { title: "The text shows no trouble of the model", hop: "gateway-to-model" },
  agent: { title: "The text shows no trouble of the agent platform", hop: "agent-platform" },
};

/** Checks of a run that holds reported evidence: one for each thing that the text tells of, and one where it shows only what works. */
export function reportedChecks(brought: Partial<Record<Bringer, ReportedEvidence>>): Record<string, Check> {
  const checks: Record<string, Check> = {};
  for (const by of bringers) {
    const evidence = brought[by];
    if (evidence === undefined) continue;
    for (const { id, finding } of namedFindings(evidence, by)) checks[id] = checkOf(id, finding, evidence);
    if (evidence.findings.length === 0) {
      checks[`${by}/works`] = {
        title: "What the text tested works", hop: "gateway",
        judge: (see) => [{ verdict: "pass", when: (see as unknown as SeeOf<Record<string, ReportedEvidence>>)(evidenceFact(by), (one) => one.signs.some((sign) => sign.strength === "health")), reason: "every step that the text shows went well" }],
      };
    }
  }
  return checks;
}

function checkOf(id: string, finding: Finding, evidence: ReportedEvidence): Check {
  const said = finding.signs.map((place) => evidence.signs[place]?.said ?? "")[0] ?? "";
  return {
    ...titles[finding.area],
    judge: (see) => {
      const tells = (see as unknown as SeeOf<Record<string, Finding>>)(id, () => true);
      const now = worksNow(see, finding.area);
      if (now === undefined) return [{ verdict: "fail", when: tells, reason: "{textSaid}" }];
      return [
        { verdict: "warn", when: all(tells, now), reason: "the text says {textSaid}, and this run sees it work: the text is of another hour, another model or another feature" },
        { verdict: "fail", when: all(tells, unlessSeen(now)), reason: "{textSaid}" },
      ];
    },
    names: () => ({ textSaid: said }),
  };
}

function worksNow(see: See, area: Area): Term | undefined {
  if (area === "model") return all(see.some("gitlab/connection-check", (check) => check.best.outcome === "success"), not(see.some("gitlab/connection-check", (check) => check.best.outcome !== "success")));
  if (area === "keys") return see("gitlab/token-route", (route) => route.outcome === "granted");
  if (area === "way") return any(see("gitlab/token-route", (route) => route.outcome === "granted" || undefined), see("gitlab/health-check", (check) => check.gatewayHost?.state === "reachable"));
  return undefined;
}
