import { z } from "zod";
import type { Fact } from "../../core/fact.ts";
import { httpResultSchema } from "../../core/probe-answer.ts";
import { cleanLine, shorten } from "../../core/text.ts";
import { parseJson, refusalOf } from "../../targets/gateway/answers.ts";
import { bracketOf, firstOpen } from "../../targets/gateway/releases.ts";
import { ask, paths } from "../../targets/gateway/requests.ts";
import { answeringGateway } from "./base.ts";

/** GET <gateway>/v1/models/definitions without a token, and the release that it looks like. */
export const schema = z.object({
  result: httpResultSchema,
  /** open: 200 with a list · closed: 401 with auth on (older than 18.4) · absent: 404 · other */
  state: z.enum(["open", "closed", "absent", "other"]),
  identifiers: z.array(z.string()),
  features: z.array(z.string()),
  /** Releases it may be, `major.minor`; null end = not known. */
  oldest: z.string().nullable(),
  newest: z.string().nullable(),
});
export type Value = z.infer<typeof schema>;

export default {
  title: "Models and features that the gateway knows",
  hop: "gateway",
  cost: "cheap",
  needs: ["gateway/address", "gateway/health"],
  uses: ["gateway/elsewhere"],
  timeoutMs: 12_000,
  schema,
  async observe(world) {
    const base = answeringGateway(world);
    if ("absent" in base) return base;
    const full = await world.probes.http(ask(base, paths.definitions, world.newId(), { keepBytes: 2_000_000 }), { timeoutMs: 8000, signal: world.signal });
    const lists = full.kind === "answer" && full.status === 200 ? readLists(full.body) : undefined;
    // The lists stand in the value already; the answer keeps what shows where it came from.
    const result = full.kind === "answer" ? { ...full, body: shorten(full.body, 200) } : full;
    if (lists !== undefined) return { result, state: "open", ...lists, ...bracketOf(lists.identifiers, lists.features) };
    if (refusalOf(full) !== undefined) return { result, state: "closed", identifiers: [], features: [], oldest: null, newest: before(firstOpen) };
    const gone = full.kind === "answer" && full.status === 404;
    return { result, state: gone ? "absent" : "other", identifiers: [], features: [], oldest: null, newest: null };
  },
  describe(value) {
    if (value.state === "closed") return `the gateway lists its models only to callers with a token, so it is older than ${firstOpen}`;
    if (value.state !== "open") return cleanLine(`the gateway's list of models: ${value.result.kind === "answer" ? String(value.result.status) : value.result.reason}`);
    const release = value.oldest === null ? "of no release that is known here" : value.newest === null ? `as in ${value.oldest} or later` : `as in ${value.oldest}`;
    return `the gateway lists ${value.identifiers.length} models and ${value.features.length} features, ${release}`;
  },
} satisfies Fact<Value>;

function before(release: string): string {
  const [major = 0, minor = 0] = release.split(".").map(Number);
  return `${major}.${minor - 1}`;
}

function readLists(body: string): { identifiers: string[]; features: string[] } | undefined {
  const value = parseJson(body);
  if (value === undefined || !Array.isArray(value["models"])) return undefined;
  return { identifiers: named(value["models"], "identifier"), features: named(value["unit_primitives"], "feature_setting") };
}

function named(list: unknown, key: string): string[] {
  if (!Array.isArray(list)) return [];
  const names = list.map((entry: unknown) => (typeof entry === "object" && entry !== null ? (entry as Record<string, unknown>)[key] : undefined));
  return names.filter((name) => typeof name === "string").slice(0, 1000).map((name) => cleanLine(name, 100));
}
