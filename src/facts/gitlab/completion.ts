import { z } from "zod";
import { absent, type Fact } from "../../core/fact.ts";
import { header } from "../../core/probe-answer.ts";
import { cleanLine } from "../../core/text.ts";
import { isForwardProxyPage } from "../../targets/gateway/strangers.ts";
import { completionQuestion, refusedByGitlab } from "../../targets/gitlab/code-suggestions.ts";
import { askRest, listAt, member, scopesWanted, textAt } from "../../targets/gitlab/rest.ts";
import { readEndpointText, readIdentifier } from "../../targets/model/endpoint.ts";
import { modelTroubleIsTold, unlessTold, workerTurnedAway } from "../silence.ts";
import type { Value as FeatureSettings } from "./feature-settings.ts";
import type { Value as Models } from "./models.ts";
import { lacksAiScope, type Value as Token } from "./token.ts";
import type { Value as TokenRoute } from "./token-route.ts";

/** POST /api/v4/code_suggestions/completions, not streamed, with the stored key: the whole chain as an editor uses it. */
export const schema = z.object({
  status: z.number(),
  /** Header X-GitLab-Error-Origin: monolith: GitLab itself refused. */
  fromGitlab: z.boolean(),
  /** X-Process-Time is there: the gateway answered. */
  fromGateway: z.boolean(),
  /** text of choices[0]; null where the answer has none. */
  text: z.string().nullable(),
  /** 200 with `choices: []` */
  noChoices: z.boolean(),
  form: z.enum(["json", "html", "text", "empty"]),
  /** `error`, `detail` or `message` of a JSON answer, or the first line of a text one; cleaned, 300 characters. */
  said: z.string().nullable(),
  server: z.string().nullable(),
  /** The page of a forward proxy, by its form. Runs saved before this was looked at lack it. */
  proxyPage: z.boolean().optional(),
  ms: z.number(),
  /** No answer within our limit, or the connection to GitLab failed: status 0. */
  timedOut: z.boolean(),
});
export type Value = z.infer<typeof schema>;

const limitMs = 50_000;
// Where the worker itself was turned away at the model server, a gateway that gets through does so within this.
const turnedAwayMs = 20_000;

/** Models that code completion is assigned to. */
const servingModels = (models: Models | undefined): Models["models"] => models?.models.filter((model) => model.features.includes("code_completions")) ?? [];
const unusable: readonly ReturnType<typeof readEndpointText>["problems"][number][] = ["no-scheme", "word-as-scheme", "other-scheme", "userinfo"];

/** Why asking would prove nothing or cannot be allowed; undefined when it is worth the tokens. */
function notWorthAsking(token: Token, route: TokenRoute | undefined, settings: FeatureSettings | undefined, models: Models | undefined): string | undefined {
  if (lacksAiScope(token)) return "the token lacks the scope api or ai_features";
  if (route?.outcome === "no-answer" && new Set(route.statuses).size === 1) return "GitLab gets no answer from the gateway, so a completion would prove nothing more";
  if (route?.outcome === "insufficient-scope" || route?.outcome === "not-entitled") return "GitLab grants this account no code suggestions";
  const serving = servingModels(models);
  if (serving.length > 0 && serving.every((model) => readEndpointText(model.endpoint).problems.some((problem) => unusable.includes(problem)) && !readIdentifier(model.identifier).endpointIgnored)) return "the endpoint of the model that would answer is no address that a client can use";
  if (settings?.state !== "read") return undefined;
  const completion = settings.features.find((feature) => feature.feature === "code_completions");
  if (completion === undefined || (completion.provider === "self_hosted" && completion.model !== null)) return undefined;
  return completion.provider === "disabled" ? "code completion is disabled" : "code completion is not assigned to a self-hosted model";
}

