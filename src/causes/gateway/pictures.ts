import type { HttpResult, Reason } from "../../core/probe-answer.ts";
import { all, any, not, type Term, unlessSeen } from "../../core/truth.ts";
import type { FactValues } from "../../facts/values.generated.ts";
import type { See } from "../../facts/rules.ts";

/** Pictures that several causes of this side of the stack share: what GitLab says of its way, what the worker sees, how tokens fare. */

type Check = FactValues["gitlab/connection-check"]["best"];
type HostState = NonNullable<FactValues["gitlab/health-check"]["gatewayHost"]>["state"];
type ReachState = FactValues["gateway/reach"]["state"];

const anyCheck = (see: See, holds: (best: Check) => boolean): Term => see.some("gitlab/connection-check", (value) => holds(value.best));

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
    anyCheck(see, (best) => best.outcome === "model-code"),
    all(anyCheck(see, (best) => best.outcome === "success"), unlessSeen(strangerAnswers(see))),
    see("gitlab/completion", (value) => (value.fromGateway && value.status === 200) || undefined),
  );

/** GitLab's own view: name, connection and handshake are good, whatever answers there. */
export const gitlabReaches = (see: See): Term =>
  any(
    see("gitlab/health-check", (value) => (value.gatewayHost === null ? undefined : value.gatewayHost.state === "reachable")),
    gitlabWorks(see),
    see("gitlab/token-route", (value) => value.outcome === "refused" || value.outcome === "no-token" || undefined),
    anyCheck(see, (best) => best.outcome === "gateway-code"),
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

/** GitLab got no HTTP answer of the gateway's address. */
export const gitlabFails = (see: See): Term =>
  any(see("gitlab/token-route", (value) => value.outcome === "no-answer" || undefined), gitlabMeets(see, "name-not-found", "refused", "timeout", "certificate", "tls", "not-tls", "reset"));

/** The probed address is GitLab's own, not only the configuration's. */
export const fromGitlab = (see: See): Term => see("gateway/address", (value) => value.source !== "configuration");

/** The way from the worker ends in one of these states. */
export const workerMeets = (see: See, ...states: readonly ReachState[]): Term => see("gateway/reach", (value) => states.includes(value.state));

export const healthGood = (see: See): Term => see("gateway/health", (value) => value.good);

/** The address fails for the worker, and nothing speaks for GitLab getting through. */
export const notOnlyTheWorker = (see: See): Term => unlessSeen(gitlabReaches(see));

/** A gateway answers on another port of the same host. */
export const ownPortGood = (see: See): Term => see("gateway/elsewhere", (value) => value.tried.some((one) => one.change === "other-port" && one.good && one.gateway));

/** The gateway stood still for seconds and is quick again: a fetch of keys from somewhere that does not answer keeps all of it waiting. */
export const stoodStill = (see: See, stillMs = 2000): Term =>
  any(
    see("gateway/junk-token", (value) => value.first.ms >= stillMs && value.second !== null && value.second.ms < 1000),
    see("gateway/health", (value) => value.good && (value.firstByteMs[0] ?? 0) >= stillMs && value.firstByteMs.slice(1).some((ms) => ms < 500)),
  );

/** How an exchange failed; undefined for answers. */
export const failureOf = (result: HttpResult): Reason | undefined => (result.kind === "failure" ? result.reason : undefined);

/** GitLab's tokens reach the gateway and are refused as forged, expired or for somebody else. */
export const tokensRefused = (see: See): Term =>
  any(
    anyCheck(see, (best) => best.outcome === "gateway-code" && best.code === 401),
    see("gitlab/completion", (value) => value.status === 401 && !value.fromGitlab && value.said === "Forbidden by auth provider"),
  );

/** At least one of GitLab's tokens is accepted. */
export const tokensAccepted = (see: See): Term =>
  any(
    see("gitlab/token-route", (value) => value.outcome === "granted" || undefined),
    anyCheck(see, (best) => best.outcome === "success" || best.outcome === "model-code"),
    see("gitlab/completion", (value) => (value.status === 200 && value.fromGateway) || undefined),
  );

/** The gateway holds no key at all. */
export const noKeys = (see: See): Term => see("gateway/junk-token", (value) => value.state === "no-keys");

/** The gateway holds some key, and none that fits GitLab's tokens. */
export const wrongKeys = (see: See): Term => all(see("gateway/junk-token", (value) => value.state === "keys"), tokensRefused(see), unlessSeen(tokensAccepted(see)), unlessSeen(clocksApart(see)), headersPass(see));

/** Either of the two: what a broken way from the gateway to GitLab's keys brings about. */
export const keysMissing = (see: See): Term => any(noKeys(see), wrongKeys(see));

/** Headers of a token arrive whole. */
const headersPass = (see: See): Term => unlessSeen(see("gitlab/completion", (value) => value.status === 401 && !value.fromGitlab && value.said !== null && /^Header (?:mismatch|is missing)|^No authorization header|^Invalid authentication token type/u.test(value.said)));

/** The worker gets a good discovery document with keys from GitLab, where the gateway asks for it. */
export const discoveryGood = (see: See): Term => see("gitlab/discovery", (value) => value.atRoot.form === "json" && value.atRoot.jwksUri !== null && value.keys !== null && (value.keys.kids?.length ?? 0) > 0);

/** Seconds that a token's start lies in the past when GitLab hands it out, and its life: outside of them tokens do not count. */
const toleratedBehindMs = 5000;
const toleratedAheadMs = 3_600_000;

/** Gateway's clock against GitLab's, ms; positive = the gateway is ahead. Undefined where one of them was not seen. */
export function gatewayAheadMs(clock: FactValues["worker/clock"]): { ms: number; uncertaintyMs: number } | undefined {
  if (clock.gateway === null || clock.gitlab === null) return undefined;
  return { ms: clock.gateway.offsetMs - clock.gitlab.offsetMs, uncertaintyMs: clock.gateway.uncertaintyMs + clock.gitlab.uncertaintyMs };
}

/** The two clocks differ by more than a token bears. */
export const clocksApart = (see: See): Term =>
  see("worker/clock", (value) => {
    const ahead = gatewayAheadMs(value);
    if (ahead === undefined) return undefined;
    return ahead.ms + ahead.uncertaintyMs < -toleratedBehindMs || ahead.ms - ahead.uncertaintyMs > toleratedAheadMs;
  });

/** Connection refused at the gateway's address for the worker, or for GitLab where the worker gets no answer either. No gateway answers near by. */
export const refused = (see: See): Term =>
  all(
    any(workerMeets(see, "refused"), all(gitlabMeets(see, "refused"), unlessSeen(healthGood(see)))),
    notOnlyTheWorker(see),
    unlessSeen(gitlabMeets(see, "name-not-found", "certificate", "timeout")),
    unlessSeen(see("gateway/elsewhere", (value) => value.tried.some((one) => one.good && one.gateway && one.change !== "configured-address"))),
  );

/** A proxy says that it gets no answer from what is behind it. */
export const proxyWithoutBackend = (see: See): Term =>
  all(see("gateway/health", (value) => value.proxyError), see("gateway/identity", (value) => value.kind === "proxy-page"), unlessSeen(gitlabWorks(see)));

/** The agent service of the same container answers: the container lives, its HTTP half does not. */
export const agentPortOpen = (see: See): Term => all(see("agent/address", (value) => value.besideGateway === true), see("agent/reach", (value) => value.state === "open"));

/** The whole container gives no sign of life, as far as that was seen. */
export const agentPortNotOpen = (see: See): Term => unlessSeen(agentPortOpen(see));

/** The agent service's port refuses, or nobody looked. */
export const agentPortMayBeOpen = (see: See): Term => unlessSeen(all(see("agent/address", (value) => value.besideGateway === true), see("agent/reach", (value) => value.state !== "open")));

/** A completion dies in the gateway although the model answers the connection check: the code routes alone are broken. */
export const onlyCodeBroken = (see: See): Term =>
  all(
    see("gitlab/completion", (value) => value.status === 500 && !value.fromGitlab && !value.fromGateway && value.form === "text" && !value.timedOut && value.ms < 5000),
    any(
      see("gateway/code-route", (value) => value.crashes),
      all(anyCheck(see, (best) => best.outcome === "success"), not(anyCheck(see, (best) => best.outcome === "gateway-code" || best.outcome === "model-code"))),
    ),
    unlessSeen(see("gateway/code-route", (value) => !value.crashes)),
    unlessSeen(someReplicaWithoutKeys(see)),
  );

/** A request that met a replica without keys is 500 too, whatever its route. */
export const someReplicaWithoutKeys = (see: See): Term => see("gateway/junk-token", (value) => value.first.state === "no-keys" || value.second?.state === "no-keys" || value.repeated.includes("no-keys"));

/** Releases as numbers, for comparing. */
export function releaseNumber(release: string): number {
  const [major = 0, minor = 0] = release.split(".").map(Number);
  return major * 1000 + minor;
}
