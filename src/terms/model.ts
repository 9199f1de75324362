import { all, any, ifSeen, not, type Term, unlessSeen } from "../core/truth.ts";
import type { See } from "../facts/rules.ts";
import type { FactValues } from "../facts/values.generated.ts";
import { heldUpByItself, someReplicaWithoutKeys } from "./gateway.ts";
import { gitlabReaches } from "./network.ts";

/**
 * The model leg. What the gateway sees decides whether there is a fault; what the worker sees at the model
 * server says which one.
 */

type Endpoint = FactValues["model/endpoint"];
type Check = FactValues["gitlab/connection-check"]["best"];
type About = NonNullable<FactValues["gateway/chat"]["about"]>;
type ReachState = FactValues["model/reach"]["state"];
type Spoken = FactValues["model/chat"]["first"];
type Contrast = FactValues["gitlab/connection-contrast"]["contrasts"][number];

// Times of the gateway's own retries (18.11 and later): 39 s where the model's answer cannot be used, 44 s where none came.
const unusableFromMs = 36_000;
const deadFromMs = 41_900;
// GitLab's open timeout is 10 s at most: a longer wait means that the gateway had taken the question.
const takenFromMs = 12_000;
// GitLab 18.x waits 3 s; with more than this the model was silent for longer than a dead one takes.
const longSilenceMs = 50_000;
// A change of one stored value that would help shows long before this.
const asideMs = 25_000;
// A refusal that is not tried again comes at once, the quickest of the others, 403, after 4 s: between the two limits a busy machine leaves both open.
const triedAgainFromMs = 3500;
const quickMs = 6000;
// Nobody waits that long for a completion; chat gives the model 30 s to its first word.
const tooLongMs = 30_000;

export const stored = (see: See, holds: (endpoint: Endpoint) => boolean | undefined): Term => see("model/endpoint", holds);

/** Something is assigned to the model, or nobody tells. */
export const used = (see: See): Term => stored(see, (endpoint) => endpoint.features === null || endpoint.features.length > 0);
export const usedFor = (see: See, form: RegExp): Term => stored(see, (endpoint) => endpoint.features === null || endpoint.features.some((feature) => form.test(feature)));
export const chatFeature = /^(?:duo_chat|chat)/u;
export const agentFeature = /^duo_agent_platform/u;

/** The stored values can be used: what fails then is the way or the server. */
export const sound = (see: See): Term => stored(see, (endpoint) => endpoint.problems.length === 0 && !endpoint.droppedByGateway && !endpoint.endpointIgnored && endpoint.endpoint !== null && endpoint.providerKnown);

/** A code of the model that is no fault: no key was sent, and GitLab has one. A LiteLLM proxy without a database says 400 then; Azure has 401 for it alone. */
const forWantOfKey = (endpoint: Endpoint, code: number | null, withKey: boolean): boolean => (code === 401 || (code === 403 && endpoint.provider !== "azure") || code === 400) && endpoint.hasApiToken === true && !withKey && endpoint.providerKnown;

/** The gateway got an answer from the model. */
export const gatewayGood = (see: See): Term =>
  any(
    see("gitlab/connection-check", (check) => check.best.outcome === "success" || check.withoutKey?.outcome === "success"),
    see("gateway/model-check", (check) => check.outcome === "ok"),
  );

/** So it did for GitLab's check, or for a code completion with the key that GitLab stores, which the check does without where duo-triage lacks the key. */
export const gatewayAnswers = (see: See): Term =>
  any(gatewayGood(see), see.both("gitlab/completion", "model/endpoint", (completion, endpoint) => completion.status === 200 && (completion.text ?? "") !== "" && endpoint.features?.includes("code_completions") === true));

const busyStill = (best: Check): boolean => best.outcome === "unanswered" || (best.outcome === "wait" && (best.exception === null || best.exception === "read-timeout")) || (best.outcome === "raw" && best.exception === "read-timeout");

/** GitLab's check had no answer of the gateway in time, and the gateway had taken the question. */
const waited = (see: See, holds: (ms: number) => boolean = () => true): Term =>
  all(
    see("gitlab/connection-check", (check) => busyStill(check.best) && check.best.ms >= 2500 && holds(check.best.ms)),
    any(see("gitlab/connection-check", (check) => check.best.exception === "read-timeout" || check.best.ms >= takenFromMs || undefined), gitlabReaches(see)),
    // A gateway that lets the worker's own health question wait is itself what GitLab waits for.
    unlessSeen(see.both("gateway/reach", "gateway/health", (reach, health) => reach.state === "open" && !health.good)),
  );

