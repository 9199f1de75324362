import { z } from "zod";
import type { Fact, Surroundings } from "../../core/fact.ts";
import { header, type HttpResult, httpResultSchema } from "../../core/probe-answer.ts";
import { cleanLine } from "../../core/text.ts";
import { gitlabRoute, jsonOf, listAt, textAt } from "../../targets/gitlab/rest.ts";

const document = z.object({
  url: z.string(),
  /** Last answer after at most 3 redirects, as the gateway would follow them. */
  result: httpResultSchema,
  redirects: z.array(z.string()),
  /** `json` = a JSON object; `not-json` = anything else that came with an answer; `failed` = no answer. */
  form: z.enum(["json", "not-json", "failed"]),
  issuer: z.string().nullable(),
  jwksUri: z.string().nullable(),
});

/** What the gateway fetches from GitLab to check tokens, fetched by the worker. The gateway asks at the root of the host, whatever path GitLab has. */
export const schema = z.object({
  /** GitLab's URL has a path of its own (relative URL root). */
  relativeRoot: z.boolean(),
  atRoot: document,
  /** The same below GitLab's path, where it has one. */
  atPath: document.nullable(),
  /** The key list that `jwks_uri` names. */
  keys: z.object({
    url: z.string(),
    result: httpResultSchema,
    form: z.enum(["json", "not-json", "failed"]),
    /** Key ids; empty list = `{"keys":[]}`; null = no `keys` member. */
    kids: z.array(z.string()).nullable(),
    /** Scheme, host or port differ from those of the address that answered. */
    otherOrigin: z.boolean(),
  }).nullable(),
});
export type Value = z.infer<typeof schema>;

type World = Pick<Surroundings, "probes" | "signal" | "stack">;

/** Fetches without a token, following at most three redirects. */
async function fetchOpen(world: World, url: string): Promise<{ result: HttpResult; redirects: string[] }> {
  const redirects: string[] = [];
  let at = url;
  for (;;) {
    const result = await world.probes.http({ url: at, headers: { accept: "application/json" }, route: gitlabRoute(world.stack), keepBytes: 65_536 }, { timeoutMs: 8000, signal: world.signal });
    const location = result.kind === "answer" && result.status >= 301 && result.status <= 308 ? header(result, "location") : undefined;
    if (location === undefined || redirects.length >= 3 || !URL.canParse(location, at)) return { result, redirects };
    at = new URL(location, at).href;
    if (!/^https?:/u.test(at)) return { result, redirects };
    redirects.push(cleanLine(at, 500));
  }
}

const formOf = (result: HttpResult, json: unknown): "json" | "not-json" | "failed" => (result.kind === "failure" ? "failed" : json !== null && typeof json === "object" && !Array.isArray(json) ? "json" : "not-json");

/** Body and headers matter to nobody beyond what is read here; the answer itself stays small. */
const trimmed = (result: HttpResult): HttpResult => (result.kind === "answer" ? { ...result, body: cleanLine(result.body, 600) } : result);

async function readDocument(world: World, url: string): Promise<z.infer<typeof document>> {
  const { result, redirects } = await fetchOpen(world, url);
  const json = jsonOf(result);
  return { url, result: trimmed(result), redirects, form: formOf(result, json), issuer: address(textAt(json, "issuer")), jwksUri: address(textAt(json, "jwks_uri")) };
}

const address = (text: string | null): string | null => (text === null ? null : cleanLine(text, 2048));
const originOf = (url: string): string | undefined => (URL.canParse(url) ? new URL(url).origin : undefined);

export default {
  title: "Discovery document and signing keys of GitLab",
  hop: "gateway-to-gitlab",
  cost: "cheap",
  timeoutMs: 30_000,
  schema,
  async observe(world) {
    const base = new URL(world.stack.gitlab.url);
    const path = base.pathname.replace(/\/+$/u, "");
    const relativeRoot = path !== "";
    const wellKnown = "/.well-known/openid-configuration";
    const [atRoot, atPath] = await Promise.all([readDocument(world, `${base.origin}${wellKnown}`), relativeRoot ? readDocument(world, `${base.origin}${path}${wellKnown}`) : null]);
    const jwksUri = atRoot.jwksUri ?? atPath?.jwksUri ?? null;
    if (jwksUri === null || !/^https?:\/\//iu.test(jwksUri) || !URL.canParse(jwksUri)) return { relativeRoot, atRoot, atPath, keys: null };
    const { result } = await fetchOpen(world, jwksUri);
    const json = jsonOf(result);
    const kids = listAt(json, "keys")?.map((key, place) => cleanLine(textAt(key, "kid") ?? `key ${place + 1}`, 120)).slice(0, 20) ?? null;
    const answered = atRoot.jwksUri === null ? (atPath?.url ?? atRoot.url) : (atRoot.redirects.at(-1) ?? atRoot.url);
    return { relativeRoot, atRoot, atPath, keys: { url: jwksUri, result: trimmed(result), form: formOf(result, json), kids, otherOrigin: originOf(jwksUri) !== originOf(answered) } };
  },
  describe(value) {
    const say = (result: HttpResult): string => (result.kind === "answer" ? String(result.status) : `${result.reason} (${result.phase})`);
    const doc = `discovery document ${value.atRoot.url} is ${say(value.atRoot.result)} ${value.atRoot.form === "json" ? `with issuer ${value.atRoot.issuer ?? "not told"}` : `(${value.atRoot.form})`}`;
    if (value.keys === null) return `${doc}; it names no key list`;
    const keys = value.keys.kids === null ? `is ${say(value.keys.result)} and no key list` : `holds ${value.keys.kids.length} key${value.keys.kids.length === 1 ? "" : "s"}`;
    return `${doc}; key list ${value.keys.url} ${keys}`;
  },
} satisfies Fact<Value>;
