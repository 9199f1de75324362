import { z } from "zod";
import { absent, type Fact, type Surroundings } from "../../core/fact.ts";
import { header, type HttpResult, httpResultSchema } from "../../core/probe-answer.ts";
import { cleanLine } from "../../core/text.ts";
import { asksForLogin, detailOf, hasGatewayMarks, isCrash, refusalOf } from "../../targets/gateway/answers.ts";
import { ask, type GatewayBase, junkHeaders, paths } from "../../targets/gateway/requests.ts";
import { answeringAddress } from "./base.ts";

/** passed: the gateway's own 401 (or its answer under bypass) · refused: somebody else's 4xx · redirected · foreign · no-answer */
const stateSchema = z.enum(["passed", "refused", "redirected", "foreign", "no-answer"]);

/** A POST with a small JSON body and a junk token: passes a proxy that is fit for the job, and ends at the gateway's 401. */
export const schema = z.object({
  result: httpResultSchema,
  state: stateSchema,
  /** Something asks for a login in the gateway's place. */
  login: z.boolean(),
  /** The same to an address that holds an encoded slash, as GitLab's prompts do; asked where the first one passed. Runs saved before it was asked lack it. */
  encoded: z.object({ result: httpResultSchema, state: stateSchema }).nullable().optional(),
  /** A larger body of 512 KiB (deep only), about what a context of 128,000 tokens takes: 413 of a proxy. Limits of 1 MiB and more, nginx comes with that one, let it pass. */
  large: httpResultSchema.nullable(),
});
export type Value = z.infer<typeof schema>;

const largeBytes = 512 * 1024;

// As long as a real token, so that a limit on headers shows; still no token.
const longToken = `Bearer ${"x".repeat(1400)}`;

export default {
  title: "Whether a POST reaches the gateway",
  hop: "gitlab-to-gateway",
  cost: "cheap",
  needs: ["gateway/address", "gateway/health"],
  // After the junk token, whose first try may keep a cold gateway busy.
  uses: ["gateway/junk-token"],
  timeoutMs: 40_000,
  schema,
  async observe(world) {
    const base = answeringAddress(world);
    if ("absent" in base) return base;
    if (world.leftMs() < 1000) return absent({ reason: "over-budget" });
    // An empty object fails the gateway's schema, so that nothing runs where authentication is off.
    const result = await pastLimit(world, () => post(world, base, {}));
    const state = readPost(result);
    const slashed = state === "passed" && world.leftMs() > 1000 ? await pastLimit(world, () => post(world, base, {}, paths.modelCheck)) : null;
    const large = world.deep ? await post(world, base, { filler: "x".repeat(largeBytes) }) : null;
    return { result, state, login: state !== "passed" && asksForLogin(result), encoded: slashed === null ? null : { result: slashed, state: readPost(slashed) }, large };
  },
  describe(value) {
    const by = value.result.kind === "answer" ? header(value.result, "server") : undefined;
    const status = value.result.kind === "answer" ? `${value.result.status}${by === undefined ? "" : ` (server: ${by})`}` : value.result.reason;
    const words: Record<Value["state"], string> = { passed: "reaches the gateway", refused: "is refused by something before the gateway", redirected: "is redirected", foreign: "gets an answer that is not the gateway's", "no-answer": "gets no answer" };
    const large = value.large?.kind === "answer" && value.large.status === 413 ? "; one of 512 KiB is refused as too large (413)" : "";
    const { encoded } = value;
    const slash = encoded === undefined || encoded === null || encoded.state === "passed" ? "" : `; one to an address with an encoded slash ${words[encoded.state]}: ${encoded.result.kind === "answer" ? encoded.result.status : encoded.result.reason}`;
    return cleanLine(`a POST ${words[value.state]}: ${status}${slash}${large}`);
  },
} satisfies Fact<Value>;

const post = (world: Surroundings, base: GatewayBase, json: unknown, path: string = paths.chat): Promise<HttpResult> =>
  world.probes.http(ask(base, path, world.newId(), { method: "POST", headers: { ...junkHeaders, authorization: longToken }, json, fresh: true }), { timeoutMs: 15_000, signal: world.signal });

const limitPauseMs = 3_000;

/** A limit of requests per second is met by duo-triage's own many questions, which GitLab does not ask: what says so is asked again once they are over. */
async function pastLimit(world: Surroundings, asking: () => Promise<HttpResult>): Promise<HttpResult> {
  const first = await asking();
  if (first.kind === "failure" || (first.status !== 429 && first.status !== 503) || world.leftMs() < 2 * limitPauseMs) return first;
  await world.pause(limitPauseMs);
  return asking();
}

function readPost(result: HttpResult): Value["state"] {
  if (result.kind === "failure") return "no-answer";
  if (result.status >= 300 && result.status < 400) return "redirected";
  if (refusalOf(result) !== undefined || isCrash(result) || (hasGatewayMarks(result) && detailOf(result) !== undefined)) return "passed";
  if (result.status === 422 && detailOf(result) !== undefined) return "passed";
  return result.status >= 400 && result.status < 500 ? "refused" : "foreign";
}
