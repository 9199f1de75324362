import { readFileSync } from "node:fs";
import { request } from "node:http";
import { SignJWT } from "jose";
import { tokenKey } from "../../src/practice/base.ts";
import { makeTokenKey } from "../../src/practice/certificates.ts";

/** What the tests of the practice stack share: raw exchanges, recordings, tokens. */

export interface Recording {
  id: string;
  condition: string;
  request: { method: string; path: string; headers: Record<string, string>; body?: unknown; metadata?: [string, string][] };
  response: { status: number | string; headers?: [string, string][]; marks?: string[]; body?: string; lines?: string[]; cut?: boolean; details?: string; bodySha256?: string };
}

export function recordings(name: string): Recording[] {
  const file = new URL(`../fixtures/ai-gateway/${name}.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, "utf8")) as { records: Recording[] }).records;
}

export interface Exchange {
  status: number;
  headers: [string, string][];
  body: string;
  cut: boolean;
}

/** One HTTP/1.1 exchange, byte for byte as it came, bounded in time. */
export function exchange(base: string, path: string, options: { method?: string; headers?: Record<string, string>; body?: string } = {}): Promise<Exchange> {
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    const body = options.body ?? "";
    const call = request({ host: hostname, port, method: options.method ?? "GET", path, agent: false, headers: { ...options.headers, ...(body === "" ? {} : { "content-length": Buffer.byteLength(body) }) } }, (response) => {
      const chunks: Buffer[] = [];
      let done = false;
      const finish = (): void => {
        if (done) return;
        done = true;
        const headers: [string, string][] = [];
        for (let index = 0; index < response.rawHeaders.length; index += 2) headers.push([String(response.rawHeaders[index]).toLowerCase(), String(response.rawHeaders[index + 1])]);
        resolve({ status: response.statusCode ?? 0, headers, body: Buffer.concat(chunks).toString("utf8"), cut: !response.complete });
      };
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", finish);
      response.on("error", finish);
      response.on("close", finish);
    });
    call.setTimeout(15_000, () => call.destroy(new Error("no answer in time")));
    call.on("error", reject);
    call.end(body === "" ? undefined : body);
  });
}

const stranger = makeTokenKey();
const instance = "11111111-2222-3333-4444-555555555555";
const everything = ["complete_code", "generate_code", "duo_chat", "duo_classic_chat", "documentation_search", "duo_agent_platform", "ask_issue", "include_file_context"];

/** Mints the token that a recording's condition describes. */
export async function tokenFor(id: string, audience = "gitlab-ai-gateway"): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const claims: Record<string, unknown> = { iss: "http://gitlab.corp.test", sub: instance, aud: audience, exp: now + 3600, nbf: now - 5, iat: now, gitlab_realm: "self-managed", gitlab_instance_id: instance, scopes: everything };
  if (/no-?scopes?$|no-(scopes|generate)/.test(id)) claims.scopes = [];
  if (/duo-chat-only|chatscope/.test(id)) claims.scopes = ["duo_chat"];
  if (id.includes("legacyscope")) claims.scopes = ["duo_workflow_execute_workflow"];
  if (id === "chat-context-scope-missing") claims.scopes = ["duo_chat", "duo_classic_chat"];
  if (id.includes("expired")) claims.exp = now - 1;
  if (id.includes("nbf")) claims.nbf = now + 10;
  if (id === "iat-future") claims.iat = now + 3600;
  if (id === "wrong-aud") claims.aud = "gitlab-duo-workflow-service";
  if (id === "no-aud") delete claims.aud;
  if (id === "other-iss") claims.iss = "https://elsewhere.example";
  if (id === "sub-only-mismatch") claims.sub = "someone-else";
  if (id === "hs256") return new SignJWT(claims).setProtectedHeader({ alg: "HS256" }).sign(Buffer.alloc(32, 7));
  const foreign = /wrong-?key/.test(id) ? (await stranger).privateKey : undefined;
  return new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid: id === "good-key-other-kid" ? "another" : "gitlab-key-1" }).sign(foreign ?? tokenKey("gitlab").privateKey);
}
