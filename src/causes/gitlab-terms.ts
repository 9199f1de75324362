import type { Read, See } from "../facts/rules.ts";
import { all, any, type Term, unlessSeen } from "../core/truth.ts";
import type { FactValues } from "../facts/values.generated.ts";

/** Terms that several causes of GitLab and its licence share. */

type Features = Extract<FactValues["gitlab/feature-settings"], { state: "read" }>["features"];
export type Feature = Features[number];

/** A term that rests on what a person reported, or on the profile: no fact is read. */
export const given = (truth: boolean): Term => ({ truth: truth ? "holds" : "refuted", evidence: [], missing: [], reads: [] });

/** One of these codes or symptoms was reported with the question. */
export const reported = (see: See, ...ids: readonly string[]): Term => given(ids.some((id) => see.reported.includes(id)));

/** Features of the settings; open when GitLab could not read them. */
export const features = (see: See, holds: (list: Features) => boolean | undefined): Term => see("gitlab/feature-settings", (value) => (value.state === "read" ? holds(value.features) : undefined));

const loopbackHost = /^(?:localhost|.*\.localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|0\.0\.0\.0|::1|\[::1\])$/iu;
export const isLoopbackUrl = (url: string): boolean => URL.canParse(url) && loopbackHost.test(new URL(url).hostname);

/** Names under which a machine reaches itself and nothing else; other addresses of 127.0.0.0/8 may well be another party's. */
export const namesItself = (host: string): boolean => ["localhost", "127.0.0.1", "0.0.0.0", "::1", "[::1]"].includes(host.toLowerCase());

/** The token route was granted: licence, add-on, seat, gateway, keys and signing key are all good for this account. */
export const granted = (see: See): Term => see("gitlab/token-route", (route) => route.outcome === "granted" || route.statuses.includes(201));

/** GitLab itself had an answer of the gateway in this run, by any of its calls. */
export const gitlabReachedGateway = (see: See): Term =>
  any(
    see("gitlab/token-route", (route) => route.outcome === "granted" || route.outcome === "refused" || route.statuses.includes(201) || route.statuses.includes(503)),
    see("gitlab/health-check", (check) => (check.gatewayHost === null ? undefined : check.gatewayHost.state === "reachable")),
    see("gitlab/completion", (completion) => completion.status === 200 || completion.fromGateway),
    see.some("gitlab/connection-check", (check) => ["success", "model-code", "gateway-code", "suggestion"].includes(check.best.outcome)),
  );

/** GitLab had no HTTP answer from the gateway when it asked for an editor token. */
export const gitlabGotNoAnswer = (see: See): Term => see("gitlab/token-route", (route) => route.outcome === "no-answer" && !route.statuses.includes(201));

/** The worker gets the gateway's own good health answer at the address that GitLab uses. */
export const gatewayHealthy = (see: See): Term => all(see("gateway/health", (health) => health.good), see("gateway/address", (address) => address.source !== "configuration"));

/** The only address of the gateway that is known, GitLab's own where GitLab tells, does not answer as a gateway. */
export const gitlabsAddressIsWrong = (see: See): Term =>
  all(see("gateway/address", (address) => address.source !== "configuration" || address.gitlabUses === null), see("gateway/health", (health) => !health.good && health.result.kind === "answer"), unlessSeen(granted(see)));

const duoNames = ["CODE_SUGGESTIONS", "DUO_ENTERPRISE"];
/** Add-ons with seats for people: Duo Pro and Duo Enterprise, under today's names or later spellings of them. */
export const isDuoAddOn = (name: string): boolean => duoNames.includes(name) || name.includes("DUO_PRO") || name.includes("DUO_ENTERPRISE");

/** `today` as YYYY-MM-DD. */
export const dayOf = (see: See): string => see.today.toISOString().slice(0, 10);

export const licenceExpired = (see: See): Term => see("gitlab/licence", (licence) => licence.present && (licence.expired === true || (licence.expired === null && licence.expiresAt !== null && licence.expiresAt < dayOf(see))));

export const licenceMissing = (see: See): Term => any(see("gitlab/licence", (licence) => !licence.present), see("gitlab/version", (version) => version.enterprise === false));

/** Nothing is wrong with the licence itself, as far as it was seen. */
export const licenceNotBad = (see: See): Term => all(unlessSeen(licenceExpired(see)), unlessSeen(licenceMissing(see)));

export const offlineLicence = (see: See): Term => see("gitlab/licence", (licence) => (licence.type === null ? undefined : licence.type.includes("offline")));
export const onlineLicence = (see: See): Term => see("gitlab/licence", (licence) => (licence.type === null ? undefined : licence.type.includes("online")));

/** A row of the health check whose name is given and whose text holds the words. */
export const healthRowSays = (see: See, name: string, ...words: readonly string[]): Term =>
  see("gitlab/health-check", (check) => {
    const row = check.probes.find((probe) => probe.name === name || probe.name === `${name}_probe`);
    if (row === undefined) return check.state === "answered" ? false : undefined;
    const said = [row.message, ...row.errors].join(" ").toLowerCase();
    return words.some((word) => said.includes(word.toLowerCase()));
  });

/** The token's own account is the one to judge. */
const ownAccount = (see: See): Term => any(see("gitlab/seat", (seat) => !seat.configured), see("gitlab/user-access", (access) => access.isProbeUser));

/** The account to judge holds no seat, and nothing shows that its features work all the same. */
export const judgedAccountHasNoSeat = (see: See): Term =>
  all(
    see("gitlab/seat", (seat) => seat.assigned.length === 0),
    any(
      see("gitlab/seat", (seat) => seat.configured),
      see("gitlab/token-route", (route) => route.outcome === "not-entitled"),
      see("gitlab/user-access", (access) => access.chatAvailable === false && access.codeSuggestionsAvailable === false),
    ),
    unlessSeen(all(ownAccount(see), any(granted(see), see("gitlab/completion", (completion) => completion.status === 200)))),
  );

