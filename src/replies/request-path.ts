import type { Hop } from "../core/hop.ts";
import type { PathPart, PathPlace, RequestPath } from "../core/picture.ts";
import type { CheckResult, NamedCause, Result } from "../core/result.ts";

/** The state of a part: the root cause stands out, what fails because of it is only marked as such. */
function partOf(checks: readonly CheckResult[], causes: readonly NamedCause[], result: Result, here = "broken here"): PathPart {
  const has = (verdict: CheckResult["verdict"]): boolean => checks.some((check) => check.verdict === verdict);
  if (causes.length > 0) return { mark: "fail", word: here, codes: [...new Set(causes.map((cause) => cause.code))] };
  const { causes: named, cannotTell } = result.diagnosis;
  if (has("fail")) return named.length > 0 && cannotTell.length === 0 ? { mark: "blocked", word: "fails as a result" } : { mark: "undecided", word: "fails, cause open" };
  if (has("warn")) return { mark: "warn", word: "works, with a warning" };
  if (has("unknown")) return { mark: "unknown", word: "could not be judged" };
  if (has("pass")) return { mark: "pass", word: has("blocked") ? "works as far as seen" : "works" };
  if (has("expected")) return { mark: "expected", word: "accepted for now" };
  if (has("blocked")) return { mark: "blocked", word: "not reached" };
  return { mark: "skip", word: "not looked at" };
}

const subjectOf = (check: CheckResult): string | undefined => (check.id.includes("@") ? check.id.slice(check.id.indexOf("@") + 1) : undefined);

/** Where on the way of a request a run found what. */
export function requestPath(result: Result): RequestPath {
  const { causes } = result.diagnosis;
  const part = (hops: readonly Hop[], here?: string): PathPart => partOf(result.checks.filter((check) => hops.includes(check.hop)), causes.filter((cause) => hops.includes(cause.hop)), result, here);
  const onlyLicence = causes.some((cause) => cause.hop === "licence") && !causes.some((cause) => cause.hop === "gitlab");
  const names = [...new Set([...result.checks.filter((check) => check.hop === "model").flatMap((check) => subjectOf(check) ?? []), ...causes.flatMap((cause) => cause.models)])];
  const ofModel = (name: string): PathPlace => {
    const checks = result.checks.filter((check) => check.hop === "model" && (subjectOf(check) ?? name) === name);
    return { name, ...partOf(checks, causes.filter((cause) => cause.hop === "model" && (cause.models.length === 0 || cause.models.includes(name))), result) };
  };
  const back = part(["gateway-to-gitlab"]);
  return {
    stack: result.stack,
    gitlab: { name: "GitLab", ...part(["licence", "gitlab"], onlyLicence ? "access" : undefined) },
    toGateway: part(["gitlab-to-gateway"]),
    gateway: { name: "AI gateway", ...part(["gateway"]) },
    ...(back.mark === "pass" || back.mark === "skip" || back.mark === "blocked" ? {} : { back }),
    toModel: part(["gateway-to-model"]),
    models: names.length === 0 ? [{ name: "Model server", ...part(["model"]) }] : names.map(ofModel),
    agents: { name: "Agent service", ...part(["agent-platform"]) },
  };
}

/** Whether a path has something to point at. What broke inside duo-triage or in front of it is on no path. */
export function showsTrouble(path: RequestPath): boolean {
  return [path.gitlab, path.toGateway, path.gateway, path.toModel, path.agents, ...path.models, ...(path.back === undefined ? [] : [path.back])].some(({ mark }) => mark === "fail" || mark === "undecided");
}
