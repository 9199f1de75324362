import { handsApart, madeUpKey } from "../../core/ports.ts";
import { Secret } from "../../core/secret.ts";
import { z } from "zod";
import { absent, type Fact, type Surroundings } from "../../core/fact.ts";
import { cleanLine } from "../../core/text.ts";
import { checkConnection, type CheckedModel, type CheckOutcome, describeCheck, type NotAsked } from "../../targets/gitlab/connection-check.ts";
import { plausibleEarly } from "../../targets/gitlab/contrasts.ts";
import type { Value as Endpoint } from "../model/endpoint.ts";
import type { Value as Models } from "./models.ts";
import { gatewayIsSilent, gitlabGetsNothing, modelTroubleIsTold, unlessTold, workerFindsNobody, workerTurnedAway } from "../silence.ts";
import type { Value as SchemaValue } from "./schema.ts";

/**
 * What the mutation aiSelfHostedModelConnectionCheck says of one model.
 * success · model-code: the model server (or the way to it) gave `code` · gateway-code: the gateway itself refused with `code` ·
 * wait: GitLab's own call to the gateway broke or ran out of time · suggestion: "identifier does not exist, did you mean" ·
 * unanswered: our own time ran out first · raw: GitLab's raw exception text (TLS, blocked URL, EOF; in 17.x and 18.x also time-outs) · other
 */
export const outcome = z.object({
  outcome: z.enum(["success", "model-code", "gateway-code", "wait", "suggestion", "raw", "other", "unanswered"]),
  code: z.number().nullable(),
  /** What stands behind `AI Gateway returned code N:`; empty for every 401. */
  rest: z.string().nullable(),
  suggestion: z.string().nullable(),
  /** Kind of GitLab's own exception where the outcome is wait or raw. */
  exception: z.enum(["read-timeout", "open-timeout", "refused", "name-not-found", "certificate", "tls", "blocked", "reset", "other"]).nullable(),
  text: z.string(),
  ms: z.number(),
  /** A key from our configuration was sent along; GitLab never reuses the stored one. */
  withKey: z.boolean(),
});
export type Outcome = z.infer<typeof outcome>;

/** The connection check with the stored values, without a key and, if the configuration has one, with it. */
export const schema = z.object({
  model: z.string(),
  withoutKey: outcome.nullable(),
  withKey: outcome.nullable(),
  /** The one that stands for the model: with the key if there is one, else without. */
  best: outcome,
  /** Contrasts that were begun while the check itself was still waiting; `gitlab/connection-contrast` reports them. */
  early: z.array(z.object({ change: z.string(), endpoint: z.string(), identifier: z.string(), result: outcome })),
});
export type Value = z.infer<typeof schema>;

// GitLab waits 60 s for the gateway unless told otherwise; a dead model shows after some 44 s.
const patienceMs = 64_000;
// Where the gateway answers neither the worker nor GitLab, the model behind it is not asked for long.
const briefMs = 9000;
// A model that answers at all mostly does so within this; then the changes that explain a long silence are tried side by side.
const quietMs = 10_000;
// Where the worker itself was turned away at the model server, a gateway that gets through does so within this.
const turnedAwayMs = 20_000;
const unusable: readonly Endpoint["problems"][number][] = ["no-scheme", "word-as-scheme", "other-scheme", "userinfo"];
// How long such a change is waited for in all, and at least after the question itself has its answer.
const asideMs = 26_000;
const asideGraceMs = 1500;
// Left at the end of a run for the facts that wait for this one.
const reserveMs = 1500;

/** The model as the check is asked with, or why it cannot be. */
export function checkedModel(world: Surroundings): CheckedModel | undefined {
  const stored = (world.read("gitlab/models") as Models).models.find((model) => model.name === world.subject);
  if (stored === undefined) return undefined;
  const families = (world.read("gitlab/schema") as SchemaValue | undefined)?.families ?? [];
  const family = families.find((name) => name.toLowerCase() === stored.family) ?? stored.familyAsStored.toUpperCase();
  return { name: stored.name, family, endpoint: stored.endpoint ?? "", identifier: stored.identifier ?? "" };
}

