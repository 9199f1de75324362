import type { Absence, Surroundings } from "../../core/fact.ts";
import type { HttpRequest, Route } from "../../core/ports.ts";
import type { HttpResult } from "../../core/probe-answer.ts";
import { Secret } from "../../core/secret.ts";
import type { StackConfig } from "../../core/stack.ts";

/** What speaking to GitLab needs of a fact's surroundings. */
export type GitlabWorld = Pick<Surroundings, "stack" | "probes" | "signal">;

export interface RestOptions {
  json?: unknown;
  /** Milliseconds; 10 s unless told. */
  timeoutMs?: number;
  /** Bytes of body to keep; 256 KiB unless told. */
  keepBytes?: number;
  /** Ask without the token. */
  anonymous?: boolean;
  headers?: Record<string, string | Secret>;
}

/** An answer of GitLab together with its body as JSON, where it is JSON and came whole. */
export interface RestAnswer {
  result: HttpResult;
  json: unknown;
}

/** GitLab's address without a slash at the end, then the path. Any path that GitLab itself lives under is kept. */
export function gitlabUrl(stack: StackConfig, path: string): string {
  return `${stack.gitlab.url.replace(/\/+$/u, "")}${path}`;
}

export function gitlabRoute(stack: StackConfig): Route {
  return { ca: stack.gitlab.ca, proxy: stack.gitlab.proxy };
}

/**
 * Headers that carry the configured token; none without one. Both ways that GitLab knows are used: a proxy with a login of its own in
 * front of GitLab takes `Authorization` for itself, and an OAuth token is only good there.
 */
export function tokenHeaders(stack: StackConfig): Record<string, Secret> {
  const token = stack.gitlab.token;
  if (token === undefined) return {};
  return { authorization: new Secret(`Bearer ${token.reveal()}`), "private-token": token };
}

/** The JSON of a whole body; undefined for anything else. */
export function jsonOf(result: HttpResult): unknown {
  if (result.kind !== "answer" || result.end !== "complete" || result.body.length === 0) return undefined;
  try {
    return JSON.parse(result.body) as unknown;
  } catch {
    return undefined;
  }
}

/** One member of a JSON object, or undefined. */
export function member(value: unknown, ...path: readonly string[]): unknown {
  let at: unknown = value;
  for (const key of path) {
    if (at === null || typeof at !== "object" || Array.isArray(at)) return undefined;
    at = Object.hasOwn(at, key) ? (at as Record<string, unknown>)[key] : undefined;
  }
  return at;
}

export function textAt(value: unknown, ...path: readonly string[]): string | null {
  const found = member(value, ...path);
  return typeof found === "string" ? found : null;
}

export function truthAt(value: unknown, ...path: readonly string[]): boolean | null {
  const found = member(value, ...path);
  return typeof found === "boolean" ? found : null;
}

export function numberAt(value: unknown, ...path: readonly string[]): number | null {
  const found = member(value, ...path);
  return typeof found === "number" && Number.isFinite(found) ? found : null;
}

export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] | null {
  const found = member(value, ...path);
  return Array.isArray(found) ? (found as unknown[]) : null;
}

/** One request to a path of GitLab, with the token unless told. Redirects are not followed, so the token goes nowhere else. */
export async function askRest(world: GitlabWorld, method: NonNullable<HttpRequest["method"]>, path: string, options: RestOptions = {}): Promise<RestAnswer> {
  const result = await world.probes.http(
    {
      method,
      url: gitlabUrl(world.stack, path),
      headers: { accept: "application/json", ...(options.anonymous === true ? {} : tokenHeaders(world.stack)), ...options.headers },
      ...(options.json === undefined ? {} : { json: options.json }),
      route: gitlabRoute(world.stack),
      keepBytes: options.keepBytes ?? 262_144,
    },
    { timeoutMs: options.timeoutMs ?? 10_000, signal: world.signal },
  );
  return { result, json: jsonOf(result) };
}

/**
 * Scopes that GitLab names as sufficient when it refuses a token for lack of them (403 with `error: insufficient_scope` and `scope`);
 * null where the refusal is of another kind.
 */
export function scopesWanted(answer: RestAnswer): string | null {
  if (answer.result.kind !== "answer" || answer.result.status !== 403) return null;
  if (textAt(answer.json, "error") !== "insufficient_scope") return null;
  return textAt(answer.json, "scope") ?? "";
}

/** Why GitLab's settings told nothing: its token could not be tried at all, or it is not an administrator's. */
export const untold = (world: Pick<Surroundings, "stack" | "read">): Absence =>
  world.stack.gitlab.token !== undefined && world.read("gitlab/token") === undefined ? { reason: "blocked", by: "gitlab/token" } : { reason: "not-permitted", rung: "admin" };
