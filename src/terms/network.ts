import type { HttpResult, Reason } from "../core/probe-answer.ts";
import { all, any, ifSeen, type Term, unlessSeen } from "../core/truth.ts";
import type { See } from "../facts/rules.ts";
import type { FactValues } from "../facts/values.generated.ts";

/** The way to the gateway: what GitLab says of its own, what the worker sees of its. */

type Check = FactValues["gitlab/connection-check"]["best"];
type HostState = NonNullable<FactValues["gitlab/health-check"]["gatewayHost"]>["state"];
type ReachState = FactValues["gateway/reach"]["state"];

/** GitLab's connection check of at least one model. */
export const anyCheck = (see: See, holds: (best: Check) => boolean): Term => see.some("gitlab/connection-check", (value) => holds(value.best));

/** The same, or the one that was asked without a key beside it: GitLab's nodes need not agree. */
const eitherCheck = (see: See, holds: (asked: Check) => boolean): Term => see.some("gitlab/connection-check", ({ best, withoutKey }) => holds(best) || (withoutKey !== null && holds(withoutKey)));

/** Something that is no gateway answers at GitLab's address, and GitLab takes what it says for an answer. */
const strangerAnswers = (see: See): Term =>
  any(
    see("gitlab/token-route", (value) => value.outcome === "no-token"),
    all(fromGitlab(see), see("gateway/health", (value) => !value.good && (value.unverified ?? value.result).kind === "answer"), unlessSeen(see("gitlab/token-route", (value) => value.outcome === "granted"))),
  );

/** GitLab itself got an answer of the gateway: of its token route, a connection check or a completion. */
export const gitlabWorks = (see: See): Term =>
  any(
    see("gitlab/token-route", (value) => value.outcome === "granted" || undefined),
    eitherCheck(see, (asked) => asked.outcome === "model-code"),
    all(eitherCheck(see, (asked) => asked.outcome === "success"), unlessSeen(strangerAnswers(see))),
    see("gitlab/completion", (value) => (value.fromGateway && value.status === 200) || undefined),
  );

/** GitLab's own view: name, connection and handshake are good, whatever answers there. */
export const gitlabReaches = (see: See): Term =>
  any(
    see("gitlab/health-check", (value) => (value.gatewayHost === null ? undefined : value.gatewayHost.state === "reachable" || value.gatewayHost.state === "silent")),
    gitlabWorks(see),
    see("gitlab/token-route", (value) => value.outcome === "refused" || value.outcome === "no-token" || undefined),
    see("gitlab/completion", (value) => value.fromGateway || undefined),
    anyCheck(see, (best) => ["success", "model-code", "gateway-code", "suggestion"].includes(best.outcome)),
  );

const exceptions: Partial<Record<HostState, readonly NonNullable<Check["exception"]>[]>> = {
  "name-not-found": ["name-not-found"],
  refused: ["refused"],
  timeout: ["open-timeout"],
  certificate: ["certificate"],
  tls: ["tls"],
  "not-tls": ["tls"],
  reset: ["reset"],
};

/** GitLab says that it fails on the way in one of these manners. */
export function gitlabMeets(see: See, ...states: readonly HostState[]): Term {
  const named = states.flatMap((state) => exceptions[state] ?? []);
  return any(
    see("gitlab/health-check", (value) => (value.gatewayHost === null ? undefined : states.includes(value.gatewayHost.state))),
    anyCheck(see, (best) => (best.outcome === "wait" || best.outcome === "raw") && best.exception !== null && named.includes(best.exception)),
  );
}

/**
 * The text of GitLab's failed connect names the gateway's own host or address: Ruby's client (`Net::HTTP#connect`) names there whom it dials, which
 * is the proxy where one is in use.
 */
