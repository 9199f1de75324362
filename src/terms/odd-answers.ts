import { all, any, ifSeen, type Term } from "../core/truth.ts";
import type { See } from "../facts/rules.ts";
import { bareCode, chatSaid, gatewayBad, gatewayGot, modelUnasked, notGood, reached, sound, stored } from "./model.ts";

/** Answers of a model server that say less than they seem to. */

/** The router takes the worker's key and has set its deployments aside; GitLab's check with that very key had met a refusal just before, which is therefore one of what is behind. */
export const refusedBehindRouter = (see: See): Term =>
  ifSeen(see.both("model/chat", "gitlab/connection-check", (chat, check) => chat.withKey && chat.first.about === "cooldown" && check.withKey?.outcome === "model-code" && check.withKey.code !== null && check.withKey.code !== 429));

/** The gateway itself says 500 while it holds keys: what the model answered made it stumble, an answer without choices as well as a status that HTTP has no name for (529, 520 to 526). */
export const gatewayStumbles = (see: See): Term =>
  all(see.both("gitlab/connection-check", "gateway/junk-token", (check, junk) => check.best.outcome === "gateway-code" && check.best.code === 500 && junk.state === "keys"), modelUnasked(see), sound(see));

// Codes that stand for none of the usual refusals of a model server.
const strangeCodes = [406, 409, 410, 411, 412, 414, 415, 416, 417, 418, 421, 423, 424, 425, 426, 428, 431, 451, 499, 501, 505, 507, 508, 510, 511];

/** The gateway got such a code, and nobody heard the words that came with it: the server's own trouble, or somebody's before it. */
export const strangeCode = (see: See): Term => bareCode(see, ...strangeCodes);

/** GitLab's check ends in 404 and proposes a name that the server serves, as GitLab does whenever it can read a list. */
export const otherNameProposed = (see: See): Term =>
  see.both("gitlab/connection-check", "model/endpoint", (check, endpoint) => [check.best, check.withoutKey].some((one) => one?.outcome === "suggestion" && one.suggestion !== endpoint.identifier));

/** The server lists the very name that it is asked for, and knows no such model when asked: it is there and not loaded, or broken. */
export const listedAndUnknown = (see: See): Term =>
  any(
    all(see.both("gitlab/connection-check", "model/endpoint", (check, endpoint) => check.best.outcome === "suggestion" && check.best.suggestion === endpoint.identifier), notGood(see)),
    all(see("model/list", (list) => list.served === true), chatSaid(see, "model-unknown"), gatewayBad(see)),
  );

/** A cloud, for which the stored endpoint means nothing, gave one of these codes, and nobody heard its words. */
export const cloudSays = (see: See, ...codes: readonly number[]): Term => all(stored(see, (endpoint) => endpoint.endpointIgnored), gatewayGot(see, ...codes), modelUnasked(see), notGood(see));

/** The worker's way to the endpoint ends before any HTTP, though it has a connection or a refusal of one: so may the gateway's, and no server's or router's own error is behind it. */
export const endsBeforeHttp = (see: See): Term => reached(see, "refused", "reset", "name-not-found", "untrusted", "expired", "name-mismatch", "not-tls", "tls-cut", "tls-refused", "client-certificate");
