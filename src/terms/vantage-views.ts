import type { Facts } from "../core/fact.ts";
import type { Finding, ReportedEvidence } from "../core/reported.ts";
import type { Glimpse, Sight, Vantage } from "../core/vantage.ts";
import type { FactValues } from "../facts/values.generated.ts";

type Reach = FactValues["gateway/reach"];
type Way = FactValues["model/inside"]["way"];
type Outcome = FactValues["gitlab/connection-check"]["best"];
type HostState = NonNullable<FactValues["gitlab/health-check"]["gatewayHost"]>["state"];

/** What one place met on the way to a target, step by step. */
export interface View {
  /** Vantage point: `worker:<site>`, `gitlab` or `gateway`. */
  from: string;
  address: string;
  steps: Partial<Record<Sight, Glimpse>>;
  /** Addresses that the name leads to from there, where that is known. */
  addresses: readonly string[];
  /** Print of the certificate that is shown there. */
  leaf?: string | undefined;
  /** The way leads through a proxy of that place. */
  proxy?: string | undefined;
  /** The target asks itself: nothing lies between. */
  own?: boolean;
}

type Draw = (sight: Sight, good: boolean | null, said: string) => void;

function draw(from: string, address: string, basis: Glimpse["basis"], probe: string, paint: (draw: Draw) => void): View {
  const steps: Partial<Record<Sight, Glimpse>> = {};
  paint((sight, good, said) => { steps[sight] = { from, good, said: said.slice(0, 120), basis, probe }; });
  return { from, address, steps, addresses: [] };
}

/** `CN=x,O=y` as its most telling part. */
const shortName = (name: string): string => /(?:^|[\n,/])\s*CN\s*=\s*([^\n,/]+)/u.exec(name)?.[1]?.trim() ?? name.slice(0, 40);

const ends: Partial<Record<Reach["state"], Sight>> = { "name-not-found": "resolve", "resolver-failed": "resolve", refused: "connect", "connect-timeout": "connect", unreachable: "connect", reset: "connect", proxy: "connect" };

/** The worker's own way; `http`: the status that its question got, 0 where none came. */
export function viewOfReach(reach: Reach, from: string, probe: string, http: { status: number; probe: string } | undefined): View {
  const end = ends[reach.state];
  const leaf = reach.tls?.kind === "look" ? reach.tls.chain[0] : undefined;
  const system = reach.dns?.kind === "answer" ? reach.dns.system : [];
  const view = draw(from, reach.url, "measured", probe, (step) => {
    if (reach.throughProxy) step("resolve", null, "by the proxy");
    else if (!reach.literal) step("resolve", end !== "resolve", end === "resolve" ? reach.state.replaceAll("-", " ") : system.slice(0, 2).join(", ") || "known");
    if (end === "resolve") return;
    step("connect", end !== "connect", end === "connect" ? reach.state.replaceAll("-", " ") : reach.throughProxy ? "open, by a proxy" : "open");
    if (end === "connect") return;
    if (reach.scheme === "https") step("tls", reach.state === "open", leaf === undefined ? reach.state.replaceAll("-", " ") : `${reach.state === "open" ? "trusted" : reach.state.replaceAll("-", " ")}, by ${shortName(leaf.issuer)}`);
  });
  if (http !== undefined && end === undefined) view.steps.http = { from, good: http.status > 0 && http.status < 500, said: http.status === 0 ? "no answer" : `HTTP ${http.status}`, basis: "measured", probe: http.probe };
  return { ...view, addresses: reach.literal ? [] : [...system, ...(reach.dns?.kind === "answer" ? [...(reach.dns.a ?? []), ...(reach.dns.aaaa ?? [])] : [])], leaf: leaf?.fingerprint256, proxy: reach.throughProxy ? "of the worker" : undefined };
}

const phaseOrder: readonly Way["phase"][] = ["address", "resolve", "connect", "proxy", "tls", "answer"];

/** The gateway's way, asked beside its process. */
export function viewOfWay(way: Way, probe: string): View {
  const came = phaseOrder.indexOf(way.phase);
  const failed = way.status === null;
  const said = (way.reason ?? "no answer").replaceAll("-", " ");
  const secure = way.url.startsWith("https:");
  const view = draw("gateway", way.url, "measured", probe, (step) => {
    if (way.phase === "address") return step("resolve", false, said);
    if (way.proxy !== null) step("resolve", null, "by the proxy");
    else if (way.addresses.length > 0 || came === 1) step("resolve", came > 1 || !failed, came === 1 && failed ? said : way.addresses.slice(0, 2).join(", ") || "known");
    if (came <= 1 && failed) return;
    const connects = came > 3 || !failed;
    step("connect", connects, `${connects ? "open" : said}${way.proxy === null ? "" : `, by proxy ${way.proxy}`}`);
    if (!connects) return;
    const secured = came > 4 || !failed;
    if (secure) step("tls", secured, `${secured ? "trusted" : said}${way.leaf === null ? "" : `, by ${shortName(way.leaf.issuer)}`}`);
    if (!secured) return;
    step("http", !failed && (way.status ?? 0) < 500, failed ? said : `HTTP ${way.status ?? 0}`);
  });
  return { ...view, addresses: way.proxy === null ? way.addresses : [], leaf: way.leaf?.fingerprint, proxy: way.proxy ?? undefined };
}

