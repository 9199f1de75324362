import { containerTexts } from "./gateway/container.ts";
import { createPrivateKey } from "node:crypto";
import type { RequestListener } from "node:http";
import { connect as connectTls } from "node:tls";
import { CallFailure, callOver, readBody } from "./wire.ts";
import type { Listener, View } from "./wire.ts";
import { listenHttp } from "./wire.ts";
import type { Environment, World } from "./world.ts";

/** What a foothold beside the gateway stands on: the gateway's own view of the network, and its settings. */
export interface BesideGateway {
  world: World;
  view: View;
  startedAtS: number;
  /** What the gateway has written since the start. */
  log: readonly string[];
}

type Way = Record<string, unknown> & { phase: string; reason?: string; status?: number };

const tlsReasons: Readonly<Record<string, string>> = {
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "unknown-issuer", UNABLE_TO_VERIFY_LEAF_SIGNATURE: "unknown-issuer", SELF_SIGNED_CERT_IN_CHAIN: "unknown-issuer", DEPTH_ZERO_SELF_SIGNED_CERT: "unknown-issuer",
  CERT_HAS_EXPIRED: "expired", CERT_NOT_YET_VALID: "not-yet-valid", ERR_TLS_CERT_ALTNAME_INVALID: "name-mismatch",
};

function endOf(error: unknown, secure: boolean): Pick<Way, "phase" | "reason"> {
  const code = error instanceof CallFailure ? error.code : "";
  if (code === "ENOTFOUND") return { phase: "resolve", reason: "name-not-found" };
  if (code === "ECONNREFUSED") return { phase: "connect", reason: "refused" };
  if (code === "EHOSTUNREACH") return { phase: "connect", reason: "unreachable" };
  if (code === "CONNECT_TIMEOUT") return { phase: "connect", reason: "timeout" };
  if (code === "IDLE_TIMEOUT") return { phase: "answer", reason: "timeout" };
  if (tlsReasons[code] !== undefined) return { phase: "tls", reason: tlsReasons[code] };
  if (/CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE/u.test(code)) return { phase: "answer", reason: "client-certificate" };
  if (/WRONG_VERSION|PACKET_LENGTH|EPROTO/u.test(code)) return { phase: "tls", reason: "not-tls" };
  if (code.startsWith("HPE_")) return { phase: "answer", reason: "not-http" };
  return { phase: secure && code === "ECONNRESET" ? "tls" : "answer", reason: "closed" };
}

