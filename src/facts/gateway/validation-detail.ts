import { z } from "zod";
import { absent, type Fact } from "../../core/fact.ts";
import { detailOf } from "../../targets/gateway/answers.ts";
import { callerHeaders } from "../../targets/gateway/model-leg.ts";
import { ask, paths } from "../../targets/gateway/requests.ts";
import { answeringGateway } from "./base.ts";
import type { Value as Root } from "./root.ts";

/** A schema error of the gateway without the verbose header: its detail shows whether request logging is on. */
export const schema = z.object({ status: z.number(), detailed: z.boolean() });
export type Value = z.infer<typeof schema>;

export default {
  title: "How much the gateway says about a request that does not fit its schema",
  hop: "gateway",
  cost: "cheap",
  needs: ["gateway/address", "gateway/health"],
  uses: ["gateway/root", "gateway/elsewhere", "gitlab/token-route"],
  timeoutMs: 8000,
  schema,
  async observe(world) {
    const base = answeringGateway(world);
    if ("absent" in base) return base;
    const root = world.read("gateway/root") as Root | undefined;
    const open = root?.state === "auth-off";
    const headers = callerHeaders(world);
    if (!open && Object.keys(headers).length === 0) return absent({ reason: "not-permitted", rung: "ai-features" });
    if (!open && base.unverified) return absent({ reason: "blocked", by: "gateway/reach" });
    const result = await world.probes.http(ask(base, paths.codeCompletions, world.newId(), { method: "POST", headers: open ? {} : headers, json: {} }), { timeoutMs: 6000, signal: world.signal });
    const detail = detailOf(result);
    if (result.kind === "failure" || result.status !== 422 || detail === undefined) return absent({ reason: "not-applicable", because: "the gateway did not get as far as its schema" });
    return { status: result.status, detailed: detail !== "Validation error" };
  },
  describe: (value) => (value.detailed ? "a request that does not fit is answered with the whole list of errors, so request logging is on" : "a request that does not fit is answered with Validation error alone, so request logging is off"),
} satisfies Fact<Value>;
