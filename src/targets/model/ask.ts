import type { Surroundings } from "../../core/fact.ts";
import type { HttpRequest, Route } from "../../core/ports.ts";
import type { HttpResult, StreamResult } from "../../core/probe-answer.ts";
import { Secret } from "../../core/secret.ts";
import { readSpoken, type SpokenReading } from "./spoken.ts";

/** What speaking to a model server needs of a fact's surroundings. */
export type ModelWorld = Pick<Surroundings, "model" | "probes" | "signal" | "newId">;

/** Where and as what a model server is asked. */
export interface ModelPlace {
  /** Endpoint without a slash at its end. */
  base: string;
  /** Name in the request's `model`. */
  servedName: string;
}

export function modelRoute(world: Pick<ModelWorld, "model">): Route {
  return { ca: world.model?.ca, proxy: world.model?.proxy };
}

/** Headers of a request; the id is a UUID, since some servers refuse any other form. The key goes along unless told. */
export function modelHeaders(world: ModelWorld, withKey = true): Record<string, string | Secret> {
  const key = world.model?.apiKey;
  return {
    accept: "application/json",
    "x-request-id": world.newId(),
    ...(withKey && key !== undefined ? { authorization: new Secret(`Bearer ${key.reveal()}`) } : {}),
  };
}

/** One GET. Verified TLS only; redirects are not followed, so a key goes nowhere else. */
export function getFrom(world: ModelWorld, url: string, options: { withKey?: boolean; timeoutMs?: number; keepBytes?: number } = {}): Promise<HttpResult> {
  const request: HttpRequest = { method: "GET", url, headers: modelHeaders(world, options.withKey ?? true), route: modelRoute(world), keepBytes: options.keepBytes ?? 262_144 };
  return world.probes.http(request, { timeoutMs: options.timeoutMs ?? 5000, signal: world.signal });
}

export interface Turn {
  role: "system" | "user" | "assistant";
  content: string;
}

export const userTurn: Turn = { role: "user", content: "Say hello." };
export const systemTurn: Turn = { role: "system", content: "You are a helpful assistant." };

/** Body of the plainest chat request: one token, nothing that some server may refuse. */
export function chatBody(place: ModelPlace, more: Record<string, unknown> = {}): Record<string, unknown> {
  return { model: place.servedName, messages: [userTurn], max_tokens: 1, ...more };
}

/** Asks for one chat completion that is not streamed. Undefined members of the body are left out. */
export async function askChat(world: ModelWorld, place: ModelPlace, body: Record<string, unknown>, timeoutMs: number): Promise<SpokenReading> {
  const result = await world.probes.http(
    { method: "POST", url: `${place.base}/chat/completions`, headers: modelHeaders(world), json: body, route: modelRoute(world), keepBytes: 65_536 },
    { timeoutMs, signal: world.signal },
  );
  return readSpoken(result);
}

/** Asks for one streamed chat completion and reads it line by line. */
export function streamChat(world: ModelWorld, place: ModelPlace, body: Record<string, unknown>, limits: { timeoutMs: number; idleMs: number; signal?: AbortSignal; until?: (line: string) => boolean }): Promise<StreamResult> {
  return world.probes.stream(
    { method: "POST", url: `${place.base}/chat/completions`, headers: { ...modelHeaders(world), accept: "text/event-stream" }, json: { ...body, stream: true }, route: modelRoute(world) },
    { timeoutMs: limits.timeoutMs, idleMs: limits.idleMs, signal: limits.signal ?? world.signal, ...(limits.until === undefined ? {} : { until: limits.until }) },
  );
}