/** The model server (or the way to it) gave one of these codes to the gateway, and a missing key does not explain it. */
export const gatewayGot = (see: See, ...codes: readonly number[]): Term =>
  any(
    see.both("gitlab/connection-check", "model/endpoint", (check, endpoint) => check.best.outcome === "model-code" && check.best.code !== null && codes.includes(check.best.code) && !forWantOfKey(endpoint, check.best.code, check.best.withKey)),
    see.both("gateway/model-check", "model/endpoint", (check, endpoint) => check.outcome === "model-code" && check.code !== null && codes.includes(check.code) && !forWantOfKey(endpoint, check.code, check.withKey)),
    see.both("gateway/chat", "model/endpoint", (chat, endpoint) => chat.outcome === "error" && chat.code !== null && codes.includes(chat.code) && !["no-connection", "cloud-credentials", "missing-credentials", "provider"].includes(chat.about ?? "") && !forWantOfKey(endpoint, chat.code, chat.withKey)),
  );

/** What the model's own words, handed on by the gateway's chat, are about; a LiteLLM proxy's report of its upstream is another matter. */
export const gatewayHeard = (see: See, ...abouts: readonly About[]): Term => see("gateway/chat", (chat) => chat.outcome === "error" && !chat.throughRouter && chat.about !== null && abouts.includes(chat.about));

/** The gateway's words for a model say something else than these. */
const heardOther = (see: See, ...abouts: readonly About[]): Term => see("gateway/chat", (chat) => chat.outcome === "error" && chat.about !== null && !abouts.includes(chat.about));

/** The gateway got no HTTP answer of the model, or only 500 or 503: the ends of a dead model that look alike from outside. */
export const gatewayMeetsDead = (see: See): Term =>
  all(
    any(
      see("gitlab/connection-check", (check) => check.best.outcome === "model-code" && check.best.code === 500 && (check.best.ms < unusableFromMs || check.best.ms >= deadFromMs)),
      waited(see, (ms) => ms < longSilenceMs),
      see("gateway/model-check", (check) => (check.outcome === "model-code" && check.code === 500 && check.ms >= deadFromMs) || (check.outcome === "no-answer" && check.streamCutAfterMs !== null && check.streamCutAfterMs >= 900)),
      gatewayHeard(see, "no-connection"),
    ),
    unlessSeen(heardOther(see, "no-connection")),
    // Another code than 500 is an answer.
    unlessSeen(see("gitlab/connection-check", (check) => check.best.outcome === "model-code" && check.best.code !== 500)),
    unlessSeen(gatewayGood(see)),
  );

/** The gateway got no HTTP answer of a model whose settings are sound. */
export const noAnswer = (see: See): Term => all(gatewayMeetsDead(see), sound(see));

/** GitLab put the very question to the gateway that the worker waited for in vain, without the key as well, and heard a code of the model: the gateway was busy with itself. */
const sameAsked = (see: See): Term => see.both("gitlab/connection-check", "gateway/model-check", (check, own) => !own.withKey && check.withoutKey?.outcome === "model-code" && check.withoutKey.code !== 408 && check.withoutKey.code !== 500);

/** The gateway waits and waits: longer than a dead model takes, or up to a short limit of GitLab. */
export const gatewayMeetsSilence = (see: See): Term =>
  all(
    any(
      gatewayGot(see, 408),
      waited(see, (ms) => ms >= longSilenceMs || ms < unusableFromMs),
      all(see("gateway/model-check", (check) => check.outcome === "no-answer" && check.streamCutAfterMs === null && check.ms >= 25_000), unlessSeen(sameAsked(see))),
      see("gateway/chat", (chat) => chat.outcome === "no-answer" && chat.ms >= 20_000),
      gatewayHeard(see, "timed-out"),
    ),
    unlessSeen(heardOther(see, "timed-out")),
    unlessSeen(gatewayGood(see)),
    sound(see),
  );

/** An answer came and could not be used: the gateway tries for 39 s, or streams nothing. */
export const gatewayMeetsUnusable = (see: See): Term =>
  all(
    any(
      see("gitlab/connection-check", (check) => check.best.outcome === "model-code" && check.best.code === 500 && check.best.ms >= unusableFromMs && check.best.ms < deadFromMs),
      see("gateway/chat", (chat) => chat.outcome === "silent" || (chat.outcome === "error" && chat.about === "unusable-answer")),
      see("gateway/model-check", (check) => check.outcome === "no-answer" && check.streamCutAfterMs === null && check.ms < 20_000),
    ),
    unlessSeen(gatewayGood(see)),
  );

