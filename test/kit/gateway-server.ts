import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** How the small gateway of the tests behaves. Statuses, headers and bodies are those recorded from the real one. */
export interface GatewayBehaviour {
  auth?: "on" | "off" | "by-header";
  /** `some`: every other connection meets a replica without keys. */
  keys?: "good" | "none" | "some";
  definitions?: { models: { identifier: string }[]; unit_primitives: { feature_setting: string }[] } | "closed";
  /** Headers that something before it drops. */
  drops?: readonly string[];
  /** A path that something before it leaves on. */
  requestLogging?: boolean;
  healthDelayMs?: number;
  junkDelayMs?: number;
  /** Answers before the gateway does. */
  before?(request: IncomingMessage, response: ServerResponse): boolean;
  server?: string;
  tls?: { cert: string; key: string };
}

export interface RunningGateway {
  port: number;
  url: string;
  /** `METHOD path` of what came. */
  asked: string[];
  requestIds: (string | undefined)[];
  close(): Promise<void>;
}

export const release19_3 = {
  models: ["mistral", "general", "gpt_5", "claude_opus_4_8", "qwen", "claude_sonnet_5", "claude_fable_5", "claude_opus_5", "kimi_k3_fireworks", "qwen_3_6_27b_fireworks", "gemini_3_7_flash_vertex"].map((identifier) => ({ identifier })),
  unit_primitives: ["duo_chat", "security_review"].map((feature_setting) => ({ feature_setting })),
};

export async function startGateway(behaviour: GatewayBehaviour = {}): Promise<RunningGateway> {
  const asked: string[] = [];
  const requestIds: (string | undefined)[] = [];
  let junk = 0;
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url ?? "/";
    asked.push(`${request.method ?? ""} ${path}`);
    requestIds.push(request.headers["x-request-id"] as string | undefined);
    for (const name of behaviour.drops ?? []) delete request.headers[name];
    response.setHeader("server", behaviour.server ?? "uvicorn");
    if (behaviour.before?.(request, response) === true) return;
    const send = (status: number, body: unknown, type = "application/json"): void => {
      response.setHeader("content-type", type);
      response.setHeader("x-process-time", "0.0004");
      response.setHeader("x-request-id", request.headers["x-request-id"] ?? "generated");
      response.writeHead(status).end(typeof body === "string" ? body : JSON.stringify(body));
    };
    const crash = (): void => void response.writeHead(500, { "content-type": "text/plain; charset=utf-8" }).end("Internal Server Error");
    if (path === "/monitoring/healthz" && request.method === "GET") {
      if (behaviour.healthDelayMs !== undefined) await sleep(behaviour.healthDelayMs);
      return send(200, "{}");
    }
    if (path === "/v1/models/definitions" && behaviour.definitions !== "closed") return send(200, behaviour.definitions ?? release19_3);
    const free = behaviour.auth === "off" || (behaviour.auth === "by-header" && request.headers["bypass-auth"] === "true");
    if (!free) {
      const token = request.headers["authorization"];
      if (token === undefined) return send(401, { error: "No authorization header presented" });
      if (request.headers["x-gitlab-authentication-type"] !== "oidc") return send(401, { error: "Invalid authentication token type - only OIDC is supported" });
      junk += 1;
      if (behaviour.junkDelayMs !== undefined && junk === 1) await sleep(behaviour.junkDelayMs);
      if (behaviour.keys === "none" || (behaviour.keys === "some" && junk % 2 === 0)) return crash();
      return send(401, { error: "Forbidden by auth provider" });
    }
    if (path === "/docs" && request.method === "GET") return send(200, "<!doctype html><title>AI Gateway</title>", "text/html; charset=utf-8");
    if (request.method === "POST") return send(422, { detail: behaviour.requestLogging === true ? "[{'type': 'missing', 'loc': ('body', 'messages')}]" : "Validation error" });
    return send(404, { detail: "Not Found" });
  };
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    request.resume();
    request.on("end", () => void answer(request, response));
  };
  const server = behaviour.tls === undefined ? createServer(listener) : createTlsServer(behaviour.tls, listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { port, url: `${behaviour.tls === undefined ? "http" : "https"}://127.0.0.1:${port}`, asked, requestIds, close };
}
