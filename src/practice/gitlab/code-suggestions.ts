import { CallFailure, readBody } from "../wire.ts";
import { isAtLeast } from "../world.ts";
import { askGateway, callGateway, serviceHeaders } from "./context.ts";
import type { GitlabContext } from "./context.ts";
import { entitlementOf, metadataOf, modelFor, providerOf } from "./entitlement.ts";
import { answer, answerJson, fromMonolith } from "./exchange.ts";
import type { GitlabExchange } from "./exchange.ts";

/** The code suggestion routes: token for editors, completion through Workhorse, project switch, connection details. */

/** Counts a hit and says whether it is beyond the limit. */
export function isOverLimit(context: GitlabContext, key: string, limit: number, windowMs: number): boolean {
  const now = Date.now();
  const recent = (context.hits.get(key) ?? []).filter((at) => now - at < windowMs);
  recent.push(now);
  context.hits.set(key, recent);
  return recent.length > limit;
}

const tooMany = { message: { error: "This endpoint has been requested too many times. Try again later." } };

/** POST /api/v4/code_suggestions/direct_access */
export async function directAccess(context: GitlabContext, exchange: GitlabExchange): Promise<void> {
  const { world, user } = exchange;
  if (!user) return;
  if (!entitlementOf(world, user).code) return answerJson(exchange, 401, { message: "401 Unauthorized" }, fromMonolith);
  const completion = modelFor(world, "code_completions");
  if (world.gitlab.settings.disabled_direct_code_suggestions || completion?.family === "claude_3") {
    return answerJson(exchange, 403, { message: "403 Forbidden - Direct connections are disabled" }, fromMonolith);
  }
  if (world.gitlab.rateLimited || isOverLimit(context, `direct:${user.id}`, 10, 300_000)) return answerJson(exchange, 429, tooMany, fromMonolith);
  const provider = providerOf(world, "code_completions");
  if (provider === "disabled") return answerJson(exchange, 401, { message: "401 Unauthorized" });
  if (world.gitlab.duo.aiGatewayUrl !== null && !completion) return answerJson(exchange, 503, { message: "No Code Completion model provided" });
  try {
    const headers = await serviceHeaders(world, user, "gitlab-ai-gateway");
    const limitMs = isAtLeast(world.gitlab.version, 19, 0) ? 3_000 : 30_000;
    const reply = await askGateway(context, "gitlab", "/v1/code/user_access_token", { headers, limitMs, openMs: limitMs, requestId: exchange.requestId });
    if (reply.status < 200 || reply.status > 299) return answerJson(exchange, 503, { message: "Token creation failed" });
    let token: unknown;
    let expires: unknown;
    try {
      ({ token, expires_at: expires } = JSON.parse(reply.text) as { token?: unknown; expires_at?: unknown });
    } catch {
      token = undefined;
    }
    if (typeof token !== "string") return answerJson(exchange, 503, { message: "Token is missing in response" });
    const base = world.gitlab.duo.aiGatewayUrl ?? "https://cloud.gitlab.com/ai";
    const { authorization: _own, ...shown } = headers;
    return answerJson(exchange, 201, { base_url: base, token, expires_at: expires, headers: Object.fromEntries(Object.entries(shown).map(([name, value]) => [name.replace(/(^|-)\w/g, (letter) => letter.toUpperCase()), value])) });
  } catch (error) {
    if (!(error instanceof CallFailure)) throw error;
    return answerJson(exchange, 500, { message: "500 Internal Server Error" });
  }
}

/** Workhorse's own answer where the gateway gave none. */
function workhorseFailed(exchange: GitlabExchange): void {
  answer(exchange, 500, "text/plain; charset=utf-8", "Internal Server Error\n");
}