async function go(view: View, url: string, keep: number, connectTimeoutMs = 4000): Promise<{ way: Way; body: string }> {
  const began = performance.now();
  const way: Way = { url: url.split("?")[0], phase: "address", proxy: null, ms: 0 };
  let body = "";
  if (!URL.canParse(url) || !/^https?:\/\//u.test(url)) return { way: { ...way, reason: "not-an-address" }, body };
  const secure = url.startsWith("https:");
  if (view.proxy !== undefined && !secure) way["proxy"] = `${view.proxy.host}:${view.proxy.port}`;
  try {
    const answer = await callOver(view, { method: "GET", url, headers: { accept: "application/json" }, connectTimeoutMs, idleTimeoutMs: 10_000 });
    body = (await readBody(answer.body)).text.slice(0, keep);
    Object.assign(way, { phase: "answer", status: answer.status, type: answer.headers["content-type"] ?? "", server: answer.headers.server ?? "", via: answer.headers.via ?? "", location: answer.headers.location ?? "", head: body.slice(0, 300), ...(secure ? { store: "SSL_CERT_FILE" } : {}) });
  } catch (error) {
    Object.assign(way, endOf(error, secure), { said: error instanceof Error ? error.message.slice(0, 200) : "" }, secure ? { store: "SSL_CERT_FILE" } : {});
  }
  way["ms"] = Math.round(performance.now() - began);
  return { way, body };
}

/** The same port in the other of http and https, and the same address without the proxy. */
async function compare(view: View, url: string, way: Way): Promise<Way> {
  if (way.phase === "address") return way;
  if (way["proxy"] !== null) {
    const { way: direct } = await go({ ...view, proxy: undefined }, url, 100);
    return { ...way, direct: { phase: direct.phase, reason: direct.reason, status: direct.status } };
  }
  if ((way.phase === "tls" || way.phase === "answer") && (["not-tls", "closed", "not-http"].includes(way.reason ?? "") || way.status === 400)) {
    const target = new URL(url);
    if (target.protocol === "https:") {
      const { way: plain } = await go(view, `http:${url.slice("https:".length)}`, 100);
      return { ...way, otherScheme: plain.status !== undefined };
    }
    return { ...way, otherScheme: await speaksTls(view, target.hostname, Number(target.port || 443)) };
  }
  return way;
}

async function speaksTls(view: View, host: string, port: number): Promise<boolean> {
  const to = view.detour(host, port);
  if (typeof to === "string") return false;
  return new Promise((resolve) => {
    const socket = connectTls({ host: to?.host ?? (host === "localhost" ? "127.0.0.1" : host), port: to?.port ?? port, rejectUnauthorized: false }, () => { resolve(true); socket.destroy(); });
    socket.setTimeout(4000, () => { resolve(false); socket.destroy(); });
    socket.on("error", () => resolve(false));
  });
}

const secret = /KEY|TOKEN|SECRET|PASSWORD|EXTRA_HEADERS/u;

function shapeOf(value: string): Record<string, unknown> {
  const shape = { set: value.trim() !== "", lines: value.trim().split("\n").length, begins: value.startsWith("-----BEGIN"), escaped: value.includes("\\n"), kind: value.trim() === "" ? "none" : "unreadable", bits: null as number | null };
  try {
    const key = createPrivateKey(value);
    return { ...shape, kind: key.asymmetricKeyType === "rsa" ? "rsa-private" : "other", bits: key.asymmetricKeyDetails?.modulusLength ?? null };
  } catch {
    return shape;
  }
}

function toldOf(env: Environment): Record<string, string> {
  return Object.fromEntries(Object.entries(env).map(([name, value]) => {
    if (value === "" || !secret.test(name)) return [name, value];
    if (name.includes("EXTRA_HEADERS")) return [name, /authorization|api-key/iu.test(value) ? "[authorization hidden]" : "[hidden]"];
    if (!/SIGNING_KEY|VALIDATION_KEY/u.test(name)) return [name, "[hidden]"];
    const { kind, escaped } = shapeOf(value);
    return [name, kind === "rsa-private" ? "-----BEGIN [hidden], several lines" : escaped === true ? "one line with written \\n" : "not a PEM key"];
  }));
}

async function discovery(view: View, base: string): Promise<Way | null> {
  // As the gateway's own reader does: from the root of the host.
  if (!URL.canParse(base)) return null;
  const url = `${new URL(base).origin}/.well-known/openid-configuration`;
  const { way, body } = await go(view, url, 60_000);
  const found: Way = { ...(await compare(view, url, way)), issuer: null, kids: null, keys: null };
  const document = parse(body);
  if (document !== undefined) found["issuer"] = typeof document["issuer"] === "string" ? document["issuer"] : "";
  if (typeof document?.["jwks_uri"] !== "string") return found;
  const keys = await go(view, document["jwks_uri"], 200_000);
  const listed = parse(keys.body)?.["keys"];
  return { ...found, keys: keys.way, kids: Array.isArray(listed) ? listed.map((key) => String((key as { kid?: unknown }).kid)) : null };
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

async function look({ world, view, startedAtS }: BesideGateway): Promise<Record<string, unknown>> {
  const { gateway, agent, ports } = world;
  // The image that is not for self-hosted use runs, and listens on a port of its own.
  const foreign = gateway.container.image !== null && gateway.container.state === "running";
  const [up, agentUp] = [gateway.listening === "up" || foreign, agent.listening === "up"];
  const env: Environment = { PATH: "/usr/bin", HOME: "/home/aigateway", ...agent.env, ...gateway.env };
  const direct = { ...view, proxy: undefined };
  const portal = gateway.env["AIGW_CUSTOMER_PORTAL_URL"] ?? "https://customers.gitlab.com";
  const [gitlab, away, health] = await Promise.all([
    gateway.env["AIGW_GITLAB_URL"] === undefined ? null : discovery(gateway.issuerProxy === "refuses" ? { ...view, proxy: { host: "127.0.0.1", port: ports.forwardProxy } } : direct, gateway.env["AIGW_GITLAB_URL"]),
    portal === "" ? null : go(direct, `${portal}/.well-known/openid-configuration`, 100).then(({ way }) => way),
    up && !foreign ? Promise.resolve({ url: `http://127.0.0.1:${ports.gateway}/monitoring/healthz`, phase: "answer", proxy: null, ms: 2, status: 200 }) : Promise.resolve({ url: `http://127.0.0.1:${ports.gateway}/monitoring/healthz`, phase: "connect", reason: "refused", proxy: null, ms: 1 }),
  ]);
  return {
    duo_triage: "look", source: up ? "process" : "container", network: true, sameFiles: true, pid: 7, gateways: up ? 1 : 0, agents: agentUp ? 1 : 0, python: "3.12.13", openssl: "OpenSSL 3.5", machine: "x86_64", versions: { litellm: "1.88.0" },
    env: toldOf(env), keys: Object.fromEntries(Object.entries(gateway.env).filter(([name]) => /SIGNING_KEY|VALIDATION_KEY/u.test(name)).map(([name, value]) => [name, shapeOf(value)])),
    listeners: [...(up ? [{ port: foreign ? 5000 : ports.gateway, everywhere: true, loopback: false, of: "gateway" }] : []), ...(agentUp ? [{ port: ports.agent, everywhere: true, loopback: false, of: "agent" }] : [])],
    folders: [{ path: "/tmp", there: true, writable: gateway.tokenizer !== "no-space", mode: "drwxrwxrwt", owner: 0, readOnly: gateway.tokenizer === "no-space", freeMb: 9000 }, { path: "/home/aigateway/.hf", there: true, writable: gateway.tokenizer !== "locked", mode: "drwxr-xr-x", owner: gateway.tokenizer === "locked" ? 0 : 1000, readOnly: false, freeMb: 9000 }],
    uid: 1000, tokenizer: { there: gateway.tokenizer !== "missing", usable: gateway.tokenizer !== "missing", offline: true }, docs: gateway.docsDatabase, stores: [], clock: Date.now() / 1000 + gateway.clockOffsetS, startedAt: startedAtS, health, gitlab, agentToGitlab: null, portal: away,
  };
}

/** Output of one listed command, as a container of this gateway would print it. */
async function run(argv: readonly string[], beside: BesideGateway): Promise<{ output: string; code: number }> {
  const [program] = argv;
  if (program === "date") return { output: `${new Date(Date.now() + beside.world.gateway.clockOffsetS * 1000).toUTCString()}\n`, code: 0 };
  if (program !== "python3") return { output: `OCI runtime exec failed: exec: "${program ?? ""}": executable file not found in $PATH\n`, code: 127 };
  const asked = parse(Buffer.from(argv.at(-1) ?? "", "base64url").toString("utf8")) ?? {};
  if (typeof asked["url"] !== "string") return { output: `${JSON.stringify(await look(beside))}\n`, code: 0 };
  const { way } = await go(beside.view, asked["url"], 2000);
  return { output: `${JSON.stringify({ duo_triage: "ask", source: beside.world.gateway.listening === "up" ? "process" : "container", network: true, way: await compare(beside.view, asked["url"], way) })}\n`, code: 0 };
}

function frame(text: string): Buffer {
  const body = Buffer.from(text, "utf8");
  const head = Buffer.alloc(8);
  head[0] = 1;
  head.writeUInt32BE(body.length, 4);
  return Buffer.concat([head, body]);
}

/** Docker's API as far as a foothold speaks it, over a container that holds the practice gateway. */
export function openPracticeFoothold(port: number, beside: () => BesideGateway): Promise<Listener> {
  const execs = new Map<string, { argv: string[]; code: number | null }>();
  const handler: RequestListener = (request, response) => {
    const answer = (status: number, value: unknown): void => void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
    const path = (request.url ?? "").split("?")[0] ?? "";
    const id = /^\/exec\/([^/]+)\/(?:start|json)$/u.exec(path)?.[1] ?? "";
    let body = "";
    request.on("data", (chunk: Buffer) => { body += chunk.toString(); });
    request.on("end", () => {
      const { state } = beside().world.gateway.container;
      if (path.startsWith("/containers/") && state === "absent") return answer(404, { message: "No such container: gateway" });
      if (path === "/containers/gateway/logs") {
        const { printed } = containerTexts(beside().world, beside().log);
        return void response.writeHead(200, { "content-type": "application/vnd.docker.raw-stream" }).end(frame(printed.map((line) => `${line}\n`).join("")));
      }
      if (path === "/containers/gateway/exec") {
        // As Docker words it; a container that is started over and over is not running either, for most of the time.
        if (state !== "running") return answer(409, { message: `container 8f1c5d2e9a31 is ${state === "restarting" ? "restarting, wait until the container is running" : "not running"}` });
        const name = `e${execs.size}`;
        execs.set(name, { argv: (parse(body)?.["Cmd"] as string[] | undefined) ?? [], code: null });
        return answer(201, { Id: name });
      }
      if (path === "/containers/gateway/json") {
        const { inspected } = containerTexts(beside().world, []);
        return answer(200, (JSON.parse(inspected ?? "[]") as unknown[])[0]);
      }
      const one = execs.get(id);
      if (one === undefined) return answer(404, { message: "No such container" });
      if (path.endsWith("/json")) return answer(200, { ExitCode: one.code, Running: false });
      void run(one.argv, beside()).then(({ output, code }) => {
        one.code = code;
        response.writeHead(200, { "content-type": "application/vnd.docker.raw-stream" }).end(frame(output));
      });
    });
  };
  return listenHttp({ host: "127.0.0.1", port, handler });
}
