import { z } from "zod";
import type { Fact, Surroundings } from "../../core/fact.ts";
import { httpResultSchema } from "../../core/probe-answer.ts";
import { cleanLine } from "../../core/text.ts";
import { readJunkAnswer } from "../../targets/gateway/answers.ts";
import { ask, type GatewayBase, junkHeaders, paths } from "../../targets/gateway/requests.ts";
import { watchOwnStall } from "../stall.ts";
import { answeringGateway } from "./base.ts";

/**
 * A request with a token that cannot be valid: shows whether the gateway holds keys. Sent after a good health answer; each over its own connection.
 * keys: 401 "Forbidden by auth provider" · no-keys: 500 · header-missing: says no Authorization came although it was sent · type-missing:
 * says the type header did not come · open: let in (bypass) · foreign: not the gateway's answer
 */
const attempt = z.object({ result: httpResultSchema, state: z.enum(["keys", "no-keys", "header-missing", "type-missing", "open", "foreign", "no-answer"]), ms: z.number() });
export const schema = z.object({
  first: attempt,
  second: attempt.nullable(),
  /** States of further attempts, quick ones, to find replicas that differ. */
  repeated: z.array(attempt.shape.state),
  /** All quick attempts agree on this; null where they differ. */
  state: attempt.shape.state.nullable(),
});
export type Value = z.infer<typeof schema>;

// A cold gateway fetches keys for the first token, up to ten seconds for each silent issuer, two issuers.
const patientMs = 25_000;
const quickMs = 250;
const burstMs = 1500;

export default {
  title: "How the gateway takes a token that cannot be valid",
  hop: "gateway",
  cost: "cheap",
  needs: ["gateway/address", "gateway/health"],
  uses: ["gateway/elsewhere"],
  timeoutMs: 55_000,
  schema,
  async observe(world) {
    const base = answeringGateway(world);
    if ("absent" in base) return base;
    const first = await send(world, base, patientMs);
    const second = first.state === "no-answer" && world.leftMs() < patientMs ? null : await send(world, base, patientMs);
    const repeated: Value["repeated"] = [];
    const started = world.now().getTime();
    if (second !== null && second.ms < quickMs && (second.state === "keys" || second.state === "no-keys")) {
      while (repeated.length < 18 && world.now().getTime() - started < burstMs) repeated.push((await send(world, base, 2000)).state);
    }
    // The first one may have met a cold gateway: where it was slow, it says nothing about replicas.
    const quick = [...(first.ms < quickMs || second === null ? [first.state] : []), ...(second === null ? [] : [second.state]), ...repeated].filter((state, _, states) => state !== "no-answer" || states.length === 1);
    const state = quick.every((one) => one === quick[0]) ? (quick[0] ?? first.state) : null;
    return { first, second, repeated, state };
  },
  describe(value) {
    const words: Record<Value["first"]["state"], string> = {
      keys: "a junk token is refused as forged, so the gateway holds at least one key",
      "no-keys": "a junk token makes the gateway answer 500 without its own headers: it holds no key at all",
      "header-missing": "the gateway says that no Authorization header came, although one was sent",
      "type-missing": "the gateway says that X-Gitlab-Authentication-Type did not come, although it was sent",
      open: "a junk token is let in: authentication is off",
      foreign: "a junk token gets an answer that is not the gateway's",
      "no-answer": "a junk token gets no answer",
    };
    const tries = (value.second === null ? 1 : 2) + value.repeated.length;
    if (value.state === null) {
      const all = [value.first.state, ...(value.second === null ? [] : [value.second.state]), ...value.repeated];
      return cleanLine(`${tries} equal requests with a junk token got different answers: ${[...new Set(all)].map((state) => `${state} ${all.filter((one) => one === state).length} times`).join(", ")}`);
    }
    return cleanLine(`${words[value.state]} (${tries} tries, the first took ${Math.round(value.first.ms)} ms)`);
  },
} satisfies Fact<Value>;

async function send(world: Surroundings, base: GatewayBase, timeoutMs: number): Promise<Value["first"]> {
  const stall = watchOwnStall();
  const result = await world.probes.http(ask(base, paths.root, world.newId(), { headers: { ...junkHeaders }, fresh: true }), { timeoutMs: Math.max(1, Math.min(timeoutMs, world.leftMs())), signal: world.signal });
  return { result, state: readJunkAnswer(result), ms: Math.max(0, result.timings.total - stall.stop()) };
}