/** POST /api/v4/code_suggestions/completions: Rails decides, Workhorse fetches and passes the gateway's answer through. */
export async function completions(context: GitlabContext, exchange: GitlabExchange): Promise<void> {
  const { world, user } = exchange;
  if (!user) return;
  let request: { current_file?: { file_name?: string; content_above_cursor?: string; content_below_cursor?: string }; intent?: string; stream?: boolean; project_path?: string };
  try {
    request = JSON.parse(exchange.body) as typeof request;
  } catch {
    return answerJson(exchange, 400, { error: "The request body is not valid JSON" });
  }
  if (!request.current_file?.file_name) return answerJson(exchange, 400, { error: "current_file is missing, current_file[file_name] is missing" });
  if (!entitlementOf(world, user).code) return answerJson(exchange, 401, { message: "401 Unauthorized" }, fromMonolith);
  const use = request.intent === "generation" ? "generation" : "completion";
  const feature = use === "generation" ? "code_generations" : "code_completions";
  const provider = providerOf(world, feature);
  if (provider === "disabled") return answerJson(exchange, 401, { message: "401 Unauthorized" }, fromMonolith);
  if (world.gitlab.rateLimited || isOverLimit(context, `completions:${user.id}`, 60, 60_000)) return answerJson(exchange, 429, tooMany, fromMonolith);
  // Releases with the billing defect refuse by themselves before anything is sent.
  if (world.gitlab.billingDefect) return answerJson(exchange, 403, { message: "16:Forbidden by auth provider" });
  const model = modelFor(world, feature);
  const file = { file_name: request.current_file.file_name, content_above_cursor: request.current_file.content_above_cursor ?? "", content_below_cursor: request.current_file.content_below_cursor ?? "" };
  const payload = { ...file, language_identifier: "ruby", stream: request.stream === true, ...(use === "generation" ? { prompt_id: "code_suggestions/generations", prompt_version: "^1.0.0" } : {}) };
  const body = { prompt_components: [{ type: `code_editor_${use}`, payload }], ...(model ? { model_metadata: metadataOf(model) } : {}) };
  try {
    const headers = await serviceHeaders(world, user, "gitlab-ai-gateway", { blank: !model && world.gitlab.duo.aiGatewayUrl !== null });
    const reply = await callGateway(context, "gitlab", "/v3/code/completions", { headers, body, limitMs: 55_000, requestId: exchange.requestId });
    const passed = ["content-type", "x-process-time", "x-streaming-format", "retry-after", "www-authenticate", "location"];
    if (request.stream === true && reply.status === 200) {
      exchange.response.writeHead(200, { Server: "nginx", "Content-Type": String(reply.headers["content-type"] ?? ""), "X-Request-Id": exchange.requestId, "X-Accel-Buffering": "no" });
      reply.body.on("aborted", () => exchange.response.destroy());
      reply.body.pipe(exchange.response);
      return;
    }
    const { text, cut } = await readBody(reply.body);
    if (cut) return void exchange.response.destroy();
    const kept = Object.fromEntries(passed.flatMap((name) => (typeof reply.headers[name] === "string" ? [[name.replace(/(^|-)\w/g, (letter) => letter.toUpperCase()), reply.headers[name]]] : [])));
    const { "Content-Type": type, ...others } = kept as Record<string, string>;
    return answer(exchange, reply.status, type ?? null, text, others);
  } catch (error) {
    if (!(error instanceof CallFailure)) throw error;
    return workhorseFailed(exchange);
  }
}

/** POST /api/v4/code_suggestions/enabled */
export function enabledFor(exchange: GitlabExchange): void {
  const { world, user } = exchange;
  let path: unknown;
  try {
    path = (JSON.parse(exchange.body) as { project_path?: unknown }).project_path;
  } catch {
    path = exchange.query.get("project_path");
  }
  const project = world.gitlab.projects.find((item) => item.path === path);
  if (!project || (project.visibleTo === "admins" && !user?.admin)) return answerJson(exchange, 404, { message: "404 Project Not Found" });
  return project.duo && world.gitlab.settings.duo_features_enabled ? answerJson(exchange, 200, "200") : answerJson(exchange, 403, { message: "403 Forbidden" });
}

/** POST /api/v4/code_suggestions/connection_details (18.3 and later) */
export function connectionDetails(exchange: GitlabExchange): void {
  const { world, user } = exchange;
  if (!user || !entitlementOf(world, user).code) return answerJson(exchange, 401, { message: "401 Unauthorized" }, fromMonolith);
  return answerJson(exchange, 200, {
    instance_id: world.gitlab.instanceId,
    instance_version: world.gitlab.version.replace("-ee", ""),
    realm: "self-managed",
    global_user_id: `user-${user.id}`,
    host_name: world.gitlab.host,
    feature_enablement_type: "add_on",
    saas_duo_pro_namespace_ids: "",
  });
}

