import { spawn, spawnSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { until } from "./until.ts";

/** Whether there is a Python that runs the script of the foothold beside the gateway. */
export const python = spawnSync("python3", ["-I", "-c", "import ssl, http.client"]).status === 0;
if (!python) process.stderr.write("SKIPPED LOUDLY: no python3 here, so the script that reads beside the gateway is not run\n");

// What the process of a gateway is to somebody who looks at it from outside: a Python that runs `ai_gateway`, has settings, and answers its health.
export const standInSource = `
import http.server,os
class H(http.server.BaseHTTPRequestHandler):
  def log_message(self,*a): pass
  def do_GET(self):
    self.send_response(200 if self.path=='/monitoring/healthz' else 404); self.end_headers(); self.wfile.write(b'{}')
s=http.server.ThreadingHTTPServer(('127.0.0.1',int(os.environ['AIGW_FASTAPI__API_PORT'])),H); print('up',flush=True)
s.serve_forever()
`;

export interface StandIn {
  port: number;
  pid: number;
  gitlab: string;
  stop(): void;
}

/** A process that looks like a gateway's from beside it, and a GitLab that lists one key. */
export async function startStandIn(folder: string, settings: Record<string, string> = {}): Promise<StandIn> {
  const gitlab: Server = createServer((request, response) => {
    const base = `http://${request.headers.host ?? ""}`;
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(request.url?.startsWith("/.well-known") === true ? { issuer: base, jwks_uri: `${base}/oauth/discovery/keys` } : { keys: [{ kid: "kid-1" }] }));
  });
  await new Promise<void>((resolve) => { gitlab.listen(0, "127.0.0.1", resolve); });
  const portOf = (server: Server): number => { const at = server.address(); return typeof at === "object" && at !== null ? at.port : 0; };
  const address = `http://127.0.0.1:${portOf(gitlab)}`;
  const free: Server = createServer();
  await new Promise<void>((resolve) => { free.listen(0, "127.0.0.1", resolve); });
  const port = portOf(free);
  await new Promise((resolve) => { free.close(resolve); });
  const place = join(folder, "bin");
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, "ai_gateway"), standInSource);
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048, privateKeyEncoding: { type: "pkcs8", format: "pem" }, publicKeyEncoding: { type: "spki", format: "pem" } });
  const env = { PATH: process.env["PATH"] ?? "/usr/bin:/bin", HOME: folder, AIGW_GITLAB_URL: address, AIGW_CUSTOMER_PORTAL_URL: address, AIGW_CUSTOM_MODELS__ENABLED: "true", AIGW_FASTAPI__API_PORT: String(port), AIGW_TOKEN: "hunter2", AIGW_SELF_SIGNED_JWT__SIGNING_KEY: privateKey, AIGW_SELF_SIGNED_JWT__VALIDATION_KEY: privateKey.replaceAll("\n", "\\n"), ...settings };
  const child = spawn("python3", [join(place, "ai_gateway")], { env, stdio: ["ignore", "pipe", "ignore"] });
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => { said += chunk.toString(); });
  await until("the stand-in listens", () => said.trim() === "up");
  return { port, pid: child.pid ?? 0, gitlab: address, stop: () => { child.kill(); gitlab.close(); gitlab.closeAllConnections(); } };
}
