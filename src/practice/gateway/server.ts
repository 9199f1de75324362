import type { RequestListener } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { authenticate } from "./auth.ts";
import { answerChat, answerOldChat, sendInvalid } from "./chat.ts";
import { answerCode } from "./code.ts";
import type { Caller, GatewayContext } from "./context.ts";
import { definitionsOf } from "./definitions.ts";
import { answerPrompt } from "./prompts.ts";
import { beginExchange, send, sendCrash, sendJson } from "./reply.ts";
import type { Exchange } from "./reply.ts";
import { isOn } from "./settings.ts";
import { answerDocs, answerEmbeddings, answerUserToken } from "./side-routes.ts";
import { docsPage } from "./docs-page.ts";
import { logAccess, logRefusedToken } from "./log.ts";
import { readBody } from "../wire.ts";

/** The gateway's HTTP surface: preflight, then authentication, then routing, in this order. */

type Answer = (exchange: Exchange, context: GatewayContext, caller: Caller, body: unknown) => Promise<void> | void;

interface Route {
  method: "GET" | "POST";
  answer: Answer;
}

const getRoutes: Record<string, Answer> = {
  "/monitoring/healthz": (exchange) => sendJson(exchange, 200, {}),
  // The readiness route asks cloud vendors, for which a self-hosted gateway has no keys.
  "/monitoring/ready": (exchange) => sendCrash(exchange),
  "/v1/models/definitions": (exchange, context) => sendJson(exchange, 200, definitionsOf(context.world.release)),
  "/docs": (exchange) => send(exchange, 200, "text/html; charset=utf-8", docsPage),
  "/openapi.json": (exchange) => sendJson(exchange, 200, { openapi: "3.1.0", info: { title: "GitLab AI Gateway", description: "GitLab AI Gateway API to execute AI actions", version: "0.1.0" }, paths: {} }),
};

const postRoutes: Record<string, Answer> = {
  "/v2/chat/agent": answerChat,
  "/v2/code/completions": (exchange, context, caller, body) => answerCode(exchange, context, caller, "v2", "completion", body),
  "/v2/completions": (exchange, context, caller, body) => answerCode(exchange, context, caller, "v2", "completion", body),
  "/v2/code/generations": (exchange, context, caller, body) => answerCode(exchange, context, caller, "v2", "generation", body),
  "/v3/code/completions": (exchange, context, caller, body) => answerCode(exchange, context, caller, "v3", "completion", body),
  "/v4/code/suggestions": (exchange, context, caller, body) => answerCode(exchange, context, caller, "v4", "completion", body),
  "/v1/code/user_access_token": (exchange, context, caller) => answerUserToken(exchange, context, caller),
  "/v1/search/gitlab-docs": (exchange, context, caller) => answerDocs(exchange, context, caller),
  "/v1/embeddings/code_embeddings": (exchange, context, _caller, body) => answerEmbeddings(exchange, context, body),
};

const openPaths = new Set(["/monitoring/healthz", "/monitoring/ready", "/metrics", "/v1/models/definitions"]);

function routeOf(path: string): Route | undefined {
  const get = getRoutes[path];
  if (get) return { method: "GET", answer: get };
  const post = postRoutes[path];
  if (post) return { method: "POST", answer: post };
  if (path.startsWith("/v1/chat/")) return { method: "POST", answer: (exchange, _context, _caller, body) => answerOldChat(exchange, body) };
  const prompt = /^\/(v1|v2)\/prompts\/(.+)$/.exec(path);
  if (prompt) return { method: "POST", answer: (exchange, context, caller, body) => answerPrompt(exchange, context, caller, prompt[2] ?? "", prompt[1] as "v1" | "v2", body) };
  if (/^\/v1\/proxy\/(anthropic|openai|vertex-ai)\//.test(path)) {
    return { method: "POST", answer: (exchange) => sendJson(exchange, 400, { detail: "Missing x-gitlab-unit-primitive header" }) };
  }
  return undefined;
}

