import { createPrivateKey } from "node:crypto";
import { createServer as createTcpServer } from "node:net";
import { Metadata, Server, ServerCredentials, status as grpcStatus } from "@grpc/grpc-js";
import type { MethodDefinition, ServerDuplexStream, ServerUnaryCall, sendUnaryData } from "@grpc/grpc-js";
import { SignJWT } from "jose";
import { authenticate } from "../gateway/auth.ts";
import type { Claims } from "../gateway/auth.ts";
import type { KeyCache } from "../gateway/keys.ts";
import type { Listener, TlsOptions } from "../wire.ts";
import type { AgentWorld } from "../world.ts";

/** The agent service: gRPC health without a token, its own calls with one, and the status texts of the product. */

const identity = (bytes: Buffer): Buffer => bytes;

function method(path: string, stream = false): MethodDefinition<Buffer, Buffer> {
  return { path, requestStream: stream, responseStream: stream, requestSerialize: identity, requestDeserialize: identity, responseSerialize: identity, responseDeserialize: identity };
}

/** A protobuf field of the length-delimited kind. */
function field(number: number, value: Buffer): Buffer {
  const length: number[] = [];
  for (let rest = value.length; ; rest >>>= 7) {
    if (rest < 0x80) {
      length.push(rest);
      break;
    }
    length.push((rest & 0x7f) | 0x80);
  }
  return Buffer.concat([Buffer.from([(number << 3) | 2, ...length]), value]);
}

const text = (number: number, value: string): Buffer => field(number, Buffer.from(value, "utf8"));
const varint = (number: number, value: number): Buffer => Buffer.from([number << 3, value]);

const capabilities = Buffer.concat(["tool_call_approval", "tool_call_pattern_approval", "flow_semantic_versioning"].map((name) => field(1, text(1, name))));
const tools = field(1, field(1, Buffer.concat([text(1, "type"), field(2, text(3, "function"))])));

interface Refusal {
  code: number;
  details: string;
}

export interface AgentContext {
  world: AgentWorld;
  keys: KeyCache;
  isOnline: boolean;
}

async function callerOf(context: AgentContext, metadata: Metadata): Promise<{ claims: Claims | null } | Refusal> {
  const { env } = context.world;
  if ((env.DUO_WORKFLOW_AUTH__ENABLED ?? "true").toLowerCase() === "false") return { claims: null };
  const headers = Object.fromEntries(Object.entries(metadata.getMap()).map(([name, value]) => [name, String(value)]));
  const result = await authenticate({
    headers,
    keys: () => context.keys.keys(),
    audience: env.DUO_WORKFLOW_CLOUD_CONNECTOR_SERVICE_NAME ?? "gitlab-duo-workflow-service",
    ownIssuer: "gitlab-duo-workflow-service",
    nowS: Date.now() / 1000 + context.world.clockOffsetS,
  });
  if (result.kind === "ok") return { claims: result.claims };
  return { code: grpcStatus.UNAUTHENTICATED, details: result.kind === "no-keys" ? "Forbidden by auth provider" : result.reason };
}

async function tokenOrRefusal(context: AgentContext, claims: Claims | null): Promise<Buffer | Refusal> {
  const { env } = context.world;
  const rights = ["duo_agent_platform", "duo_workflow_execute_workflow"];
  if (claims && !rights.some((right) => claims.scopes.includes(right))) return { code: grpcStatus.PERMISSION_DENIED, details: "Unauthorized to generate token" };
  if (env.DUO_WORKFLOW_AUTH__OIDC_CUSTOMER_PORTAL_URL === "") return { code: grpcStatus.UNKNOWN, details: "Unexpected <class 'ValueError'>: customersdot_url cannot be empty" };
  const pem = env.DUO_WORKFLOW_SELF_SIGNED_JWT__SIGNING_KEY;
  const complaint = (why: string): Refusal => ({ code: grpcStatus.UNKNOWN, details: `Unexpected <class 'jose.exceptions.JWSError'>: ${why}` });
  if (!pem) return complaint("Unable to parse an RSA_JWK from key: None");
  try {
    const key = createPrivateKey(pem);
    const now = Math.floor(Date.now() / 1000);
    const token = await new SignJWT({ scopes: ["duo_workflow_execute_workflow"] }).setProtectedHeader({ alg: "RS256" }).setAudience("gitlab-duo-workflow-service").setIssuer("gitlab-duo-workflow-service").setIssuedAt(now).setExpirationTime(now + 3600).sign(key);
    return Buffer.concat([text(1, token), Buffer.from([0x10, ...encode(now + 3600)])]);
  } catch {
    return complaint("Unable to load PEM file. See https://cryptography.io/en/latest/faq/#why-can-t-i-import-my-pem-file for more details. MalformedFraming");
  }
}

