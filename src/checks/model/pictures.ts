import { all, any, type Term, unlessSeen } from "../../core/truth.ts";
import type { See } from "../../facts/rules.ts";
import type { FactValues } from "../../facts/values.generated.ts";
import { gitlabGotAnswer } from "../gateway/pictures.ts";

/**
 * What the checks of the model leg look at. The causes have the same pictures with more detail; the rooms do not know each other.
 */

type Endpoint = FactValues["model/endpoint"];
type Check = FactValues["gitlab/connection-check"]["best"];
type About = NonNullable<FactValues["gateway/chat"]["about"]>;
type ReachState = FactValues["model/reach"]["state"];
type Spoken = FactValues["model/chat"]["first"];

// Times of the gateway's own retries (18.11 and later): 39 s where the model's answer cannot be used, 44 s where none came.
const unusableFromMs = 36_000;
const deadFromMs = 41_900;
// GitLab's open timeout is 10 s at most: a longer wait means that the gateway had taken the question.
const takenFromMs = 12_000;
// GitLab 18.x waits 3 s; with more than this the model was silent for longer than a dead one takes.
const longSilenceMs = 50_000;

export const stored = (see: See, holds: (endpoint: Endpoint) => boolean | undefined): Term => see("model/endpoint", holds);

/** Something is assigned to the model, or nobody tells. */
export const used = (see: See): Term => stored(see, (endpoint) => endpoint.features === null || endpoint.features.length > 0);
export const usedFor = (see: See, form: RegExp): Term => stored(see, (endpoint) => endpoint.features === null || endpoint.features.some((feature) => form.test(feature)));
export const chatFeature = /^(?:duo_chat|chat)/u;
export const agentFeature = /^duo_agent_platform/u;

/** The stored values can be used: what fails then is the way or the server. */
export const sound = (see: See): Term => stored(see, (endpoint) => endpoint.problems.length === 0 && !endpoint.droppedByGateway && !endpoint.endpointIgnored && endpoint.endpoint !== null && endpoint.providerKnown);

/** A code of the model that is no fault: no key was sent, and GitLab has one. A LiteLLM proxy without a database says 400 then. */
const forWantOfKey = (endpoint: Endpoint, code: number | null, withKey: boolean): boolean => (code === 401 || code === 403 || code === 400) && endpoint.hasApiToken === true && !withKey && endpoint.providerKnown;

/** The gateway got an answer from the model. */
export const gatewayGood = (see: See): Term =>
  any(
    see("gitlab/connection-check", (check) => check.best.outcome === "success" || check.withoutKey?.outcome === "success"),
    see("gateway/model-check", (check) => check.outcome === "ok"),
  );

const busyStill = (best: Check): boolean => best.outcome === "unanswered" || (best.outcome === "wait" && (best.exception === null || best.exception === "read-timeout")) || (best.outcome === "raw" && best.exception === "read-timeout");

/** GitLab's check had no answer of the gateway in time, and the gateway had taken the question. */
const waited = (see: See, holds: (ms: number) => boolean = () => true): Term =>
  all(
    see("gitlab/connection-check", (check) => busyStill(check.best) && check.best.ms >= 2500 && holds(check.best.ms)),
    any(see("gitlab/connection-check", (check) => check.best.exception === "read-timeout" || check.best.ms >= takenFromMs || undefined), gitlabGotAnswer(see)),
  );

/** What the model's own words, handed on by the gateway's chat, are about. */
export const gatewayHeard = (see: See, ...abouts: readonly About[]): Term => see("gateway/chat", (chat) => chat.outcome === "error" && chat.about !== null && abouts.includes(chat.about));

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

/** The gateway's check fails in whatever way. */
export const gatewayBad = (see: See): Term =>
  all(
    any(
      see.both("gitlab/connection-check", "model/endpoint", (check, endpoint) => check.best.outcome === "suggestion" || (check.best.outcome === "model-code" && !forWantOfKey(endpoint, check.best.code, check.best.withKey))),
      waited(see),
      see.both("gateway/model-check", "model/endpoint", (check, endpoint) => (check.outcome === "model-code" && !forWantOfKey(endpoint, check.code, check.withKey)) || check.outcome === "no-answer"),
      see.both("gitlab/connection-check", "gateway/junk-token", (check, junk) => check.best.outcome === "gateway-code" && check.best.code === 500 && junk.state === "keys"),
    ),
    unlessSeen(gatewayGood(see)),
  );

/** The gateway's own classic chat works, so what it sends is accepted. */
export const gatewayChats = (see: See): Term => see("gateway/chat", (chat) => chat.outcome === "answer");

export const reached = (see: See, ...states: readonly ReachState[]): Term => see("model/reach", (reach) => states.includes(reach.state));

export const refusedWith = (spoken: Spoken | null): boolean | undefined => (spoken === null ? undefined : spoken.outcome === "refused" || spoken.outcome === "error");
export const accepted = (spoken: Spoken | null): boolean | undefined => (spoken === null ? undefined : spoken.outcome === "answer");

/** The worker's own one-token chat is answered. */
export const chatAnswered = (see: See): Term => see("model/chat", (chat) => chat.first.outcome === "answer" || chat.again?.outcome === "answer");

/** A completion with the stored key failed although the gateway was asked: fast = the model answered 4xx, slow = it did not answer. */
export const completionFailed = (see: See, when: "fast" | "slow"): Term =>
  see.both("gitlab/completion", "model/endpoint", (completion, endpoint) => completion.status === 500 && !completion.fromGitlab && endpoint.features?.includes("code_completions") !== false && (when === "fast" ? completion.ms < 3500 : completion.ms >= 36_000));
