import { Client, credentials, Metadata, status as grpcStatus } from "@grpc/grpc-js";
import type { ServiceError } from "@grpc/grpc-js";
import type { UserWorld } from "../world.ts";
import { serviceHeaders } from "./context.ts";
import type { GitlabContext } from "./context.ts";


/** GitLab's gRPC calls to the agent service, with the wording of gRPC's C core, which Ruby uses. */

export type AgentAnswer = { ok: true; message: Buffer } | { ok: false; status: number; details: string };

interface Target {
  host: string;
  port: number;
  secure: boolean;
}

/** Reads the stored address. A scheme in it becomes part of a name that nobody can resolve. */
export function agentTarget(text: string, secure: boolean): Target | { details: string } {
  const match = /^([^/]+):(\d+)$/.exec(text);
  if (!match || text.includes("://")) return { details: `DNS resolution failed for ${text}: unexpected error resolving name` };
  return { host: match[1] ?? "", port: Number(match[2]), secure };
}

// The C core names the peer and its own reason where another library has other words for the same thing.
function coreDetails(target: Target, error: ServiceError): string {
  const peer = `ipv4:${target.host}:${target.port}`;
  const text = `${error.details} ${error.message}`;
  const failed = (why: string): string => `failed to connect to all addresses; last error: UNAVAILABLE: ${peer}: ${why}`;
  if (/wrong version|packet length|EPROTO|ERR_SSL_WRONG/i.test(text)) return failed("Ssl handshake failed (TSI_PROTOCOL_FAILURE): SSL_ERROR_SSL: error:100000f7:SSL routines:OPENSSL_internal:WRONG_VERSION_NUMBER: Invalid certificate verification context");
  if (/certificate|self.signed|issuer/i.test(text)) return failed("Ssl handshake failed (TSI_PROTOCOL_FAILURE): SSL_ERROR_SSL: error:1000007d:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED: unable to get local issuer certificate");
  if (/ECONNREFUSED/i.test(text)) return failed(`Failed to connect to remote host: connect: Connection refused (111)`);
  if (/ENOTFOUND|resolution/i.test(text)) return `DNS resolution failed for ${target.host}:${target.port}: C-ares status is not ARES_SUCCESS qtype=A name=${target.host} is_balancer=0: Domain name not found`;
  if (/DEADLINE|deadline/.test(text)) return "Deadline Exceeded";
  return failed(target.secure ? "Ssl handshake failed: Socket closed" : "Socket closed");
}

/** One unary call to `/DuoWorkflow/<method>`; never rejects for expected trouble. */
export async function callAgent(context: GitlabContext, user: UserWorld, method: "ListTools" | "GenerateToken" | "ListCapabilities", timeoutMs: number): Promise<AgentAnswer> {
  const world = context.world();
  const { agentUrl, agentSecure } = world.gitlab.duo;
  if (!agentUrl) return { ok: false, status: grpcStatus.UNAVAILABLE, details: "no address" };
  const target = agentTarget(agentUrl, agentSecure);
  if ("details" in target) return { ok: false, status: grpcStatus.UNAVAILABLE, details: target.details };
  const view = context.view("gitlab");
  const detour = view.detour(target.host, target.port);
  if (detour === "unresolved") {
    return { ok: false, status: grpcStatus.UNAVAILABLE, details: `DNS resolution failed for ${agentUrl}: C-ares status is not ARES_SUCCESS qtype=A name=${target.host} is_balancer=0: Domain name not found` };
  }
  const address = detour === "refused" ? { host: "127.0.0.1", port: view.sinks.refused } : detour === "reset" ? { host: "127.0.0.1", port: view.sinks.reset } : detour === "dropped" ? { host: "127.0.0.1", port: await view.sinks.dropped() } : (detour ?? target);
  const trust = Buffer.from(view.trust.join("\n"));
  const channel = target.secure ? credentials.createSsl(trust) : credentials.createInsecure();
  const named = /^[\d.]+$/.test(target.host) ? {} : { "grpc.ssl_target_name_override": target.host, "grpc.default_authority": target.host };
  const client = new Client(`${address.host}:${address.port}`, channel, { ...named, "grpc.enable_retries": 0, "grpc.initial_reconnect_backoff_ms": 60_000 });
  try {
    const metadata = new Metadata();
    for (const [name, value] of Object.entries(await serviceHeaders(world, user, "gitlab-duo-workflow-service"))) metadata.set(name, value);
    return await new Promise<AgentAnswer>((resolve) => {
      const deadline = Date.now() + timeoutMs;
      client.makeUnaryRequest(`/DuoWorkflow/${method}`, (message: Buffer) => message, (bytes: Buffer) => bytes, Buffer.alloc(0), metadata, { deadline }, (error, message) => {
        if (!error) resolve({ ok: true, message: message ?? Buffer.alloc(0) });
        else if (error.code === grpcStatus.UNAVAILABLE) resolve({ ok: false, status: error.code, details: coreDetails(target, error) });
        else resolve({ ok: false, status: error.code, details: error.details });
      });
    });
  } finally {
    client.close();
  }
}