function encode(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 0x7f) {
    bytes.push((rest % 128) | 0x80);
    rest = Math.floor(rest / 128);
  }
  return [...bytes, rest];
}

type Unary = (call: ServerUnaryCall<Buffer, Buffer>, done: sendUnaryData<Buffer>) => void;

function guarded(context: () => AgentContext, act: (context: AgentContext, claims: Claims | null, request: Buffer) => Promise<Buffer | Refusal>): Unary {
  return (call, done) => {
    void (async () => {
      const now = context();
      const caller = await callerOf(now, call.metadata);
      const result = "claims" in caller ? await act(now, caller.claims, call.request) : caller;
      if (Buffer.isBuffer(result)) done(null, result);
      else done({ code: result.code, details: result.details });
    })().catch((error: unknown) => done({ code: grpcStatus.UNKNOWN, details: `Unexpected ${String(error)}` }));
  };
}

const health: Unary = (call, done) => {
  const name = call.request.length > 2 ? call.request.subarray(2).toString("utf8") : "";
  if (name === "" || name === "DuoWorkflow") done(null, varint(1, 1));
  else done({ code: grpcStatus.NOT_FOUND, details: "" });
};

function implementation(context: () => AgentContext): { definition: Record<string, MethodDefinition<Buffer, Buffer>>; handlers: Record<string, Unary | ((call: ServerDuplexStream<Buffer, Buffer>) => void)> } {
  return {
    definition: {
      listCapabilities: method("/DuoWorkflow/ListCapabilities"),
      listTools: method("/DuoWorkflow/ListTools"),
      listFlows: method("/DuoWorkflow/ListFlows"),
      generateToken: method("/DuoWorkflow/GenerateToken"),
      executeWorkflow: method("/DuoWorkflow/ExecuteWorkflow", true),
    },
    handlers: {
      listCapabilities: guarded(context, async () => capabilities),
      listTools: guarded(context, async () => tools),
      listFlows: guarded(context, async () => Buffer.alloc(0)),
      generateToken: guarded(context, tokenOrRefusal),
      executeWorkflow: (call: ServerDuplexStream<Buffer, Buffer>) => {
        void callerOf(context(), call.metadata).then((caller) => {
          const refusal: Refusal =
            "claims" in caller
              ? caller.claims && !caller.claims.scopes.includes("duo_agent_platform")
                ? { code: grpcStatus.PERMISSION_DENIED, details: "Unauthorized to execute software_development" }
                : { code: grpcStatus.INTERNAL, details: "workflow execution failure: CancelledError: Client-side streaming has been closed." }
              : caller;
          call.emit("error", refusal);
        });
      },
    },
  };
}

/** Starts the service as its world describes; rejects only where the port cannot be had. */
export async function startAgentService(context: () => AgentContext, host: string, port: number, tls: TlsOptions | undefined): Promise<Listener> {
  if (context().world.speaks === "http1") return listenAsHttp1Proxy(host, port);
  const server = new Server({ "grpc.max_receive_message_length": 4_194_304 });
  const { definition, handlers } = implementation(context);
  server.addService(definition, handlers as never);
  server.addService({ check: method("/grpc.health.v1.Health/Check") }, { check: health } as never);
  const secured = tls ? ServerCredentials.createSsl(null, [{ private_key: Buffer.from(tls.key), cert_chain: Buffer.from(tls.cert) }]) : ServerCredentials.createInsecure();
  await new Promise<void>((resolve, reject) => server.bindAsync(`${host}:${port}`, secured, (error) => (error ? reject(error) : resolve())));
  return { close: async () => server.forceShutdown() };
}

/** A proxy that speaks HTTP/1.1 only stands before the service. */
async function listenAsHttp1Proxy(host: string, port: number): Promise<Listener> {
  const body = "<html>\r\n<head><title>400 Bad Request</title></head>\r\n<body>\r\n<center><h1>400 Bad Request</h1></center>\r\n<hr><center>nginx/1.26.3</center>\r\n</body>\r\n</html>\r\n";
  const answer = `HTTP/1.1 400 Bad Request\r\nServer: nginx/1.26.3\r\nContent-Type: text/html\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`;
  const server = createTcpServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => socket.end(answer));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => resolve());
  });
  return { close: () => new Promise((resolve) => server.close(() => resolve())) };
}
