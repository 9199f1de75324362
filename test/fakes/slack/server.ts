import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { problemsOf } from "./limits.ts";
import { methods, type Uploads } from "./methods.ts";
import { missingFrom } from "./required.ts";
import type { World } from "./world.ts";

export interface Call {
  method: string;
  args: Record<string, string>;
  at: number;
  token?: string;
}

/** What shall go wrong with the next calls. */
export interface Fault {
  method: string;
  channel?: string;
  times: number;
  /** Seconds of Retry-After; an HTTP status; a platform error; or an act that happens although the answer is lost. */
  how: { retryAfter: number } | { status: number } | { error: string } | { act: "then-hang-up" } | { delayMs: number };
}

interface Waiting {
  ack(payload: Record<string, unknown>): void;
}

export interface Server {
  url: string;
  calls: Call[];
  faults: Fault[];
  sockets: Set<WebSocket>;
  /** False: apps.connections.open is refused and sockets are not taken. */
  up: boolean;
  /** Asks one socket to leave, as Slack does about once an hour, and gives it nothing more. */
  refresh(reason?: "refresh_requested" | "warning" | "link_disabled"): WebSocket | undefined;
  /** Sends an envelope over one of the sockets; resolves with what was acknowledged. */
  envelope(type: string, payload: unknown, more?: Record<string, unknown>): Promise<{ payload: unknown; afterMs: number } | undefined>;
  /** A response address for one interaction. */
  responseUrl(channel: string, user: string, message?: string): string;
  close(): Promise<void>;
}