/** Something is wrong on the leg as the gateway sees it, or nobody could ask the gateway: then the worker's own measurement stands alone. */
export const notGood = (see: See): Term => unlessSeen(gatewayGood(see));

/** Bedrock refused, and the gateway's library made a bare 500 of it, as it does of several refusals of that cloud: seen with access denied and with an identifier that AWS does not take. */
export const bedrockRefusalHidden = (see: See): Term => all(provider(see, "bedrock"), gatewayGot(see, 500), notGood(see));

/** The gateway's check fails in whatever way. */
export const gatewayBad = (see: See): Term =>
  all(
    any(
      see.both("gitlab/connection-check", "model/endpoint", (check, endpoint) => check.best.outcome === "suggestion" || (check.best.outcome === "model-code" && !forWantOfKey(endpoint, check.best.code, check.best.withKey))),
      waited(see),
      see.both("gateway/model-check", "model/endpoint", (check, endpoint) => check.outcome === "model-code" && !forWantOfKey(endpoint, check.code, check.withKey)),
      all(see("gateway/model-check", (check) => check.outcome === "no-answer"), unlessSeen(sameAsked(see))),
      see.both("gitlab/connection-check", "gateway/junk-token", (check, junk) => check.best.outcome === "gateway-code" && check.best.code === 500 && junk.state === "keys"),
    ),
    unlessSeen(gatewayGood(see)),
  );

/** The gateway's own classic chat works, so what it sends is accepted. */
export const gatewayChats = (see: See): Term => see("gateway/chat", (chat) => chat.outcome === "answer");

export const reached = (see: See, ...states: readonly ReachState[]): Term => see("model/reach", (reach) => states.includes(reach.state));

/** Somebody before the model server asks for a login of his own: a page or a challenge, not the words of an API. */
export const loginBefore = (see: See): Term => see("model/list", (list) => list.stored.state === "html" && list.stored.result.kind === "answer" && (list.stored.result.status === 401 || list.stored.result.status === 403));

/** The endpoint is the address of the gateway itself, entered in the wrong field. */
export const leadsToGateway = (see: See): Term =>
  see.both("model/endpoint", "gateway/address", (endpoint, gateway) => endpoint.host !== null && endpoint.host === gateway.host && endpoint.port === gateway.port && endpoint.scheme === gateway.scheme && gateway.path === "" && ["", "/", "/v1", "/v1/"].includes(endpoint.path));

/** The port refused the worker and took its next connection, seconds later. */
export const comesBack = (see: See): Term => see("model/reach", (reach) => reach.openedLater === true);

// What a worker in another network zone sees of a healthy server, too: it says nothing of the gateway's way.
export const outOfReach: readonly ReachState[] = ["connect-timeout", "unreachable", "proxy", "resolver-failed"];

/** The worker has not looked at the model server, or cannot see it from where it stands. */
export const workerBlind = (see: See): Term => unlessSeen(see("model/reach", (reach) => !outOfReach.includes(reach.state)));

/** Nobody asked the model server itself for words: only the gateway's codes are known. */
export const modelUnasked = (see: See): Term => unlessSeen(see("model/chat", () => true));

/** The worker gets sensible answers at the endpoint. */
export const workerFine = (see: See): Term =>
  all(
    reached(see, "open"),
    any(
      see("model/list", (list) => list.stored.state === "list" || list.stored.state === "key-wanted"),
      see("model/chat", (chat) => chat.first.outcome === "answer"),
    ),
  );

/** Nobody looked from the worker, or it looked and everything was fine: then only the gateway's own way is left. */
export const blindOrFine = (see: See): Term => any(workerBlind(see), workerFine(see));

/**
 * The endpoint names the gateway's own host. Where the whole stack is addressed on one machine's 127.x, an endpoint of that form is as good as
 * any; the word `localhost` still is not.
 */
export const namesOwnHost = (see: See): Term =>
  all(
    stored(see, (endpoint) => endpoint.loopback),
    unlessSeen(all(see("gitlab/reach", (gitlab) => gitlab.loopback && gitlab.literal), see("gateway/address", (gateway) => gateway.loopback), stored(see, (endpoint) => endpoint.host?.startsWith("127.") === true))),
  );