const hostEnds: Partial<Record<HostState, Sight>> = { "name-not-found": "resolve", refused: "connect", timeout: "connect", reset: "connect", certificate: "tls", tls: "tls", "not-tls": "tls", silent: "http" };
const exceptionEnds: Partial<Record<NonNullable<Outcome["exception"]>, HostState>> = { refused: "refused", "open-timeout": "timeout", "name-not-found": "name-not-found", certificate: "certificate", tls: "tls", reset: "reset", "read-timeout": "silent" };

/** GitLab's way to the gateway: what its own health check, its token route and its connection checks say of it. */
export function viewsOfGitlab(check: FactValues["gitlab/health-check"] | undefined, route: FactValues["gitlab/token-route"] | undefined, outcomes: readonly Outcome[], reach: Reach): View[] {
  const { url } = reach;
  const upTo = (state: HostState, probe: string): View => draw("gitlab", url, "reported", probe, (step) => {
    const end = hostEnds[state];
    const words = state.replaceAll("-", " ");
    if (!reach.literal) step("resolve", end !== "resolve", end === "resolve" ? words : "known");
    if (end === "resolve") return;
    step("connect", end !== "connect", end === "connect" ? words : "open");
    if (end === "connect") return;
    if (reach.scheme === "https") step("tls", end !== "tls", end === "tls" ? words : "trusted");
    if (end !== "tls") step("http", end !== "http", end === "http" ? "no answer" : "answers");
  });
  const answered = route?.outcome === "granted" || route?.outcome === "refused";
  const views: View[] = [];
  const state = check?.gatewayHost?.state;
  if (answered) views.push(upTo("reachable", "gitlab/token-route"));
  if (state !== undefined && (hostEnds[state] !== undefined || state === "reachable")) views.push(upTo(state, "gitlab/health-check"));
  for (const one of outcomes) {
    if (one.outcome === "model-code") views.push(upTo("reachable", "gitlab/connection-check"));
    const met = (one.outcome === "wait" || one.outcome === "raw") && one.exception !== null ? exceptionEnds[one.exception] : undefined;
    // GitLab waits as long where the gateway itself waits for a model: that is no silence of the gateway.
    if (met !== undefined && met !== "silent") views.push(upTo(met, "gitlab/connection-check"));
  }
  return views.slice(0, 1);
}

/** The gateway's way to a model, as it told GitLab; 408 and 500 are its stand-ins for no answer at all, or that status. */
export function viewsOfCheck(best: Outcome, probe: string): View[] {
  const vague = best.code === 408 || best.code === 500;
  if (best.outcome === "success" || best.outcome === "suggestion") return [draw("gateway", "", "reported", probe, (step) => step("http", true, "answers"))];
  if (best.outcome !== "model-code" || best.code === null) return [];
  return [draw("gateway", "", "reported", probe, (step) => step("http", vague ? null : (best.code ?? 0) < 500, vague ? `no answer, or HTTP ${best.code ?? 0}` : `HTTP ${best.code ?? 0}`))];
}

// Which step a cause of the catalogue breaks, for those that a text can name.
const stepOfCause: Readonly<Record<string, Sight>> = {
  DT305: "resolve", DT501: "resolve", DT242: "resolve", DT301: "connect", DT307: "connect", DT201: "connect", DT503: "connect", DT243: "connect", DT530: "connect",
  DT310: "tls", DT311: "tls", DT312: "tls", DT510: "tls", DT511: "tls", DT512: "tls", DT513: "tls", DT244: "tls", DT154: "tls",
};
const roads: readonly { target: Vantage["target"]; from: "gitlab" | "gateway"; area: Finding["area"]; sources: readonly string[] }[] = [
  { target: "gateway", from: "gitlab", area: "way", sources: ["gitlab-log", "gitlab-rake", "health-check"] },
  { target: "gitlab", from: "gateway", area: "keys", sources: ["gateway-log"] },
  { target: "model", from: "gateway", area: "model", sources: ["gateway-log", "troubleshoot"] },
];

/** What a person pasted of a place's own words, where it says at which step a way ends. */
export function viewsOfPaste(facts: Facts): (target: Vantage["target"]) => View[] {
  const evidence = facts.find((fact) => fact.id === "reported/paste")?.value as ReportedEvidence | undefined;
  return (target) => roads.filter((road) => road.target === target).flatMap(({ from, area, sources }) => (evidence?.findings ?? []).filter((finding) => finding.area === area && finding.level !== "suspect").flatMap((finding): View[] => {
    const steps = new Set(finding.codes.map((code) => stepOfCause[code]));
    const [sight] = steps;
    const sign = finding.signs.flatMap((place) => evidence?.signs[place] ?? []).find((one) => sources.includes(one.source));
    return steps.size !== 1 || sight === undefined || sign === undefined ? [] : [draw(from, "", "reported", "reported/paste", (step) => step(sight, false, `pasted: ${sign.said}`))];
  }));
}