/** Decides who asks; answers itself and returns null where nobody may pass. */
async function callerOf(exchange: Exchange, context: GatewayContext, path: string): Promise<Caller | null> {
  const { env } = context.world;
  const verbose = exchange.request.headers["x-gitlab-enabled-instance-verbose-ai-logs"] === "true";
  const base = { requestId: exchange.requestId, verbose };
  const open = openPaths.has(path) && !(path === "/v1/models/definitions" && definitionsOf(context.world.release) === null);
  if (open || isOn(env, "AIGW_AUTH__BYPASS_EXTERNAL")) return { ...base, scopes: "all" };
  const cache = context.inTurn(context.caches);
  const result = await authenticate({
    headers: exchange.request.headers,
    keys: async () => (await cache?.keys()) ?? [],
    audience: env.AIGW_CLOUD_CONNECTOR_SERVICE_NAME ?? "gitlab-ai-gateway",
    ownIssuer: "gitlab-ai-gateway",
    nowS: Date.now() / 1000 + context.world.clockOffsetS,
  });
  if (result.kind === "ok") return { ...base, scopes: result.claims.scopes };
  if (result.kind === "no-keys") {
    const message = "No keys founds in JWKS; are OIDC providers up?";
    context.log.write({ exception_class: "CriticalAuthError", backtrace: `CriticalAuthError: ${message}`, correlation_id: exchange.requestId, logger: "exceptions", level: "error", message });
    sendCrash(exchange);
  } else {
    if (result.raised) logRefusedToken(context.log, result.raised, exchange.requestId);
    exchange.refusal = result.reason;
    sendJson(exchange, 401, { error: result.reason });
  }
  return null;
}

async function bodyOf(exchange: Exchange): Promise<{ value: unknown } | "unreadable"> {
  const { text } = await readBody(exchange.request);
  if (text === "") return { value: undefined };
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return "unreadable";
  }
}

async function answer(exchange: Exchange, context: GatewayContext): Promise<void> {
  const { request } = exchange;
  const method = request.method ?? "GET";
  const path = decodePath((request.url ?? "/").split("?")[0] ?? "/");
  if (method === "OPTIONS" && request.headers.origin && request.headers["access-control-request-method"]) {
    const cors: [string, string][] = [
      ["access-control-allow-origin", "*"],
      ["access-control-allow-methods", "POST"],
      ["access-control-max-age", "600"],
    ];
    return send(exchange, 200, "text/plain; charset=utf-8", "OK", cors, "untimed");
  }
  // One blocked worker: while keys are fetched, nothing else is answered, not even the health route.
  await Promise.all(context.caches.map((cache) => cache.thawed()));
  // A queue is no wait between tries: it takes its time.
  if (context.world.queueMs > 0) await wait(context.world.queueMs);
  const caller = await callerOf(exchange, context, path);
  if (!caller) return void request.resume();
  const route = routeOf(path);
  if (!route) {
    request.resume();
    if (path.length > 1 && path.endsWith("/") && routeOf(path.slice(0, -1))) {
      return send(exchange, 307, null, "", [["location", `http://${request.headers.host ?? ""}${path.slice(0, -1)}`]]);
    }
    return sendJson(exchange, 404, { detail: "Not Found" });
  }
  if (route.method !== method) {
    request.resume();
    return sendJson(exchange, 405, { detail: "Method Not Allowed" }, [["allow", route.method]]);
  }
  const body = method === "POST" ? await bodyOf(exchange) : { value: undefined };
  const needsBody = !["/v1/code/user_access_token"].includes(path);
  if (body === "unreadable" || (method === "POST" && needsBody && body.value === undefined)) {
    return sendInvalid(exchange, context, caller, { type: "missing", loc: ["body"], msg: "Field required", input: null });
  }
  await route.answer(exchange, context, caller, body.value);
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** The request handler of one gateway process. */
export function gatewayHandler(context: GatewayContext): RequestListener {
  return (request, response) => {
    const exchange = beginExchange(request, response, context.world.clockOffsetS);
    answer(exchange, context)
      .catch(() => (response.headersSent ? response.destroy() : sendCrash(exchange)))
      .finally(() => {
        logAccess(context.log, exchange);
        context.patience.forget(exchange.requestId);
      });
  };
}
