import { createHash } from "node:crypto";
import type { IncomingMessage, RequestListener } from "node:http";
import type { Socket } from "node:net";
import { tokenKey } from "../base.ts";
import { readBody } from "../wire.ts";
import type { UserWorld, World } from "../world.ts";
import { externalUrl } from "./context.ts";
import type { GitlabContext } from "./context.ts";
import { answer, answerJson, answerPage, newRequestId } from "./exchange.ts";
import type { GitlabExchange } from "./exchange.ts";
import { answerGraphql } from "./graphql.ts";
import { answerRest } from "./rest.ts";

/** GitLab's HTTP surface: health, sign-in, issuer, REST, GraphQL, and the WebSocket upgrade. */

function userOf(world: World, request: IncomingMessage): { user: UserWorld | null; badToken: boolean } {
  const bearer = /^Bearer\s+(.+)$/i.exec(request.headers.authorization ?? "")?.[1];
  const given = bearer ?? request.headers["private-token"];
  const token = Array.isArray(given) ? given[0] : given;
  if (!token) return { user: null, badToken: false };
  const user = world.gitlab.users.find((item) => item.token === token) ?? null;
  return { user, badToken: user === null };
}

function keySet(world: World): object {
  if (!world.gitlab.signingKey || !world.gitlab.secretsReadable) return { keys: [] };
  return { keys: [{ ...tokenKey("gitlab").publicKey.export({ format: "jwk" }), kid: "gitlab-cloud-connector", use: "sig", alg: "RS256" }] };
}