export default {
  title: "GitLab's own connection check of the model",
  hop: "gateway-to-model",
  per: "model",
  cost: "tokens",
  rung: "admin",
  basis: "reported",
  needs: ["gitlab/models"],
  // After the token route, so that a gateway that is still warming up meets one question at a time.
  uses: ["gitlab/schema", "model/endpoint", "gitlab/token-route", "gateway/health"],
  timeoutMs: patienceMs + 2000,
  schema,
  async observe(world) {
    const model = checkedModel(world);
    if (model === undefined) return absent({ reason: "not-applicable", because: "GitLab has no model of this name" });
    const mutations = (world.read("gitlab/schema") as SchemaValue | undefined)?.mutations ?? [];
    if (mutations.length > 0 && !mutations.includes("aiSelfHostedModelConnectionCheck")) return absent({ reason: "not-applicable", because: "this GitLab has no connection check (17.7 and later have)" });
    const endpoint = world.read("model/endpoint", world.subject) as Endpoint | undefined;
    const key = world.model?.apiKey;
    // For other providers than custom_openai the gateway makes up no key and fails on its own side: a made-up one shows what the server says.
    const blank = model.key === undefined && endpoint?.hasApiToken === true && endpoint.provider !== "custom_openai" ? { ...model, key: new Secret(madeUpKey) } : model;
    // An endpoint that no client can use is not waited for: only a success would tell something, and that comes soon.
    const hopeless = endpoint?.problems.some((problem) => unusable.includes(problem)) === true && !endpoint.endpointIgnored;
    const timeoutMs = Math.max(1000, Math.min(gatewayIsSilent(world) || hopeless ? briefMs : patienceMs, world.leftMs() - reserveMs));
    const enough = new AbortController();
    const settled = new AbortController();
    const patient = AbortSignal.any([world.signal, settled.signal]);
    const ask = (one: CheckedModel): Promise<CheckOutcome | NotAsked> => checkConnection({ ...world, signal: patient }, one, timeoutMs);
    const askBlank = async (): Promise<CheckOutcome | NotAsked> => {
      const answer = await ask(blank);
      return "outcome" in answer ? { ...answer, withKey: false } : answer;
    };
    const askAside = (one: CheckedModel): Promise<CheckOutcome | NotAsked> => checkConnection({ ...world, probes: handsApart(world.probes, "all"), signal: AbortSignal.any([world.signal, enough.signal]) }, one, timeoutMs);

    let waiting = true;
    const main = (async () => {
      // With a key at hand the answer without it only tells whether one is wanted, so both are asked at once.
      const answers = await Promise.all([askBlank(), key === undefined ? undefined : ask({ ...model, key })]);
      waiting = false;
      // A slow model that answers after all needs no contrast.
      if (answers.some((one) => one !== undefined && "outcome" in one && one.outcome === "success")) enough.abort();
      return answers;
    })();
    await Promise.race([main, world.pause(quietMs)]);
    const early = waiting && !hopeless && !gitlabGetsNothing(world) && !workerFindsNobody(world, model.name) && endpoint !== undefined ? plausibleEarly(endpoint, model).slice(0, 2) : [];
    const asidesFrom = performance.now();
    const asides = Promise.all(early.map(async (one) => ({ ...one, result: await askAside({ ...model, endpoint: one.endpoint, identifier: one.identifier }) })));
    if (waiting && workerTurnedAway(world, model.name)) {
      await Promise.race([main, world.pause(turnedAwayMs - quietMs)]);
      settled.abort();
    }
    const answers = await unlessTold(world, () => modelTroubleIsTold(world, model.name), main);
    if (answers === undefined) {
      settled.abort();
      enough.abort();
      await Promise.all([main, asides]);
      return absent({ reason: "not-asked", because: "the gateway itself has asked the model in vain, so GitLab's own limit was not waited for" });
    }
    const needless = enough.signal.aborted;
    // A change that ends a silence does so soon: one that waits as long as the question itself has shown that it does not.
    await Promise.race([asides, world.pause(Math.max(asideGraceMs, asideMs - (performance.now() - asidesFrom)))]);
    enough.abort();
    const contrasts = await asides;
    const [withoutKey, withKey] = answers;
    if ("notAsked" in withoutKey) {
      if (withoutKey.notAsked === "unknown") return absent({ reason: "not-applicable", because: `this GitLab did not take the question${withoutKey.message === null ? "" : `: ${cleanLine(withoutKey.message, 120)}`}` });
      if (withoutKey.notAsked === "denied") return absent({ reason: "not-permitted", rung: "admin" });
      if (withoutKey.notAsked === "throttled") return absent({ reason: "not-asked", because: "GitLab throttled the requests of duo-triage (429)" });
      return absent({ reason: "blocked", by: "gitlab/front" });
    }
    const keyed = withKey === undefined || "notAsked" in withKey ? null : withKey;
    return {
      model: model.name,
      withoutKey,
      withKey: keyed,
      best: keyed ?? withoutKey,
      early: contrasts.flatMap(({ change, endpoint: changed, identifier, result }) => ("notAsked" in result || needless ? [] : [{ change, endpoint: changed, identifier, result }])),
    };
  },
  describe(value) {
    const other = value.withKey === null || value.withoutKey === null ? "" : `; without a key: ${describeCheck(value.withoutKey)}`;
    return cleanLine(`Test connection of GitLab for ${value.model}${value.best.withKey ? " with the configured key" : " without a key"}: ${describeCheck(value.best)}${other}`, 500);
  },
} satisfies Fact<Value>;
