import { all, any, type Term, unlessSeen } from "../core/truth.ts";
import type { Read, See } from "../facts/rules.ts";
import type { FactValues } from "../facts/values.generated.ts";
import { licenceNotBad } from "./licence.ts";
import { strangerCompletes } from "./network.ts";

/** What GitLab itself shows: its routes, its health check, the address that it has for the gateway. */

const loopbackHost = /^(?:localhost|.*\.localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|0\.0\.0\.0|::1|\[::1\])$/iu;
export const isLoopbackUrl = (url: string): boolean => URL.canParse(url) && loopbackHost.test(new URL(url).hostname);

/** Names under which a machine reaches itself and nothing else; other addresses of 127.0.0.0/8 may well be another party's. */
export const namesItself = (host: string): boolean => ["localhost", "127.0.0.1", "0.0.0.0", "::1", "[::1]"].includes(host.toLowerCase());

/** The token route was granted: licence, add-on, seat, gateway, keys and signing key are all good for this account. */
export const granted = (see: See): Term => see("gitlab/token-route", (route) => route.outcome === "granted" || route.statuses.includes(201));

/** A code completion through GitLab was answered. */
export const completionWorks = (see: See): Term => see("gitlab/completion", (completion) => completion.status === 200);

/** GitLab had no HTTP answer from the gateway when it asked for an editor token. */
export const gitlabGotNoAnswer = (see: See): Term => see("gitlab/token-route", (route) => route.outcome === "no-answer" && !route.statuses.includes(201));

/** The worker gets the gateway's own good health answer at the address that GitLab uses. */
export const gatewayHealthy = (see: See): Term => all(see("gateway/health", (health) => health.good), see("gateway/address", (address) => address.source !== "configuration"));

/** The only address of the gateway that is known, GitLab's own where GitLab tells, does not answer as a gateway. */
export const gitlabsAddressIsWrong = (see: See): Term =>
  all(see("gateway/address", (address) => address.source !== "configuration" || address.gitlabUses === null), see("gateway/health", (health) => !health.good && health.result.kind === "answer"), unlessSeen(granted(see)));

type HealthRow = FactValues["gitlab/health-check"]["probes"][number];
const isRow = (row: HealthRow, name: string): boolean => row.name.replace(/_probe$/u, "") === name;

/** A row of GitLab's health check failed, by its name without `_probe`. */
export const healthRowFails = (see: See, name: string): Term => see("gitlab/health-check", (check) => check.probes.some((row) => isRow(row, name) && !row.success));

/** A row of the health check is good; silence of the check is no evidence against. */
export const healthRowGood = (see: See, name: string): Term => see("gitlab/health-check", (check) => check.probes.some((row) => isRow(row, name) && row.success) || undefined);

/** A row of the health check whose name is given and whose text holds the words. */
export const healthRowSays = (see: See, name: string, ...words: readonly string[]): Term =>
  see("gitlab/health-check", (check) => {
    const row = check.probes.find((one) => isRow(one, name));
    if (row === undefined) return check.state === "answered" ? false : undefined;
    const said = [row.message, ...row.errors].join(" ").toLowerCase();
    return words.some((word) => said.includes(word.toLowerCase()));
  });

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

/** The stored or handed-out address, for sentences. */
export const gatewayAddress = (read: Read): string | undefined => read("gitlab/duo-settings")?.aiGatewayUrl ?? read("gateway/address")?.gitlabUses ?? undefined;

/** GitLab does not stand at the address that duo-triage was given for it: another scheme, another host. */
export const gitlabElsewhere = (see: See): Term => see("gitlab/address", (address) => address.fault !== null);

/** Something that is not GitLab answers whatever is asked of it, with the token and without: a login wall, another web page, another API. */
export const strangerForGitlab = (see: See): Term =>
  all(
    see("gitlab/front", (front) => !front.alive && !front.down && front.metadata.kind === "answer"),
    see("gitlab/discovery", ({ atRoot }) => atRoot.form === "not-json" || (atRoot.form === "json" && atRoot.issuer === null && atRoot.jwksUri === null)),
    unlessSeen(see("gitlab/token", (token) => token.rung !== "none")),
    unlessSeen(see("gitlab/version", () => true)),
    unlessSeen(gitlabElsewhere(see)),
  );