export const tokens = { bot: "xoxb-1-fake", app: "xapp-1-fake", signingSecret: "5ecre7" };
const ackMs = 3_000;

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Slack's side of the wire: Web API, Socket Mode, response addresses, uploads. On 127.0.0.1 only. */
export async function openServer(world: World): Promise<Server> {
  const calls: Call[] = [];
  const faults: Fault[] = [];
  const waiting = new Map<string, Waiting>();
  const sockets = new Set<WebSocket>();
  const leaving = new WeakSet<WebSocket>();
  const responses = new Map<string, { channel: string; user: string; left: number; until: number }>();
  let count = 0;
  let base = "";
  const uploads: Uploads = { url: (id) => `${base}/upload/${id}`, bytes: new Map() };

  const send = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void => {
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
  };

  function faultFor(method: string, args: Record<string, string>): Fault["how"] | undefined {
    const fault = faults.find((one) => one.times > 0 && one.method === method && (one.channel === undefined || one.channel === args["channel"]));
    if (fault === undefined) return undefined;
    fault.times -= 1;
    return fault.how;
  }

  async function api(method: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const args = Object.fromEntries(new URLSearchParams((await bodyOf(request)).toString()));
    const token = args["token"] ?? (request.headers.authorization ?? "").replace("Bearer ", "");
    calls.push({ method, args, at: Date.now(), token });
    if (method === "apps.connections.open") {
      if (!server.up) return send(response, 503, { ok: false, error: "service_unavailable" });
      if (token !== tokens.app) return send(response, 200, { ok: false, error: token.startsWith("xoxb") ? "not_allowed_token_type" : "invalid_auth" });
      return send(response, 200, { ok: true, url: `${base.replace("http", "ws")}/link/?ticket=${(count += 1)}` });
    }
    const how = faultFor(method, args);
    if (how !== undefined && "delayMs" in how) await new Promise((resolve) => setTimeout(resolve, how.delayMs));
    if (how !== undefined && "retryAfter" in how) return send(response, 429, { ok: false, error: "ratelimited" }, { "retry-after": String(how.retryAfter) });
    if (how !== undefined && "status" in how) return send(response, how.status, { ok: false, error: "internal_error" });
    if (how !== undefined && "error" in how) return send(response, 200, { ok: false, error: how.error });
    if (method === "oauth.v2.access") return send(response, 200, access(world, args));
    if (!world.tokens.has(token)) return send(response, 200, { ok: false, error: "invalid_auth" });
    const known = methods[method];
    if (known === undefined) return send(response, 200, { ok: false, error: "unknown_method" });
    if (known.scope !== undefined && !world.scopes.has(known.scope)) return send(response, 200, { ok: false, error: "missing_scope", needed: known.scope });
    const missing = missingFrom(method, args);
    if (missing.length > 0) return send(response, 200, { ok: false, error: "invalid_arguments", response_metadata: { messages: missing } });
    const answer = known.run(args, world, uploads, token);
    if (how !== undefined && "act" in how) return void request.socket.destroy();
    send(response, 200, answer, { "x-oauth-scopes": [...world.scopes].join(",") });
  }

  async function respond(id: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const address = responses.get(id);
    calls.push({ method: "response_url", args: {}, at: Date.now(), token: "" });
    const body = JSON.parse((await bodyOf(request)).toString()) as { text?: string; blocks?: unknown[]; response_type?: string; thread_ts?: string; replace_original?: boolean };
    if (address === undefined || address.until < Date.now()) return send(response, 404, { ok: false, error: "expired_url" });
    if (address.left === 0) return send(response, 404, { ok: false, error: "used_url" });
    address.left -= 1;
    const problems = body.blocks === undefined ? [] : problemsOf(body.blocks);
    if (problems.length > 0) return send(response, 400, { ok: false, error: "invalid_blocks", response_metadata: { messages: problems } });
    if (body.replace_original === true) return send(response, 500, { ok: false, error: "the fake does not replace" });
    const at = { channel: address.channel, text: body.text ?? "", ...(body.blocks === undefined ? {} : { blocks: body.blocks }), ...(body.thread_ts === undefined ? {} : { thread_ts: body.thread_ts }) };
    if (body.response_type === "in_channel") world.messages.push({ ...at, ts: world.ts(), user: world.bot.userId, bot_id: world.bot.botId, history: [{ text: at.text, blocks: body.blocks ?? [], at: Date.now() }] });
    else world.ephemerals.push({ ...at, user: address.user, by: "response_url" });
    send(response, 200, { ok: true });
  }

  const http = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://fake").pathname;
    const [, kind, name = ""] = path.split("/");
    const handle = async (): Promise<void> => {
      if (kind === "api") return api(name, request, response);
      if (kind === "respond") return respond(name, request, response);
      if (kind === "upload") {
        const upload = uploads.bytes.get(name);
        const raw = await bodyOf(request);
        if (upload !== undefined) upload.content = contentOf(raw, request.headers["content-type"] ?? "");
        return void response.writeHead(upload === undefined ? 404 : 200).end("OK");
      }
      response.writeHead(404).end();
    };
    handle().catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  const links = new WebSocketServer({ noServer: true });
  http.on("upgrade", (request, socket, head) => {
    if (!server.up) return void socket.destroy();
    links.handleUpgrade(request, socket, head, (link) => {
      sockets.add(link);
      link.on("close", () => sockets.delete(link));
      link.on("message", (data) => {
        const { envelope_id: id, payload } = JSON.parse(String(data)) as { envelope_id: string; payload: Record<string, unknown> };
        waiting.get(id)?.ack(payload);
      });
      link.send(JSON.stringify({ type: "hello", num_connections: sockets.size, debug_info: { host: "fake", approximate_connection_time: 3600 }, connection_info: { app_id: "A0" } }));
    });
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  base = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;

  const server: Server = {
    url: base, calls, faults, sockets, up: true,
    refresh(reason = "refresh_requested") {
      const [link] = [...sockets].filter((one) => !leaving.has(one));
      if (link === undefined) return undefined;
      leaving.add(link);
      link.send(JSON.stringify({ type: "disconnect", reason, debug_info: { host: "fake" } }));
      return link;
    },
    async envelope(type, payload, more = {}) {
      // Slack gives each payload to one of the sockets.
      const open = [...sockets].filter((link) => link.readyState === link.OPEN && !leaving.has(link));
      const link = open[(count += 1) % Math.max(1, open.length)];
      if (link === undefined) return undefined;
      const id = `e-${(count += 1)}`;
      const began = Date.now();
      const acked = new Promise<{ payload: unknown; afterMs: number } | undefined>((resolve) => {
        const timer = setTimeout(() => resolve(undefined), ackMs);
        waiting.set(id, { ack: (ack) => { clearTimeout(timer); waiting.delete(id); resolve({ payload: ack, afterMs: Date.now() - began }); } });
      });
      link.send(JSON.stringify({ type, envelope_id: id, accepts_response_payload: type !== "events_api", payload, ...more }));
      return acked;
    },
    responseUrl(channel, user) {
      const id = String((count += 1));
      responses.set(id, { channel, user, left: 5, until: Date.now() + 30 * 60_000 });
      return `${base}/respond/${id}`;
    },
    async close() {
      for (const link of sockets) link.terminate();
      links.close();
      http.closeAllConnections();
      http.close();
    },
  };
  return server;
}

/** Gives a token for a code of the install page (of a workspace T..., or of an organisation E...), or a new one for a refresh token, which is good once. */
function access(world: World, args: Record<string, string>): Record<string, unknown> {
  const { grant_type: grant, code = "", refresh_token: refresh = "" } = args;
  const team = grant === "refresh_token" ? world.refreshable.get(refresh) : /^code-([TE]\w+)$/u.exec(code)?.[1];
  if (team === undefined) return { ok: false, error: grant === "refresh_token" ? "invalid_refresh_token" : "invalid_code" };
  world.refreshable.delete(refresh);
  const count = world.tokens.size;
  const token = `xoxe.xoxb-${team}-${count}`;
  const next = `xoxe-${team}-${count}`;
  world.tokens.add(token);
  world.refreshable.set(next, team);
  const rotated = { access_token: token, refresh_token: next, expires_in: 43_200, token_type: "bot", bot_user_id: world.bot.userId, scope: "chat:write", app_id: "A0", ...(team.startsWith("E") ? { team: null, enterprise: { id: team, name: team }, is_enterprise_install: true } : { team: { id: team, name: team }, enterprise: null, is_enterprise_install: false }) };
  return { ok: true, ...rotated, ...(grant === "refresh_token" ? {} : { authed_user: { id: "U0ANA" } }) };
}

/** The file in a multipart form, or the whole body. */
function contentOf(raw: Buffer, type: string): Buffer {
  const boundary = /boundary=(.+)$/u.exec(type)?.[1];
  if (boundary === undefined) return raw;
  return raw.subarray(raw.indexOf("\r\n\r\n") + 4, raw.lastIndexOf(`\r\n--${boundary}`));
}