export const gitlabConnectsStraight = (see: See): Term =>
  see.both("gitlab/health-check", "gateway/reach", (value, reach) => {
    const dialled = /Failed to open TCP connection to (\S{1,253}):(\d{1,5}) \(/u.exec(value.gatewayHost?.text ?? "");
    if (dialled === null) return undefined;
    const [, host = "", port = ""] = dialled;
    const own = [reach.host, ...(reach.dns?.kind === "answer" ? reach.dns.system : [])];
    return Number(port) === reach.port && own.some((name) => name.toLowerCase() === host.toLowerCase());
  });

/** GitLab got no HTTP answer of the gateway's address. */
export const gitlabFails = (see: See): Term =>
  any(see("gitlab/token-route", (value) => value.outcome === "no-answer" || undefined), gitlabMeets(see, "name-not-found", "refused", "timeout", "silent", "certificate", "tls", "not-tls", "reset"));

/** GitLab itself says that it does not get through to the gateway's address, be it that it does not try. */
export const gitlabGotNone = (see: See): Term =>
  any(
    gitlabFails(see),
    see("gitlab/health-check", (value) => (value.gatewayHost === null ? undefined : value.gatewayHost.state !== "reachable")),
    anyCheck(see, (best) => (best.outcome === "wait" || best.outcome === "raw") && best.exception === "blocked"),
  );

/** The probed address is GitLab's own, not only the configuration's. */
export const fromGitlab = (see: See): Term => see("gateway/address", (value) => value.source !== "configuration");

/** The way from the worker ends in one of these states. */
export const workerMeets = (see: See, ...states: readonly ReachState[]): Term => see("gateway/reach", (value) => states.includes(value.state));

export const healthGood = (see: See): Term => see("gateway/health", (value) => value.good);

/** The address fails for the worker, and nothing speaks for GitLab getting through. */
export const notOnlyTheWorker = (see: See): Term => unlessSeen(gitlabReaches(see));

/** A gateway answers on another port of the same host. */
export const ownPortGood = (see: See): Term => see("gateway/elsewhere", (value) => value.tried.some((one) => one.change === "other-port" && one.good && one.gateway));

/** The agent service that stands beside the gateway answers no more than the gateway's address does: the whole container may be gone. */
export const agentGone = (see: See): Term => all(see("agent/address", (value) => value.besideGateway === true), see("agent/reach", (value) => value.state !== "open"));

/** How an exchange failed; undefined for answers. */
export const failureOf = (result: HttpResult): Reason | undefined => (result.kind === "failure" ? result.reason : undefined);

/** Places where a gateway may answer while nothing runs at this address: another port, another host. */
const elsewhere: readonly FactValues["gateway/elsewhere"]["tried"][number]["change"][] = ["configured-address", "other-port", "agent-host", "agent-host-port", "other-address"];

/** Connection refused at the gateway's address for the worker, or for GitLab where the worker gets no answer either. No gateway answers near by; one on another port may be somebody else's where all of this one is gone. */
export const refused = (see: See): Term =>
  all(
    any(workerMeets(see, "refused"), all(gitlabMeets(see, "refused"), unlessSeen(healthGood(see)))),
    notOnlyTheWorker(see),
    unlessSeen(gitlabMeets(see, "name-not-found", "certificate", "timeout", "silent")),
    unlessSeen(see("gateway/elsewhere", (value) => value.tried.some((one) => one.good && one.gateway && !elsewhere.includes(one.change)))),
    any(agentGone(see), unlessSeen(ownPortGood(see))),
  );

/** A completion ended in a page of neither GitLab nor the gateway, while the gateway's health route is good for the worker. */
export const completionGetsPage = (see: See, ...statuses: readonly number[]): Term =>
  all(healthGood(see), see("gitlab/completion", (value) => !value.fromGitlab && !value.fromGateway && statuses.includes(value.status) && value.form !== "json"));

/** The same of GitLab's connection check: these statuses are no gateway's. */
export const checkGetsPage = (see: See, ...statuses: readonly number[]): Term => all(healthGood(see), anyCheck(see, (best) => best.outcome === "gateway-code" && statuses.includes(best.code ?? 0)));

/** Some requests end with a proxy in one of these statuses, GitLab's or a POST of the worker's, while the gateway's health route is good. */
export const someEndAtProxy = (see: See, ...statuses: readonly number[]): Term =>
  any(
    completionGetsPage(see, ...statuses),
    checkGetsPage(see, ...statuses),
    all(healthGood(see), see("gateway/post-route", ({ state, result }) => state === "foreign" && result.kind === "answer" && statuses.includes(result.status))),
  );

/** Somebody before the gateway stops requests whose address holds an encoded slash, and lets others pass. GitLab's own check, where it got through, speaks against. */
export const encodedSlashStops = (see: See): Term =>
  all(
    // A limit of requests per second may meet this one alone.
    see("gateway/post-route", ({ state, encoded }) => state === "passed" && ["refused", "redirected"].includes(encoded?.state ?? "") && !(encoded?.result.kind === "answer" && encoded.result.status === 429)),
    unlessSeen(anyCheck(see, (best) => ["success", "model-code", "suggestion"].includes(best.outcome))),
  );

type Completion = FactValues["gitlab/completion"];

/** Called a success, and no suggestion in it: a page, nothing, half of one, another thing's JSON. */
export const hollow = (value: Completion): boolean => value.status >= 200 && value.status < 300 && !value.timedOut && (value.form !== "json" || (value.text === null && !value.noChoices));

/** A completion is such a success, and neither GitLab nor the gateway says that it is its own. */
export const strangerCompletes = (see: See, ...forms: readonly Completion["form"][]): Term =>
  ifSeen(see("gitlab/completion", (value) => hollow(value) && !value.fromGitlab && !value.fromGateway && (forms.length === 0 || forms.includes(value.form))));

/** A proxy says that it gets no answer from what is behind it. */
export const proxyWithoutBackend = (see: See): Term =>
  all(see("gateway/health", (value) => value.proxyError), see("gateway/identity", (value) => value.kind === "proxy-page"), unlessSeen(gitlabWorks(see)));

/** Something else than the gateway's own server speaks first at its address. */
export const proxyBeforeGateway = (see: See): Term => see("gateway/health", (value) => value.good && value.server !== null && !value.server.startsWith("uvicorn"));