/** GitLab has an answer to a chat question, without an error and without a word. Where a stranger answers in the gateway's place, that is its doing. */
export const chatIsEmpty = (see: See): Term => all(see("gitlab/chat", (chat) => chat.answered && chat.code === null && (chat.text ?? "").trim() === ""), unlessSeen(strangerCompletes(see)));

/** GitLab publishes a key list, and no key is in it. */
export const noKeysPublished = (see: See): Term => see("gitlab/discovery", (discovery) => discovery.keys?.form === "json" && discovery.keys.kids !== null && discovery.keys.kids.length === 0);

/** Equal calls of GitLab in one run: some got a token from the gateway, and some failed at once without any answer. */
export const someNodesCutOff = (see: See): Term => see("gitlab/token-again", (again) => again.granted > 0 && again.cutOff > 0);

/** Another call of GitLab, token and all, had an answer of the gateway in this run. */
export const gitlabCallPasses = (see: See): Term =>
  any(see("gitlab/completion", (completion) => (completion.status === 200 && completion.form === "json") || completion.fromGateway), see.some("gitlab/connection-check", (check) => ["success", "model-code", "suggestion"].includes(check.best.outcome)));

/** GitLab gives up at once although nothing shows that the gateway is out of reach: it may never have sent a packet. */
export const givesUpAtOnce = (see: See): Term =>
  all(gitlabGotNoAnswer(see), see("gitlab/token-route", (route) => route.ms < 2500), unlessSeen(see("gateway/health", (health) => !health.good)), unlessSeen(see("gitlab/health-check", (check) => check.gatewayHost !== null && check.gatewayHost.state !== "reachable")));

/** GitLab could not make the token that it wanted to send: it fails at once, and the gateway can be reached or there is no key at all. */
export const noTokenMade = (see: See): Term =>
  all(givesUpAtOnce(see), unlessSeen(gitlabCallPasses(see)), any(see("gitlab/health-check", (check) => (check.gatewayHost === null ? undefined : check.gatewayHost.state === "reachable")), noKeysPublished(see)));

/** Which address GitLab has for the gateway cannot be seen with this token, and GitLab's health check, which would tell, neither. */
export const addressHidden = (see: See): Term =>
  all(see.absent("gitlab/duo-settings", "not-permitted"), see("gitlab/token-route", (route) => route.baseUrl === null), unlessSeen(see("gitlab/health-check", (check) => check.gatewayHost !== null)));

/**
 * GitLab gets no answer of its gateway, the worker gets a good one of the address that it was told, and neither GitLab's address nor how it fails
 * can be seen: whatever keeps GitLab alone from its gateway is possible, each trouble of the way and of the address.
 */
export const failsUnseen = (see: See): Term => all(addressHidden(see), gitlabGotNoAnswer(see), see("gateway/health", (health) => health.good));

/** The same, and GitLab gives up too late for an address that it refuses to call, and soon enough for packets that vanish: its limit was reached. */
export const waitsUnseen = (see: See): Term => all(failsUnseen(see), see("gitlab/token-route", (route) => route.ms >= 2500));

/** Something answers GitLab that gives no token, while the gateway that the worker knows is good and holds keys: GitLab may ask another address. */
export const strangerAnswersGitlab = (see: See): Term =>
  all(
    see("gitlab/token-route", (route) => route.outcome === "refused" || route.outcome === "no-token"),
    see("gateway/health", (health) => health.good),
    see("gateway/junk-token", (junk) => junk.state === "keys"),
    // Another request of GitLab's went the same way and has the gateway's own marks.
    unlessSeen(see("gitlab/completion", (completion) => completion.fromGateway)),
  );

/** GitLab itself answers a completion with 429, and no run of ours in the last ten minutes can have used up the limit. */
export const limitedByGitlab = (see: See): Term =>
  all(see("gitlab/completion", (completion) => completion.status === 429 && completion.fromGitlab), any(see.absent("gitlab/earlier", "not-applicable"), see("gitlab/earlier", (earlier) => see.today.getTime() - Date.parse(earlier.lastRunAt) > 600_000)));
