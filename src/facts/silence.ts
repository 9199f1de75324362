import type { Surroundings } from "../core/fact.ts";
import type { HttpResult } from "../core/probe-answer.ts";
import type { Value as TokenRoute } from "./gitlab/token-route.ts";
import type { Value as Front } from "./gitlab/front.ts";
import type { Value as Health } from "./gateway/health.ts";
import type { Value as ModelCheck } from "./gateway/model-check.ts";
import type { Value as Chat } from "./model/chat.ts";
import type { Value as Endpoint } from "./model/endpoint.ts";
import type { Value as ModelReach } from "./model/reach.ts";

/** A connection was there, or may have been, and not one byte came. */
const gaveNothing = (result: HttpResult): boolean => result.kind === "failure" && result.reason === "no-answer";

/**
 * GitLab itself gave not one byte to three questions at once: the stack, or the worker's way to all of it, is silent. What comes after is asked
 * briefly then, since long waits tell a slow part from a dead one, and here that question does not arise yet.
 */
export function gitlabIsSilent(world: Pick<Surroundings, "read">): boolean {
  const front = world.read("gitlab/front") as Front | undefined;
  return front !== undefined && !front.alive && [front.signIn, front.metadata, front.readiness].every(gaveNothing);
}

/** `patientMs`, or `briefMs` where GitLab itself is silent. */
export const patience = (world: Pick<Surroundings, "read">, patientMs: number, briefMs: number): number => (gitlabIsSilent(world) ? briefMs : patientMs);

/** Equal calls of GitLab to the gateway all ended without an HTTP answer: what stands behind the gateway cannot be seen through it. */
export function gitlabGetsNothing(world: Pick<Surroundings, "read">): boolean {
  const route = world.read("gitlab/token-route") as TokenRoute | undefined;
  return route?.outcome === "no-answer" && route.statuses.length >= 2 && new Set(route.statuses).size === 1;
}

const absent: readonly ModelReach["state"][] = ["refused", "name-not-found"];
const turnsAway: readonly ModelReach["state"][] = [...absent, "not-tls", "untrusted", "expired", "not-yet-valid", "name-mismatch", "client-certificate", "tls-refused"];

/**
 * The worker itself was turned away at the model server before it could ask anything. A question that goes there through the gateway is not waited
 * for to the end of all its retries then: the end would say no more. What has not looked yet counts as not turned away.
 */
export function workerTurnedAway(world: Pick<Surroundings, "read">, model: string): boolean {
  const reach = world.read("model/reach", model) as ModelReach | undefined;
  return reach !== undefined && turnsAway.includes(reach.state);
}

/** The worker itself finds nobody at all at the model's address: another scheme or path there answers no better. */
export function workerFindsNobody(world: Pick<Surroundings, "read">, model: string): boolean {
  const reach = world.read("model/reach", model) as ModelReach | undefined;
  return reach !== undefined && absent.includes(reach.state);
}

/** Neither the worker nor GitLab got an answer out of the gateway, several times over: a long question through it would only wait. */
export function gatewayIsSilent(world: Pick<Surroundings, "read">): boolean {
  const health = world.read("gateway/health") as Health | undefined;
  return health !== undefined && gaveNothing(health.result) && gitlabGetsNothing(world);
}

// As long as this the gateway waits for no model that is merely at work: the worker's own question to it was answered in a fraction, or had no answer either.
const toldAfterMs = 25_000;
const quickMs = 5000;

/**
 * The gateway itself has waited in vain for this model, and the worker knows what it gets of the model directly: GitLab's question about the same
 * would wait for its own limit and say no more.
 */
function modelSilenceIsTold(world: Pick<Surroundings, "read">, model: string): boolean {
  const asked = world.read("gateway/model-check", model) as ModelCheck | undefined;
  const direct = (world.read("model/chat", model) as Chat | undefined)?.first;
  if (asked?.outcome !== "no-answer" || asked.streamCutAfterMs !== null || asked.ms < toldAfterMs || direct === undefined) return false;
  return direct.outcome === "no-answer" || (direct.outcome === "answer" && direct.ms < quickMs);
}

// A model that is dead for the gateway ends a streamed question after one try again, and lets a plain one wait for all of them.
const cutFromMs = 900;
const triedForMs = 12_000;
const fails: readonly Chat["first"]["outcome"][] = ["error", "proxy-error"];

/**
 * The gateway gets no usable answer of this model, and the worker, with the same key, was told why: twice the same trouble, or when to ask again, which
 * the gateway's client obeys. What ends GitLab's questions after the gateway's last try would say no more.
 */
function modelFailureIsTold(world: Pick<Surroundings, "read">, model: string): boolean {
  const asked = world.read("gateway/model-check", model) as ModelCheck | undefined;
  const direct = world.read("model/chat", model) as Chat | undefined;
  const endpoint = world.read("model/endpoint", model) as Endpoint | undefined;
  if (asked?.outcome !== "no-answer" || direct === undefined || !(direct.withKey || endpoint?.hasApiToken === false)) return false;
  const { first, again } = direct;
  const cut = asked.streamCutAfterMs;
  const twice = fails.includes(first.outcome) && again !== null && fails.includes(again.outcome);
  if (cut !== null) return cut >= cutFromMs && asked.ms >= triedForMs && twice;
  return asked.ms >= toldAfterMs && first.retryAfterSeconds !== null && (twice || first.outcome === "refused");
}

/** Whether a longer wait for GitLab's own questions about this model could tell anything that the gateway and the model have not told the worker. */
export const modelTroubleIsTold = (world: Pick<Surroundings, "read">, model: string): boolean => modelSilenceIsTold(world, model) || modelFailureIsTold(world, model);

const lookMs = 250;

/** The answer, or undefined as soon as `told` holds: then nobody needs it any more, and whoever asked ends the asking. */
export async function unlessTold<T>(world: Pick<Surroundings, "signal" | "pause">, told: () => boolean, asking: Promise<T>): Promise<T | undefined> {
  const over = Symbol("over");
  for (;;) {
    const first = await Promise.race([asking, world.pause(lookMs).then(() => over)]);
    if (first !== over) return first as T;
    if (world.signal.aborted) return asking;
    if (told()) return undefined;
  }
}
