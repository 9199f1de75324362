import { z } from "zod";
import type { Fact } from "../../core/fact.ts";
import { header, type HttpResult, httpResultSchema } from "../../core/probe-answer.ts";
import { cleanLine } from "../../core/text.ts";
import { askRest, jsonOf, listAt, textAt } from "../../targets/gitlab/rest.ts";

/** What GitLab shows to anybody. */
export const schema = z.object({
  signIn: httpResultSchema,
  /** GET /api/v4/metadata without a token: 401 JSON proves that Rails works. */
  metadata: httpResultSchema,
  /** GET /-/readiness?all=1; 404 where the worker is not on the monitoring allowlist. */
  readiness: httpResultSchema,
  /** Rails answered (401 JSON of the API, or a good sign-in page). */
  alive: z.boolean(),
  /** A proxy or GitLab's own front answered 5xx for Rails, twice, some seconds apart. */
  down: z.boolean(),
  /** Names of failing readiness checks (database, redis, gitaly ...), where the answer was readable. */
  failingChecks: z.array(z.string()),
});
export type Value = z.infer<typeof schema>;

const broken = (result: HttpResult): boolean => result.kind === "answer" && result.status >= 500;

/** An answer of GitLab's API: a version, or a refusal with its words; of another path than its own it says `404 Not Found`. Any API has an `error` or a `message`. */
function speaksAsApi(status: number, json: unknown): boolean {
  if (status < 300) return textAt(json, "version") !== null;
  const words = textAt(json, "message") ?? textAt(json, "error");
  return status === 404 ? words?.startsWith("404") === true : words !== null;
}

function railsAnswered(signIn: HttpResult, metadata: HttpResult): boolean {
  const api = metadata.kind === "answer" && metadata.status < 500 && speaksAsApi(metadata.status, jsonOf(metadata));
  // Rails marks what it answers; a page of something in front of it does not.
  return api || (signIn.kind === "answer" && signIn.status === 200 && (header(signIn, "x-runtime") !== undefined || header(signIn, "x-gitlab-meta") !== undefined));
}

/** Names of the checks that are not ok in the JSON of /-/readiness: `{"db_check":[{"status":"failed"}]}`. */
function failingChecksOf(readiness: HttpResult): string[] {
  const json = jsonOf(readiness);
  if (readiness.kind !== "answer" || readiness.status !== 503 || json === null || typeof json !== "object") return [];
  return Object.keys(json)
    .filter((name) => (listAt(json, name) ?? []).some((entry) => textAt(entry, "status") !== "ok" && textAt(entry, "status") !== null))
    .map((name) => cleanLine(name.replace(/_check$/u, ""), 40))
    .slice(0, 20);
}

export default {
  title: "What GitLab shows to anybody",
  hop: "gitlab",
  cost: "cheap",
  timeoutMs: 20_000,
  schema,
  async observe(world) {
    const look = (): Promise<HttpResult[]> => Promise.all(["/users/sign_in", "/api/v4/metadata"].map(async (path) => (await askRest(world, "GET", path, { anonymous: true, timeoutMs: 8000, keepBytes: 16_384 })).result));
    const [first, readiness] = await Promise.all([look(), askRest(world, "GET", "/-/readiness?all=1", { anonymous: true, timeoutMs: 8000 })]);
    let [signIn, metadata] = first as [HttpResult, HttpResult];
    let down = broken(signIn) && broken(metadata);
    if (down) {
      await world.pause(3000);
      [signIn, metadata] = (await look()) as [HttpResult, HttpResult];
      down = broken(signIn) && broken(metadata);
    }
    return { signIn, metadata, readiness: readiness.result, alive: railsAnswered(signIn, metadata), down, failingChecks: failingChecksOf(readiness.result) };
  },
  describe(value) {
    const say = (result: HttpResult): string => (result.kind === "answer" ? String(result.status) : `${result.reason} (${result.phase})`);
    const failing = value.failingChecks.length === 0 ? "" : `; not ready: ${value.failingChecks.join(", ")}`;
    return `sign-in page ${say(value.signIn)}, API without a token ${say(value.metadata)}, readiness ${say(value.readiness)}${failing}`;
  },
} satisfies Fact<Value>;