/** With the account's own token alone: GitLab grants it nothing, and why cannot be read without an administrator's token. */
export const deniedWithoutAdmin = (see: See): Term =>
  all(
    see.absent("gitlab/licence", "not-permitted"),
    see("gitlab/user-access", (access) => access.isProbeUser && access.codeSuggestionsAvailable !== true && access.chatAvailable !== true && (access.codeSuggestionsAvailable === false || access.chatAvailable === false)),
    see("gitlab/token-route", (route) => route.outcome === "not-entitled"),
  );

/** GitLab's version lies between two releases, both included (`[19, 2]`). */
export const versionBetween = (see: See, from: readonly [number, number], to: readonly [number, number]): Term =>
  see("gitlab/version", (version) => {
    const at = version.major * 1000 + version.minor;
    return at >= from[0] * 1000 + from[1] && at <= to[0] * 1000 + to[1];
  });

/** Both addresses of the Duo settings are known to this GitLab and empty, although self-hosted models are entered. */
export const gatewayUrlEmpty = (see: See): Term =>
  all(
    see("gitlab/duo-settings", (settings) => settings.knows.aiGatewayUrl && settings.aiGatewayUrl === null),
    see("gitlab/models", (models) => models.models.length > 0),
    licenceNotBad(see),
  );

/** GitLab is entirely out of the worker's reach, though the worker itself is online. */
export const gitlabOutOfReach = (see: See): Term =>
  all(see("worker/sentinel", (sentinel) => sentinel.reachable), see("gitlab/reach", (reach) => ["name-not-found", "resolver-failed", "refused", "connect-timeout", "unreachable", "reset"].includes(reach.state)));

/** The worker's clock is off against GitLab's and the gateway's alike, which agree with each other. */
export const workerClockOff = (see: See): Term =>
  see("worker/clock", (clock) => {
    if (clock.gitlab === null || clock.gateway === null) return undefined;
    const slack = clock.gitlab.uncertaintyMs + clock.gateway.uncertaintyMs;
    return Math.abs(clock.gitlab.offsetMs - clock.gateway.offsetMs) <= 2000 + slack && Math.abs(clock.gitlab.offsetMs) - clock.gitlab.uncertaintyMs > 5000 && Math.abs(clock.gateway.offsetMs) - clock.gateway.uncertaintyMs > 5000;
  });

/** GitLab's clock, and only GitLab's, is off so far that tokens signed by it are not valid: ahead, or behind by more than their hour. */
export const gitlabClockOff = (see: See): Term =>
  see("worker/clock", (clock) => {
    if (clock.gitlab === null || clock.gateway === null) return undefined;
    const ahead = clock.gitlab.offsetMs - clock.gitlab.uncertaintyMs > 5000;
    const behind = -clock.gitlab.offsetMs - clock.gitlab.uncertaintyMs > 3_600_000 - 5000;
    return (ahead || behind) && Math.abs(clock.gateway.offsetMs) <= 2000 + clock.gateway.uncertaintyMs;
  });

/** The stored or handed-out address, for sentences. */
export const gatewayAddress = (read: Read): string | undefined => read("gitlab/duo-settings")?.aiGatewayUrl ?? read("gateway/address")?.gitlabUses ?? undefined;

/** GitLab publishes a key list, and no key is in it. */
export const noKeysPublished = (see: See): Term => see("gitlab/discovery", (discovery) => discovery.keys?.form === "json" && discovery.keys.kids !== null && discovery.keys.kids.length === 0);

/** Another call of GitLab, token and all, had an answer of the gateway in this run. */
export const gitlabCallPasses = (see: See): Term =>
  any(see("gitlab/completion", (completion) => completion.status === 200 || completion.fromGateway), see.some("gitlab/connection-check", (check) => ["success", "model-code", "suggestion"].includes(check.best.outcome)));

/** GitLab gives up at once although nothing shows that the gateway is out of reach: it may never have sent a packet. */
export const givesUpAtOnce = (see: See): Term =>
  all(gitlabGotNoAnswer(see), see("gitlab/token-route", (route) => route.ms < 2500), unlessSeen(see("gateway/health", (health) => !health.good)), unlessSeen(see("gitlab/health-check", (check) => check.gatewayHost !== null && check.gatewayHost.state !== "reachable")));

/** GitLab could not make the token that it wanted to send: it fails at once, and the gateway can be reached or there is no key at all. */
export const noTokenMade = (see: See): Term =>
  all(givesUpAtOnce(see), unlessSeen(gitlabCallPasses(see)), any(see("gitlab/health-check", (check) => (check.gatewayHost === null ? undefined : check.gatewayHost.state === "reachable")), noKeysPublished(see)));

/** Which address GitLab has for the gateway cannot be seen with this token, and GitLab's health check, which would tell, neither. */
export const addressHidden = (see: See): Term =>
  all(see.absent("gitlab/duo-settings", "not-permitted"), see("gitlab/token-route", (route) => route.baseUrl === null), unlessSeen(see("gitlab/health-check", (check) => check.gatewayHost !== null)));

/** Something answers GitLab that gives no token, while the gateway that the worker knows is good and holds keys: GitLab may ask another address. */
export const strangerAnswersGitlab = (see: See): Term =>
  all(see("gitlab/token-route", (route) => route.outcome === "refused" || route.outcome === "no-token"), see("gateway/health", (health) => health.good), see("gateway/junk-token", (junk) => junk.state === "keys"));
