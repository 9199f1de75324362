import { header, type HttpResult } from "../../core/probe-answer.ts";
import { cleanLine } from "../../core/text.ts";
import { parseJson } from "./spoken.ts";

export type Product = "vllm" | "sglang" | "tgi" | "llama.cpp" | "ollama" | "litellm" | "nim" | "lm-studio" | "transformers" | "unknown";
export type Health = "good" | "loading" | "dead" | "other";

export interface ProductReading {
  product: Product;
  version: string | null;
  health: Health | null;
  ready: boolean | null;
  because: string;
}

/** Open routes that tell one product from another; all GETs, none generates. LiteLLM's own /health calls every model, so it is not among them. */
export const openRoutes = ["/health", "/version", "/api/version", "/health/readiness", "/info", "/v1/health/ready", "/v1/health/live"] as const;
export type OpenRoute = (typeof openRoutes)[number];

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json => value !== null && typeof value === "object" && !Array.isArray(value);
const textAt = (json: unknown, key: string): string | null => (isObject(json) && typeof json[key] === "string" ? cleanLine(json[key], 60) : null);

/** The product from the list of models, where its owner says so. */
export function productOfOwner(ownedBy: string | null): Product | undefined {
  if (ownedBy === "vllm") return "vllm";
  if (ownedBy === "sglang") return "sglang";
  if (ownedBy === "llamacpp") return "llama.cpp";
  return undefined;
}

/** Routes worth asking when the product is half known. */
export function routesFor(product: Product | undefined): readonly OpenRoute[] {
  if (product === "vllm") return ["/health", "/version"];
  if (product === "llama.cpp" || product === "sglang") return ["/health"];
  return openRoutes;
}

/** Which product answers, from open routes and the `server` header; `unknown` where nothing tells. */
export function readProduct(guess: Product | undefined, answers: Readonly<Partial<Record<OpenRoute, HttpResult>>>): ProductReading {
  const at = (route: OpenRoute): { status: number; json: unknown; server: string } | undefined => {
    const result = answers[route];
    return result?.kind === "answer" ? { status: result.status, json: parseJson(result.body), server: header(result, "server") ?? "" } : undefined;
  };
  const health = at("/health");
  const readiness = at("/health/readiness");
  const ollama = at("/api/version");
  const version = at("/version");
  const info = at("/info");
  const nimReady = at("/v1/health/ready");
  const nimLive = at("/v1/health/live");
  const found = (product: Product, because: string, more: Partial<ProductReading> = {}): ProductReading => ({ product, version: null, health: health === undefined ? null : healthOf(health), ready: null, because, ...more });

  if (guess === "vllm") return found("vllm", "owned_by of its models", { version: version?.status === 200 ? textAt(version.json, "version") : null });
  if (guess !== undefined) return found(guess, "owned_by of its models");
  if (ollama?.status === 200 && textAt(ollama.json, "version") !== null) return found("ollama", "GET /api/version", { version: textAt(ollama.json, "version"), health: "good" });
  if (isObject(readiness?.json) && (readiness.json["db"] !== undefined || readiness.json["litellm_version"] !== undefined)) {
    return found("litellm", "GET /health/readiness", { version: textAt(readiness.json, "litellm_version"), health: readiness.status === 200 ? "good" : "other", ready: readiness.status === 200 });
  }
  if (health?.server.startsWith("llama.cpp") === true) return found("llama.cpp", "its Server header");
  if (isObject(info?.json) && info.json["model_id"] !== undefined) return found("tgi", "GET /info", { version: textAt(info.json, "version") });
  if (nimReady !== undefined && nimLive?.status === 200 && (nimReady.status === 200 || nimReady.status === 503)) {
    return found("nim", "GET /v1/health/live and /ready", { health: nimReady.status === 200 ? "good" : "loading", ready: nimReady.status === 200 });
  }
  if (isObject(health?.json) && health.json["error_type"] === "healthcheck") return found("tgi", "GET /health", { health: "dead" });
  if (health?.status === 503 && isObject(health.json) && isObject(health.json["error"]) && health.json["error"]["type"] === "unavailable_error") return found("llama.cpp", "GET /health", { health: "loading" });
  if (version?.status === 200 && textAt(version.json, "version") !== null && health !== undefined) return found("vllm", "GET /version", { version: textAt(version.json, "version") });
  const lmStudio = [version, info].find((answer) => answer?.status === 200 && (textAt(answer.json, "error") ?? "").startsWith("Unexpected endpoint"));
  if (lmStudio !== undefined) return found("lm-studio", "its answer to an unknown route", { health: null });
  return found("unknown", "no open route tells", { health: null });
}

function healthOf(answer: { status: number; json: unknown }): Health {
  if (answer.status === 200) return "good";
  const error = isObject(answer.json) && isObject(answer.json["error"]) ? answer.json["error"] : undefined;
  if (answer.status === 503 && (error?.["type"] === "unavailable_error" || textAt(answer.json, "status") === "loading model")) return "loading";
  if (answer.status === 503 || answer.status === 500) return "dead";
  return "other";
}