/** Said of the moment, not of what was asked: the same request may be taken a minute later. */
const ofTheMoment = ({ status, about }: Spoken): boolean => status === 429 || status === 529 || (about !== null && ["rate", "quota", "cooldown", "overloaded", "loading"].includes(about));

export const refusedWith = (spoken: Spoken | null): boolean | undefined => (spoken === null || (spoken.outcome !== "answer" && ofTheMoment(spoken)) ? undefined : spoken.outcome === "refused" || spoken.outcome === "error");
export const accepted = (spoken: Spoken | null): boolean | undefined => (spoken === null ? undefined : spoken.outcome === "answer");

/** The worker's own one-token chat is answered. */
export const chatAnswered = (see: See): Term => see("model/chat", (chat) => chat.first.outcome === "answer" || chat.again?.outcome === "answer");

/** What the model server says to the worker's own chat. */
export const chatSaid = (see: See, ...abouts: readonly About[]): Term => see("model/chat", (chat) => chat.first.outcome !== "answer" && !chat.first.throughRouter && chat.first.about !== null && abouts.includes(chat.first.about));

type List = FactValues["model/list"];

// A prompt of classic chat alone is some 4000 tokens; vLLM counts the 8192 (llama3 4096) of the answer on top and refuses what does not fit, others
// take what leaves room for a question and a short answer.
const promptTokens = 4000;
const leastAnswerTokens = 512;

/** The window that the server itself tells for this model, in tokens. */
export function windowOf(list: List, endpoint: Endpoint): number | undefined {
  const { windows, ids } = list.stored;
  return windows[endpoint.servedName ?? ""] ?? windows[endpoint.identifier ?? ""] ?? (ids.length === 1 ? Object.values(windows)[0] : undefined);
}

/** The window is too small for classic chat. */
export const windowTooSmall = (see: See): Term =>
  see.both("model/list", "model/endpoint", (list, endpoint) => {
    const window = windowOf(list, endpoint);
    if (window === undefined) return undefined;
    const answer = endpoint.family === "llama3" ? 4096 : 8192;
    return window < promptTokens + leastAnswerTokens || (list.stored.ownedBy === "vllm" && window <= answer + promptTokens);
  });

export const contrast = (see: See, holds: (one: Contrast) => boolean): Term => see("gitlab/connection-contrast", (value) => value.contrasts.some(holds));
export const betterBy = (see: See, ...changes: readonly Contrast["change"][]): Term => contrast(see, (one) => one.better && changes.includes(one.change));
/** That change was tried and led no further; where it was let go, it had been given longer than a good answer takes. */
export const noBetterBy = (see: See, ...changes: readonly Contrast["change"][]): Term => contrast(see, (one) => !one.better && changes.includes(one.change) && (one.result.outcome !== "unanswered" || one.result.ms >= asideMs));

export const provider = (see: See, ...names: readonly string[]): Term => stored(see, (endpoint) => names.includes(endpoint.provider ?? "custom_openai"));
export const notProvider = (see: See, ...names: readonly string[]): Term => not(provider(see, ...names));

/**
 * How a completion with the stored key ended at the model. `fast`: refused without another try (some 4xx) · `later`: refused and tried again (403, 429,
 * 502, 504) · `slow`: tried until the gateway gave up (500, 503, an unusable answer, no HTTP answer) · `never`: no end within our limit.
 */
type Ending = "fast" | "later" | "slow" | "never";

const endsAs: Record<Ending, (completion: FactValues["gitlab/completion"]) => boolean> = {
  fast: (completion) => completion.status === 500 && completion.ms < quickMs,
  later: (completion) => completion.status === 500 && completion.ms >= triedAgainFromMs && completion.ms < unusableFromMs,
  slow: (completion) => completion.status === 500 && completion.ms >= unusableFromMs,
  never: (completion) => completion.timedOut,
};

/** No longer than a refusal without another try takes on this stack: what the check took to meet one comes on top. */
const fastHere = (see: See): Term =>
  ifSeen(see.both("gitlab/completion", "gitlab/connection-check", (completion, { best }) => best.outcome === "model-code" && [400, 401, 404, 422].includes(best.code ?? 0) && completion.ms < quickMs + best.ms));

/** Crashes of the gateway itself say nothing of the model: a code route that fails before the call, a replica without keys. */
const gatewayCrashes = (see: See): Term => any(see("gateway/code-route", (route) => route.crashes), someReplicaWithoutKeys(see));

