import { z } from "zod";
import type { Fact } from "../../core/fact.ts";
import { httpResultSchema } from "../../core/probe-answer.ts";
import { cleanLine } from "../../core/text.ts";
import { isUnknownRoute, refusalOf } from "../../targets/gateway/answers.ts";
import { ask, paths } from "../../targets/gateway/requests.ts";
import { answeringGateway } from "./base.ts";

/** GET <gateway>/ without a token, with `Bypass-Auth: true`, and GET /docs without a token. */
export const schema = z.object({
  result: httpResultSchema,
  /** auth-on: the gateway's own 401 · auth-off: 404 `Not Found` of the application · other */
  state: z.enum(["auth-on", "auth-off", "other", "no-answer"]),
  /** With the bypass header the gateway let us in. */
  bypassByHeader: z.boolean().nullable(),
  /** GET /docs without a token is 200. */
  docsOpen: z.boolean().nullable(),
});
export type Value = z.infer<typeof schema>;

export default {
  title: "What the gateway shows to a caller without a token",
  hop: "gateway",
  cost: "cheap",
  needs: ["gateway/address", "gateway/health"],
  uses: ["gateway/elsewhere"],
  timeoutMs: 20_000,
  schema,
  async observe(world) {
    const base = answeringGateway(world);
    if ("absent" in base) return base;
    const limits = { timeoutMs: 6000, signal: world.signal };
    const result = await world.probes.http(ask(base, paths.root, world.newId()), limits);
    const state = result.kind === "failure" ? "no-answer" : refusalOf(result) !== undefined ? "auth-on" : isUnknownRoute(result) ? "auth-off" : "other";
    if (state === "auth-on") {
      const bypassed = await world.probes.http(ask(base, paths.root, world.newId(), { headers: { "bypass-auth": "true" } }), limits);
      return { result, state, bypassByHeader: bypassed.kind === "answer" ? isUnknownRoute(bypassed) : null, docsOpen: null };
    }
    if (state !== "auth-off") return { result, state, bypassByHeader: null, docsOpen: null };
    const docs = await world.probes.http(ask(base, paths.docs, world.newId(), { headers: { accept: "text/html" } }), limits);
    return { result, state, bypassByHeader: null, docsOpen: docs.kind === "answer" ? docs.status === 200 : null };
  },
  describe(value) {
    const status = value.result.kind === "answer" ? String(value.result.status) : value.result.reason;
    if (value.bypassByHeader === true) return "GET / without a token is refused, and let in with the header Bypass-Auth";
    if (value.state === "auth-on") return cleanLine(`GET / without a token is refused by the gateway: 401 ${refusalOf(value.result) ?? ""}`);
    if (value.state === "auth-off") return `GET / without a token is 404 Not Found of the application${value.docsOpen === true ? ", and /docs is open" : ""}: nobody asked for a token`;
    return cleanLine(`GET / without a token: ${status}`);
  },
} satisfies Fact<Value>;
