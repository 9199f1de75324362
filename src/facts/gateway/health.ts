import { z } from "zod";
import type { Fact } from "../../core/fact.ts";
import { header, type HttpResult, httpResultSchema } from "../../core/probe-answer.ts";
import { cleanLine } from "../../core/text.ts";
import { asksForLogin, formOf, hasGatewayMarks, isGoodHealth, isProxyError } from "../../targets/gateway/answers.ts";
import { ask, type GatewayBase, paths } from "../../targets/gateway/requests.ts";
import { addressToProbe } from "./base.ts";
import { gitlabGetsNothing, gitlabIsSilent } from "../silence.ts";
import { watchOwnStall } from "../stall.ts";
import { routeToGateway } from "./route.ts";

/** GET <gateway>/monitoring/healthz. Redirects are not followed; certificates are verified, and looked at without verification where that failed. */
export const schema = z.object({
  result: httpResultSchema,
  /** Where verification failed: the same request without it (no token is ever sent that way). */
  unverified: httpResultSchema.nullable(),
  /** 200 with a body of exactly `{}`, verified or not. */
  good: z.boolean(),
  /** Several questions in a row, of which at least one was answered well: ms until the first byte, or until it was given up. */
  firstByteMs: z.array(z.number()),
  /** Set by the gateway: X-Process-Time is there. */
  marks: z.boolean(),
  server: z.string().nullable(),
  /** What answered instead: html page, proxy's own error page, login, redirect, other JSON ... */
  form: z.enum(["good", "html", "json", "text", "empty", "redirect", "none"]),
  location: z.string().nullable(),
  /** A page that asks for a login, or WWW-Authenticate. */
  login: z.boolean(),
  /** The page of a proxy that found no backend (502, 503, 504). */
  proxyError: z.boolean(),
});
export type Value = z.infer<typeof schema>;

// A gateway that fetches keys of a silent issuer hangs for ten seconds and more, health route included; then it is asked again.
const firstMs = 6000;
const patientMs = 15_000;
const againMs = 3000;
// Where GitLab had waited in vain for longer than that freeze, a second look of the first length is enough.
// Above this a health answer is slow enough to be worth more of them, with pauses, so that one freeze does not look like load.
const slowMs = 700;

export default {
  title: "Health of the gateway",
  hop: "gitlab-to-gateway",
  cost: "cheap",
  needs: ["gateway/address"],
  uses: ["gitlab/front"],
  timeoutMs: 30_000,
  schema,
  async observe(world) {
    const address = addressToProbe(world);
    if ("absent" in address) return address;
    const base: GatewayBase = { url: address.url, route: routeToGateway(world), unverified: false };
    const stalls = new WeakMap<HttpResult, number>();
    const get = async (where: GatewayBase, timeoutMs: number): Promise<HttpResult> => {
      const stall = watchOwnStall();
      const answer = await world.probes.http(ask(where, paths.health, world.newId(), { fresh: true }), { timeoutMs, signal: world.signal });
      stalls.set(answer, stall.stop());
      return answer;
    };
    const took = (answer: HttpResult): number => Math.max(0, waitOf(answer) - (stalls.get(answer) ?? 0));
    let result = await get(base, firstMs);
    const givenUp: number[] = [];
    if (result.kind === "failure" && result.reason === "no-answer" && !gitlabIsSilent(world) && world.leftMs() > patientMs / 2) {
      givenUp.push(took(result));
      result = await get(base, Math.min(gitlabGetsNothing(world) ? firstMs : patientMs, world.leftMs()));
    }
    const distrusted = result.kind === "failure" && result.phase === "tls" && result.reason.startsWith("certificate-");
    const loose: GatewayBase = { ...base, unverified: true };
    const unverified = distrusted ? await get(loose, firstMs) : null;
    const seen = unverified ?? result;
    const good = isGoodHealth(seen);
    const firstByteMs = good ? [...givenUp, ...(await timeAgain(seen, () => get(distrusted ? loose : base, againMs), took, world.pause, 4 - givenUp.length))] : [];
    return {
      result,
      unverified,
      good,
      firstByteMs,
      marks: seen.kind === "answer" && hasGatewayMarks(seen),
      server: seen.kind === "answer" ? (header(seen, "server") ?? null) : null,
      form: formOf(seen),
      location: seen.kind === "answer" ? (header(seen, "location") ?? null) : null,
      login: asksForLogin(seen),
      proxyError: isProxyError(seen),
    };
  },
  describe(value) {
    const by = value.server === null ? "" : ` (server: ${value.server})`;
    const seen = value.unverified ?? value.result;
    const trust = value.unverified === null ? "" : ", looked at without trusting the certificate";
    if (seen.kind === "failure") return cleanLine(`GET /monitoring/healthz failed while in phase ${seen.phase}: ${seen.reason}`);
    if (value.good) {
      const slow = value.firstByteMs.length >= 4 ? `, in ${value.firstByteMs.length} tries after ${value.firstByteMs.map((ms) => (ms / 1000).toFixed(1)).join(", ")} s` : "";
      return cleanLine(`GET /monitoring/healthz is 200 {} after ${Math.round(seen.timings.total)} ms${slow}${by}${trust}`);
    }
    const what = value.form === "redirect" ? ` to ${value.location ?? "?"}` : value.login ? ", a login" : value.proxyError ? ", a proxy's error page" : `, ${value.form}`;
    return cleanLine(`GET /monitoring/healthz is ${seen.status}${what} instead of 200 {}${by}${trust}`);
  },
} satisfies Fact<Value>;

async function timeAgain(first: HttpResult, again: () => Promise<HttpResult>, took: (answer: HttpResult) => number, pause: (ms: number) => Promise<void>, wanted: number): Promise<number[]> {
  const times = [took(first)];
  const slow = (times[0] ?? 0) > slowMs;
  for (let more = slow ? wanted : 2; more > 0; more -= 1) {
    if (slow) await pause(400);
    const next = await again();
    if (!isGoodHealth(next) && !(next.kind === "failure" && next.reason === "no-answer")) break;
    times.push(took(next));
  }
  return times;
}

// From the opened connection to the first byte: what the gateway itself takes.
function waitOf(result: HttpResult): number {
  const { resolved, connected, secured, firstByte, total } = result.timings;
  return Math.max(0, (firstByte ?? total) - (secured ?? connected ?? resolved ?? 0));
}
