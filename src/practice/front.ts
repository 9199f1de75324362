import { request as sendOn } from "node:http";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { CallFailure, callOver, readBody } from "./wire.ts";
import type { View } from "./wire.ts";
import type { FrontWorld, World } from "./world.ts";

/** A reverse proxy in front of the gateway: nginx, HAProxy or Envoy, well or badly configured. */

const phrases: Record<number, string> = { 301: "Moved Permanently", 302: "Found", 307: "Temporary Redirect", 308: "Permanent Redirect", 403: "Forbidden", 405: "Not Allowed", 413: "Request Entity Too Large", 415: "Unsupported Media Type", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Time-out" };

const serverName: Record<FrontWorld["product"], string> = { nginx: "nginx/1.26.3", haproxy: "", envoy: "envoy" };

function page(front: FrontWorld, status: number): { type: string; body: string } {
  if (front.product === "envoy") return { type: "text/plain", body: status === 503 ? "no healthy upstream" : "upstream request timeout" };
  if (front.product === "haproxy") return { type: "text/html", body: `<html><body><h1>${status} ${phrases[status] ?? ""}</h1>\n${status === 503 ? "No server is available to handle this request." : "The server didn't respond in time."}\n</body></html>\n` };
  return { type: "text/html", body: `<html>\r\n<head><title>${status} ${phrases[status] ?? ""}</title></head>\r\n<body>\r\n<center><h1>${status} ${phrases[status] ?? ""}</h1></center>\r\n<hr><center>nginx/1.26.3</center>\r\n</body>\r\n</html>\r\n` };
}

function sendOwn(front: FrontWorld, response: ServerResponse, status: number, type: string, body: string, extra: Record<string, string> = {}): void {
  const server = serverName[front.product];
  response.writeHead(status, { ...(server ? { Server: server } : {}), "Content-Type": type, "Content-Length": String(Buffer.byteLength(body)), ...extra });
  response.end(body);
}

function sendPage(front: FrontWorld, response: ServerResponse, status: number, extra: Record<string, string> = {}): void {
  const { type, body } = page(front, status);
  sendOwn(front, response, status, type, body, extra);
}

const loginPage = '<!DOCTYPE html><html><head><title>Log in to continue</title></head><body><form method="post" action="/realms/corp/login-actions/authenticate"><input name="username"><input type="password" name="password"></form></body></html>\n';

/** Answers by itself where its configuration says so. */
function ownAnswer(front: FrontWorld, world: World, request: IncomingMessage, response: ServerResponse, bodyLength: number): boolean {
  const path = request.url ?? "/";
  if (front.otherSite) {
    const home = path === "/" ? "<html><head><title>Welcome to nginx!</title></head><body><h1>Welcome to nginx!</h1></body></html>\n" : null;
    if (home) sendOwn(front, response, 200, "text/html", home);
    else sendPage(front, response, 404);
    return true;
  }
  if (front.login === "page") {
    sendOwn(front, response, 200, "text/html; charset=utf-8", loginPage);
    return true;
  }
  if (front.login === "redirect") {
    sendPage(front, response, 302, { Location: `http://127.0.0.1:${world.ports.spare}/realms/corp/protocol/openid-connect/auth?client_id=aigw` });
    return true;
  }
  if (front.login === "basic") {
    sendPage(front, response, 401, { "WWW-Authenticate": 'Basic realm="Restricted"' });
    return true;
  }
  if (front.redirects) {
    const host = request.headers.host ?? "";
    const target = front.redirects.to === "https" ? `http://${front.host}:${world.ports.gateway}${path}` : `http://${host}${path}/`;
    if (front.redirects.to === "https" || !path.endsWith("/")) {
      sendPage(front, response, front.redirects.status, { Location: target });
      return true;
    }
  }
  if (front.refuses && request.method !== "GET" && request.method !== "HEAD" && bodyLength > front.refuses.above) {
    sendPage(front, response, front.refuses.status);
    return true;
  }
  return false;
}

function targetPath(front: FrontWorld, path: string): string | null {
  if (!front.prefix) return path;
  if (!path.startsWith(front.prefix.path)) return null;
  return front.prefix.stripped ? path.slice(front.prefix.path.length) || "/" : path;
}

async function forward(world: World, front: FrontWorld, view: View, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { text: body } = await readBody(request);
  if (ownAnswer(front, world, request, response, Buffer.byteLength(body))) return;
  const path = targetPath(front, front.redirects?.to === "slash" ? (request.url ?? "/").replace(/\/$/, "") : (request.url ?? "/"));
  if (path === null) return sendPage(front, response, 404);
  if (front.backend !== "up") return sendPage(front, response, front.product === "nginx" ? 502 : 503);
  const dropped = new Set(["host", "connection", "content-length", "transfer-encoding", ...front.strips.map((name) => name.toLowerCase())]);
  const headers = Object.fromEntries(Object.entries(request.headers).filter((entry): entry is [string, string] => !dropped.has(entry[0]) && typeof entry[1] === "string"));
  const { gateway } = world;
  try {
    const answer = await callOver(view, {
      method: request.method ?? "GET",
      url: `${gateway.tls ? "https" : "http"}://${gateway.host}:${world.ports.gateway}${path}`,
      headers: { ...headers, host: request.headers.host ?? "", "x-forwarded-for": "127.0.0.1" },
      idleTimeoutMs: front.readTimeoutMs,
      ...(body === "" ? {} : { body }),
    });
    const kept = Object.entries(answer.headers).filter(([name]) => !["server", "date", "connection", "keep-alive", "transfer-encoding"].includes(name));
    const server = serverName[front.product];
    const head = { ...(server ? { Server: server } : {}), ...Object.fromEntries(kept.filter((entry): entry is [string, string] => typeof entry[1] === "string")) };
    if (front.buffers) {
      const whole = await readBody(answer.body);
      response.writeHead(answer.status, { ...head, "content-length": String(Buffer.byteLength(whole.text)) });
      response.end(whole.text);
      return;
    }
    response.writeHead(answer.status, head);
    response.flushHeaders();
    const limit = front.cutsStreamAfterMs === null ? undefined : wait(front.cutsStreamAfterMs).then(() => "cut" as const);
    const source = answer.body[Symbol.asyncIterator]();
    for (;;) {
      const next = source.next();
      const first = limit ? await Promise.race([next, limit]) : await next;
      if (first === "cut") {
        answer.body.destroy();
        response.socket?.destroySoon();
        return;
      }
      if (first.done) break;
      response.write(first.value as Buffer);
    }
    response.end();
  } catch (error) {
    if (response.headersSent) response.socket?.destroySoon();
    else if (error instanceof CallFailure && error.code === "IDLE_TIMEOUT") sendPage(front, response, 504);
    else sendPage(front, response, front.product === "nginx" ? 502 : 503);
  }
}

/** The request handler of the proxy. */
export function frontHandler(world: () => World, view: () => View): RequestListener {
  return (request, response) => {
    const now = world();
    if (!now.front) return void response.writeHead(404).end();
    forward(now, now.front, view(), request, response).catch(() => response.destroy());
  };
}

/** A forward proxy of the squid kind that knows no internal name: every request ends in its own error page. */
export function forwardProxyHandler(): RequestListener {
  return (request, response) => {
    request.resume();
    const body = `<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 4.01//EN">\n<html><head><title>ERROR: The requested URL could not be retrieved</title></head><body id="ERR_CONNECT_FAIL"><h1>ERROR</h1><p>The following error was encountered while trying to retrieve the URL: <a href="${(request.url ?? "").replace(/[<>"]/g, "")}">the address</a></p><p>Unable to connect</p><hr><p>Generated by proxy (squid/6.10)</p></body></html>\n`;
    response.writeHead(503, { Server: "squid/6.10", "Mime-Version": "1.0", "Content-Type": "text/html;charset=utf-8", "X-Squid-Error": "ERR_CONNECT_FAIL 111", "Content-Length": String(Buffer.byteLength(body)), Via: "1.1 proxy (squid/6.10)", Connection: "close" });
    response.end(body);
  };
}

/** A forward proxy that passes plain http on to where it should go. */
export function passingProxyHandler(): RequestListener {
  return (request, response) => {
    const target = URL.canParse(request.url ?? "") ? new URL(request.url ?? "") : undefined;
    if (target?.protocol !== "http:") return void response.writeHead(400, { Server: "squid/6.10", "Content-Length": "0", Connection: "close" }).end();
    const { "proxy-authorization": _login, "proxy-connection": _kept, ...headers } = request.headers;
    const onward = sendOn({ host: target.hostname.replace(/^\[|\]$/g, ""), port: Number(target.port || 80), method: request.method, path: `${target.pathname}${target.search}`, headers: { ...headers, via: "1.1 proxy (squid/6.10)" } }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, { ...answer.headers, via: "1.1 proxy (squid/6.10)" });
      answer.on("error", () => response.destroy()).pipe(response);
    });
    onward.on("error", () => (response.headersSent ? response.destroy() : forwardProxyHandler()(request, response)));
    response.on("close", () => onward.destroy());
    request.pipe(onward);
  };
}