function formOf(body: string, json: unknown): Value["form"] {
  if (body.trim() === "") return "empty";
  if (json !== undefined) return "json";
  // A page may begin as XML does, with a declaration or a remark: tinyproxy's do.
  return /^\ufeff?\s*(?:<\?xml\b[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype html|html|head|body)\b/isu.test(body) ? "html" : "text";
}

export default {
  title: "A code completion through GitLab",
  hop: "gateway-to-model",
  cost: "tokens",
  rung: "user",
  needs: ["gitlab/token"],
  uses: ["gitlab/token-route", "gitlab/feature-settings", "gitlab/models"],
  timeoutMs: limitMs + 2000,
  schema,
  async observe(world) {
    const token = world.read("gitlab/token") as Token;
    const models = world.read("gitlab/models") as Models | undefined;
    const why = notWorthAsking(token, world.read("gitlab/token-route") as TokenRoute | undefined, world.read("gitlab/feature-settings") as FeatureSettings | undefined, models);
    if (why !== undefined) return absent({ reason: "not-asked", because: why });
    const settled = new AbortController();
    const asked = askRest({ ...world, signal: AbortSignal.any([world.signal, settled.signal]) }, "POST", "/api/v4/code_suggestions/completions", { json: completionQuestion, timeoutMs: limitMs, keepBytes: 65_536 });
    const serving = servingModels(models);
    const ofAll = (holds: typeof workerTurnedAway): boolean => serving.length > 0 && serving.every((model) => holds(world, model.name));
    const told = (): boolean => ofAll(modelTroubleIsTold);
    await Promise.race([asked, unlessTold(world, told, world.pause(turnedAwayMs))]);
    if (ofAll(workerTurnedAway)) settled.abort();
    const answer = await unlessTold(world, told, asked);
    if (answer === undefined) {
      settled.abort();
      await asked;
      return absent({ reason: "not-asked", because: "the gateway itself has asked the model in vain, so a completion was not waited for any longer" });
    }
    const { result, json } = answer;
    const ms = Math.round(result.timings.total);
    if (result.kind === "failure") {
      if (result.phase === "resolve" || result.phase === "connect" || result.phase === "tls") return absent({ reason: "blocked", by: "gitlab/reach" });
      return { status: 0, fromGitlab: false, fromGateway: false, text: null, noChoices: false, form: "empty", said: null, server: null, ms, timedOut: true };
    }
    if (scopesWanted(answer) !== null) return absent({ reason: "not-permitted", rung: "ai-features" });
    const choices = listAt(json, "choices");
    const form = formOf(result.body, json);
    const detail = textAt(json, "error") ?? textAt(json, "detail") ?? textAt(json, "message") ?? textAt(member(json, "error"), "message");
    const line = form === "text" ? (result.body.trim().split("\n")[0] ?? "") : null;
    return {
      status: result.status,
      fromGitlab: refusedByGitlab(result),
      fromGateway: header(result, "x-process-time") !== undefined,
      text: typeof textAt(choices?.[0], "text") === "string" ? cleanLine(textAt(choices?.[0], "text") ?? "", 200) : null,
      noChoices: choices !== null && choices.length === 0,
      form,
      said: detail !== null ? cleanLine(detail, 300) : line === null ? null : cleanLine(line, 300),
      server: header(result, "server") === undefined ? null : cleanLine(header(result, "server") ?? "", 100),
      proxyPage: form === "html" && isForwardProxyPage(result.body),
      ms,
      timedOut: false,
    };
  },
  describe(value) {
    if (value.timedOut) return `a code completion through GitLab had no answer after ${Math.round(value.ms / 1000)} s`;
    const words = { html: "a web page", text: "text", empty: "nothing", json: "JSON of another form" } as const;
    if (value.status === 200 && (value.form !== "json" || (value.text === null && !value.noChoices))) return `a code completion through GitLab is 200 with ${words[value.form]} in place of a suggestion (${value.ms} ms)`;
    if (value.status === 200) return value.noChoices ? `a code completion through GitLab is 200 without any choice (${value.ms} ms)` : `a code completion through GitLab is answered in ${value.ms} ms${value.text === "" ? ", with empty text" : ""}`;
    const who = value.fromGitlab ? "GitLab itself" : value.fromGateway ? "the gateway" : "something on the way";
    return `a code completion through GitLab is ${value.status}, answered by ${who}${value.said === null ? "" : `: ${value.said}`} (${value.ms} ms)`;
  },
} satisfies Fact<Value>;
