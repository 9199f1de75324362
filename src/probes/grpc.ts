import { type ClientHttp2Session, connect, constants, type IncomingHttpHeaders } from "node:http2";
import type { Socket } from "node:net";
import type { Limits, Probes } from "../core/ports.ts";
import type { GrpcAnswer, GrpcResult } from "../core/probe-answer.ts";
import { cleanLine } from "../core/text.ts";
import { type Act, failureFrom, waitWithin } from "./act.ts";
import { takeTurn, type Tools } from "./converse.ts";
import { faultOf, Trouble } from "./errors.ts";
import { openPlain, openSecure } from "./open.ts";
import { headersFor } from "./reveal.ts";

type Call = Parameters<Probes["grpc"]>[0];

// Health is the standard service (grpc/grpc, doc/health-checking.md); the others are of the agent service's contract, which has no
// package. All take a message whose fields may be absent.
const paths: Readonly<Record<Call["method"], string>> = {
  health: "/grpc.health.v1.Health/Check",
  ListCapabilities: "/DuoWorkflow/ListCapabilities",
  ListTools: "/DuoWorkflow/ListTools",
  GenerateToken: "/DuoWorkflow/GenerateToken",
};

const servingWords = ["UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN"];
// An empty message: not compressed, length 0.
const emptyMessage = Buffer.alloc(5);
const keptBytes = 1_024;
const mostBytes = 4_194_304;

/**
 * One unary call with an empty message, over a connection of its own so that every phase before the call is named exactly. A status of
 * the gRPC protocol is an answer, whatever it says; an HTTP answer without one is a failure of reason not-grpc.
 */
export function probeGrpc(tools: Tools, call: Call, limits: Limits): Promise<GrpcResult> {
  return takeTurn<GrpcResult>(tools, call, limits, async (act) => {
    const socket = await openFor(tools, act, call);
    const session = connect(`${call.secure ? "https" : "http"}://${call.host.includes(":") ? `[${call.host}]` : call.host}:${call.port}`, {
      createConnection: () => socket,
      settings: { enablePush: false },
    });
    try {
      const answer = await converseGrpc(act, session, call, limits.timeoutMs ?? tools.defaultTimeoutMs);
      return { kind: "answer", ...answer, timings: act.timings() };
    } catch (error) {
      return failureFrom(act, faultOf(error, act.phase));
    } finally {
      session.destroy();
      socket.destroy();
    }
  });
}

async function openFor(tools: Tools, act: Act, call: Call): Promise<Socket> {
  if (!call.secure) return openPlain(act, tools.line, call);
  try {
    const { socket } = await openSecure(act, tools.line, call, { name: call.host, ca: call.route?.ca, alpn: ["h2"] });
    if (socket.alpnProtocol === "h2") return socket;
    socket.destroy();
  } catch (error) {
    const fault = faultOf(error, act.phase);
    if (fault.code !== "ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL") throw error;
  }
  throw new Trouble({ phase: "tls", reason: "not-grpc", code: "ALPN", detail: "the server does not offer HTTP/2 in the handshake" });
}

function converseGrpc(act: Act, session: ClientHttp2Session, call: Call, timeoutMs: number): Promise<Omit<GrpcAnswer, "kind" | "timings">> {
  act.phase = "first-byte";
  return waitWithin(act, ({ done, fail }) => {
    let settings = false;
    let headers: IncomingHttpHeaders = {};
    let status: number | undefined;
    let said = "";
    let bytes = 0;
    const kept: Buffer[] = [];

    const read = (from: IncomingHttpHeaders): void => {
      const code = Number(from["grpc-status"]);
      if (from["grpc-status"] === undefined || !Number.isInteger(code)) return;
      status = code;
      said = messageOf(from["grpc-message"]);
    };
    const broke = (error: Error): void => {
      const fault = faultOf(error, act.phase);
      fail(new Trouble(settings || fault.reason !== "not-http" ? grpcFault(fault) : { ...fault, phase: "headers", reason: "not-grpc" }));
    };
    session.on("error", broke);
    session.once("remoteSettings", () => {
      settings = true;
    });
    session.once("goaway", (code) => {
      if (code !== constants.NGHTTP2_NO_ERROR) fail(new Trouble({ phase: act.phase, reason: "closed", code: `GOAWAY_${code}` }));
    });
    session.once("close", () => fail(new Trouble({ phase: act.phase, reason: settings || act.reached.firstByte !== undefined ? "closed" : "not-grpc" })));

    const stream = session.request({
      ":method": "POST",
      ":path": paths[call.method],
      te: "trailers",
      "content-type": "application/grpc",
      "user-agent": "duo-triage",
      "grpc-timeout": `${Math.max(1, Math.min(99_999_999, Math.round(timeoutMs)))}m`,
      ...Object.fromEntries(headersFor(call.metadata)),
    });
    stream.on("error", broke);
    stream.once("response", (seen) => {
      act.mark("firstByte");
      act.phase = "stream";
      headers = seen;
      read(seen);
    });
    stream.once("trailers", read);
    stream.on("data", (chunk: Buffer) => {
      if (bytes < keptBytes) kept.push(chunk.subarray(0, keptBytes - bytes));
      bytes += chunk.length;
      if (bytes > mostBytes) fail(new Trouble({ phase: "stream", reason: "too-large" }));
    });
    stream.once("close", () => {
      if (status === undefined) {
        fail(new Trouble(withoutStatus(act, headers)));
        return;
      }
      done({ status, details: said, ...(status === 0 ? bodyFacts(call.method, Buffer.concat(kept), bytes) : {}) });
    });
    stream.end(emptyMessage);
    return () => undefined;
  });
}

function withoutStatus(act: Act, headers: IncomingHttpHeaders): ConstructorParameters<typeof Trouble>[0] {
  // Node gives the status as a number, whatever its types say.
  const httpStatus = Number(headers[":status"] ?? 0);
  if (httpStatus === 0) return { phase: act.phase, reason: "closed" };
  const type = String(headers["content-type"] ?? "");
  if (httpStatus === 200 && type.startsWith("application/grpc")) return { phase: "stream", reason: "closed", detail: "the answer ended without a status" };
  return { phase: "headers", reason: "not-grpc", code: `HTTP_${httpStatus}`, detail: cleanLine(`HTTP status ${httpStatus} and no gRPC status`) };
}

function grpcFault(fault: ReturnType<typeof faultOf>): ReturnType<typeof faultOf> {
  return fault.reason === "not-http" ? { ...fault, reason: "reset" } : fault;
}

function bodyFacts(method: Call["method"], kept: Buffer, bytes: number): { serving?: string; bytes?: number } {
  if (method !== "health") return { bytes: Math.max(0, bytes - 5) };
  // HealthCheckResponse: one enum as field 1, left out when it is 0.
  const value = kept.length >= 7 && kept[5] === 0x08 ? (kept[6] ?? 0) : 0;
  return { serving: servingWords[value] ?? "UNKNOWN" };
}

// Percent-encoded by the protocol; text of the server, so bounded and cleaned.
function messageOf(raw: string | string[] | undefined): string {
  const text = Array.isArray(raw) ? raw.join(" ") : (raw ?? "");
  try {
    return cleanLine(decodeURIComponent(text), 1_000);
  } catch {
    return cleanLine(text, 1_000);
  }
}
