import { header, type HttpResult } from "../../core/probe-answer.ts";
import { parseJson } from "./answers.ts";

/** How things that are no gateway give themselves away on open routes. */

/** Prometheus text, which a metrics listener gives for any path. */
export function metricsMark(result: HttpResult): boolean {
  return result.kind === "answer" && result.status === 200 && /^# (?:HELP|TYPE) [a-zA-Z_:]/u.test(result.body);
}

/** GitLab's own headers, or its API's refusal, or its sign-in page. */
export function gitlabMark(result: HttpResult | undefined): boolean {
  if (result?.kind !== "answer") return false;
  if (header(result, "x-gitlab-meta") !== undefined) return true;
  if (result.status >= 300 && result.status < 400) return /\/users\/sign_in(?:[?#]|$)/u.test(header(result, "location") ?? "");
  if (result.status === 401 && parseJson(result.body)?.["message"] === "401 Unauthorized") return true;
  return /<meta[^>]+content="GitLab"/u.test(result.body) || /<title>[^<]*GitLab[^<]*<\/title>/iu.test(result.body);
}

/** Which model server answers, from the list of models and the routes of single products. */
export function modelServerOf(answers: { list: HttpResult | undefined; version: HttpResult | undefined; tags: HttpResult | undefined; health: HttpResult }): { product: string | null; because: string } | undefined {
  const tags = jsonOf(answers.tags);
  if (tags !== undefined && Array.isArray(tags["models"])) return { product: "Ollama", because: "/api/tags lists models" };
  const list = jsonOf(answers.list);
  if (list !== undefined && (list["object"] === "list" || Array.isArray(list["data"]))) {
    const first: unknown = Array.isArray(list["data"]) ? list["data"][0] : undefined;
    const owner = typeof first === "object" && first !== null ? (first as Record<string, unknown>)["owned_by"] : undefined;
    const names: Readonly<Record<string, string>> = { vllm: "vLLM", llamacpp: "llama.cpp", sglang: "SGLang", library: "Ollama", openai: "LiteLLM" };
    const byVersion = jsonOf(answers.version)?.["version"] === undefined ? null : "vLLM";
    return { product: (typeof owner === "string" ? names[owner] : undefined) ?? byVersion, because: "/v1/models lists models" };
  }
  const wantsKey = keyWantedBy(answers.list);
  if (wantsKey !== undefined) return { product: wantsKey, because: "/v1/models wants a key, in the words of a model server" };
  if ([answers.health, answers.list].some((answer) => answer?.kind === "answer" && /^llama\.cpp\b/iu.test(header(answer, "server") ?? ""))) return { product: "llama.cpp", because: "the server calls itself llama.cpp" };
  if (answers.list?.kind === "answer" && (answers.list.status === 401 || answers.list.status === 403) && answers.health.kind === "answer" && answers.health.status === 404 && jsonOf(answers.list, true) !== undefined) {
    return { product: null, because: `/v1/models wants a key (${answers.list.status}) while the health route is 404` };
  }
  return undefined;
}

/** Who refuses a list of models for want of a key: OpenAI's form of an error, or vLLM's bare word; null where the form alone is known. */
function keyWantedBy(list: HttpResult | undefined): string | null | undefined {
  if (list?.kind !== "answer" || (list.status !== 401 && list.status !== 403)) return undefined;
  const error = jsonOf(list, true)?.["error"];
  if (error === "Unauthorized") return "vLLM";
  if (typeof error !== "object" || error === null || typeof (error as Record<string, unknown>)["message"] !== "string") return undefined;
  if (/^llama\.cpp\b/iu.test(header(list, "server") ?? "")) return "llama.cpp";
  return header(list, "x-litellm-version") === undefined && (error as Record<string, unknown>)["type"] !== "auth_error" ? null : "LiteLLM";
}

function jsonOf(result: HttpResult | undefined, anyStatus = false): Record<string, unknown> | undefined {
  if (result?.kind !== "answer" || (!anyStatus && result.status !== 200)) return undefined;
  return parseJson(result.body) ?? (Array.isArray(tryJson(result.body)) ? {} : undefined);
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