function discovery(exchange: GitlabExchange): void {
  const { world } = exchange;
  const base = externalUrl(world);
  if (world.gitlab.discovery === "html") return answerPage(exchange, 200, "Maintenance", "<h1>Deploy in progress</h1>");
  if (world.gitlab.discovery === "login-redirect") return answer(exchange, 302, "text/html; charset=utf-8", "<html><body>You are being redirected.</body></html>", { Location: `${base}/users/sign_in` });
  const keysBase = world.gitlab.keysHost ? base.replace(/\/\/[^/]+/, `//${world.gitlab.keysHost}`) : base;
  const value: Record<string, unknown> = {
    issuer: base,
    authorization_endpoint: `${base}/oauth/authorize`,
    token_endpoint: `${base}/oauth/token`,
    userinfo_endpoint: `${base}/oauth/userinfo`,
    jwks_uri: `${keysBase}/oauth/discovery/keys`,
    scopes_supported: ["api", "read_api", "openid", "profile", "email"],
    response_types_supported: ["code"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
  };
  if (world.gitlab.discovery === "without-keys-address") delete value.jwks_uri;
  return answerJson(exchange, 200, value);
}

function monitoring(exchange: GitlabExchange, path: string): void {
  const { gitlab } = exchange.world;
  if (!gitlab.monitoringAllowed) return answerPage(exchange, 404, "The page could not be found or you don't have permission to view it (404)", "<h1>404: Page not found</h1>");
  if (path === "/-/health") return answer(exchange, 200, "text/plain; charset=utf-8", "GitLab OK");
  if (path === "/-/liveness") return answerJson(exchange, 200, { status: "ok" });
  const checks = Object.fromEntries(["db_check", "cache_check", "queues_check", "shared_state_check", "gitaly_check"].map((name) => [name, [name === gitlab.failingPart ? { status: "failed", message: "unexpected result" } : { status: "ok" }]]));
  return answerJson(exchange, gitlab.failingPart ? 503 : 200, { status: gitlab.failingPart ? "failed" : "ok", master_check: [{ status: "ok" }], ...checks });
}

async function route(context: GitlabContext, exchange: GitlabExchange): Promise<void> {
  const { world, path, request } = exchange;
  if (!world.gitlab.healthy) return answerPage(exchange, 502, "GitLab is not responding (502)", "<h1>502</h1><h3>Whoops, GitLab is taking too much time to respond.</h3>");
  if (["/-/health", "/-/liveness", "/-/readiness"].includes(path)) return monitoring(exchange, path);
  if (path === "/.well-known/openid-configuration") return discovery(exchange);
  if (path === "/oauth/discovery/keys" || path === "/-/jwks") return answerJson(exchange, 200, keySet(world));
  if (path === "/users/sign_in") return answerPage(exchange, 200, "Sign in", '<form action="/users/sign_in" method="post"><input name="user[login]"><input type="password" name="user[password]"></form>');
  if (path === "/api/graphql") {
    if (request.method !== "POST") return answer(exchange, 200, "text/html; charset=utf-8", "<html></html>");
    if (exchange.badToken) return answerJson(exchange, 401, { errors: [{ message: "Invalid token" }] });
    let body: unknown;
    try {
      body = JSON.parse(exchange.body);
    } catch {
      body = {};
    }
    const reply = await answerGraphql(context, world, exchange.user, (body ?? {}) as object);
    return answerJson(exchange, reply.status, reply.body);
  }
  if (path.startsWith("/api/v4/")) return answerRest(context, exchange);
  if (path === "/-/cable" || path === "/api/v4/ai/duo_workflows/ws") return answer(exchange, 400, "text/plain", "Bad Request");
  if (path === "/") return answer(exchange, 302, "text/html; charset=utf-8", "<html><body>You are being redirected.</body></html>", { Location: `${externalUrl(world)}/users/sign_in` });
  return answerPage(exchange, 404, "Not Found", "<h1>404: Page not found</h1><p>Make sure the address is correct and the page has not moved.</p>");
}

/** The request handler of GitLab. */
export function gitlabHandler(context: GitlabContext): RequestListener {
  return (request, response) => {
    const world = context.world();
    void (async () => {
      const url = new URL(request.url ?? "/", "http://gitlab");
      const root = world.gitlab.relativeRoot;
      const body = (await readBody(request)).text;
      const exchange: GitlabExchange = { world, request, response, path: url.pathname.slice(root.length) || "/", query: url.searchParams, ...userOf(world, request), requestId: newRequestId(), body };
      if (root !== "" && !url.pathname.startsWith(root)) return answerPage(exchange, 404, "Not Found", "<h1>404 Not Found</h1>");
      return route(context, exchange);
    })().catch(() => (response.headersSent ? response.destroy() : response.writeHead(500).end('{"message":"500 Internal Server Error"}')));
  };
}

/** WebSocket upgrades: the browser's cable, and the agent platform's socket. */
export function gitlabUpgrade(context: GitlabContext): (request: IncomingMessage, socket: Socket, head: Buffer) => void {
  return (request, socket) => {
    const world = context.world();
    socket.on("error", () => undefined);
    const path = (request.url ?? "/").split("?")[0]?.slice(world.gitlab.relativeRoot.length) ?? "/";
    const date = new Date(Date.now() + world.gitlab.clockOffsetS * 1000).toUTCString();
    const refuse = (status: string, type: string, text: string): void => void socket.end(`HTTP/1.1 ${status}\r\nServer: nginx\r\nDate: ${date}\r\nContent-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(text)}\r\nConnection: close\r\n\r\n${text}`);
    if (!world.gitlab.healthy) return refuse("502 Bad Gateway", "text/html", "<html><head><title>502 Bad Gateway</title></head></html>\r\n");
    // A proxy without the upgrade headers passes a plain request on.
    if (world.gitlab.cable === "stripped") return refuse("400 Bad Request", "text/plain", "Bad Request");
    const { user } = userOf(world, request);
    if (path === "/api/v4/ai/duo_workflows/ws" && !user) return refuse("401 Unauthorized", "application/json", '{"message":"401 Unauthorized"}');
    if (path !== "/-/cable" && path !== "/api/v4/ai/duo_workflows/ws") return refuse("404 Not Found", "text/html", "<html></html>");
    if (request.headers.origin && new URL(request.headers.origin).origin !== new URL(externalUrl(world)).origin) return refuse("404 Not Found", "text/plain", "Page not found");
    const accept = createHash("sha1").update(`${request.headers["sec-websocket-key"] ?? ""}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
    const protocol = request.headers["sec-websocket-protocol"] ? "Sec-WebSocket-Protocol: actioncable-v1-json\r\n" : "";
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nServer: nginx\r\nDate: ${date}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n${protocol}\r\n`);
    socket.once("data", () => socket.end());
    socket.setTimeout(30_000, () => socket.destroy());
  };
}