const completionEnds = (see: See, holds: (completion: FactValues["gitlab/completion"]) => boolean): Term =>
  all(
    see.both("gitlab/completion", "model/endpoint", (completion, endpoint) => !completion.fromGitlab && endpoint.features?.includes("code_completions") !== false && holds(completion)),
    unlessSeen(gatewayCrashes(see)),
  );

/** A completion with the stored key failed although the gateway was asked. */
export const completionFailed = (see: See, ...when: readonly Ending[]): Term =>
  any(completionEnds(see, (completion) => when.some((one) => endsAs[one](completion))), ...(when.includes("fast") ? [all(completionEnds(see, (completion) => completion.status === 500), fastHere(see))] : []));

/** The model answers, after longer than anybody waits: whether it is slow or has a queue, its own figures tell. */
export const answersTooLate = (see: See): Term =>
  any(
    see("gitlab/connection-check", (check) => check.best.outcome === "success" && check.best.ms > tooLongMs),
    all(completionEnds(see, (completion) => completion.status === 200 && completion.ms > tooLongMs), unlessSeen(heldUpByItself(see))),
    all(gatewayGood(see), completionFailed(see, "never")),
    all(see.absent("gitlab/models", "not-permitted"), unlessSeen(see("model/endpoint", () => true)), see("gitlab/completion", (completion) => completion.status === 200 && completion.ms > tooLongMs)),
  );

/** The group of one refusal, 400: only the model's words or single changes tell its members apart. */
export const bareRefusal = (see: See): Term => all(gatewayGot(see, 400), stored(see, (endpoint) => endpoint.providerKnown), modelUnasked(see), unlessSeen(gatewayGood(see)), unlessSeen(see("gateway/chat", (chat) => chat.outcome === "error" && chat.about !== null)), notProvider(see, "bedrock", "bedrock_mantle", "vertex_ai", "azure"));

/** The other group codes, where neither the gateway's chat nor the worker heard the model's words. */
export const bareCode = (see: See, ...codes: readonly number[]): Term =>
  all(gatewayGot(see, ...codes), sound(see), modelUnasked(see), unlessSeen(gatewayGood(see)), unlessSeen(see("gateway/chat", (chat) => chat.outcome === "error" && chat.about !== null)));

/** A LiteLLM proxy reports what is behind it: the fault is there, whatever its status. */
export const routerReports = (see: See): Term =>
  any(
    see("model/chat", (chat) => chat.first.outcome !== "answer" && chat.first.throughRouter),
    see("gateway/chat", (chat) => chat.outcome === "error" && chat.throughRouter),
  );

/**
 * The model wants a key that only GitLab has, so a check without it stops there (401, 403, or 400 of a LiteLLM proxy); a completion with the stored key
 * fails as well. What it meets behind the key is hidden, only its timing shows.
 */
const behindKey = (see: See, ...when: readonly Ending[]): Term =>
  all(
    stored(see, (endpoint) => endpoint.hasApiToken === true && !endpoint.endpointIgnored && endpoint.provider !== "azure"),
    see.both("gitlab/connection-check", "model/endpoint", (check, endpoint) => check.withKey === null && check.best.outcome === "model-code" && forWantOfKey(endpoint, check.best.code, false)),
    completionFailed(see, ...when),
    modelUnasked(see),
    unlessSeen(see("gateway/chat", (chat) => chat.outcome === "error" && chat.about !== null && chat.withKey)),
  );

/** A completion failed behind the gateway, and this token sees none of the models: what the gateway met there only its timing tells. */
export const unseenModel = (see: See, ...when: readonly Ending[]): Term =>
  all(
    see.absent("gitlab/models", "not-permitted"),
    unlessSeen(see("model/endpoint", () => true)),
    // Its tries take about 44 s together; where each of them is held up, by a resolver or a busy host, they outlast our limit.
    see("gitlab/completion", (completion) => !completion.fromGitlab && (when.some((one) => endsAs[one](completion)) || (when.includes("slow") && completion.timedOut))),
    unlessSeen(gatewayCrashes(see)),
  );

/** A real request failed, and neither the check without a key nor this token shows what it met: only its timing tells. */
export const hiddenByKey = (see: See, ...when: readonly Ending[]): Term => any(behindKey(see, ...when), unseenModel(see, ...when));

/** What the handshake itself shows of the certificate, whether or not the worker trusts its issuer. */
export const certificateShows = (see: See, holds: (look: { nameMatches: boolean; datesValid: boolean }) => boolean): Term => see("model/reach", (reach) => reach.tls?.kind === "look" && holds(reach.tls));
