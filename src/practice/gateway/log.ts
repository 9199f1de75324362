import { CallFailure } from "../wire.ts";
import type { Exchange } from "./reply.ts";
import type { ModelFailure } from "./failures.ts";
import { pythonRepr } from "./python.ts";

/** What the gateway writes on its standard output: one JSON object for each line, as in its JSON format. */
export interface GatewayLog {
  /** The newest lines. */
  lines(): string[];
  write(fields: Record<string, unknown>): void;
}

const kept = 2_000;

export function keepLog(nowMs: () => number): GatewayLog {
  const lines: string[] = [];
  return {
    lines: () => [...lines],
    write: ({ message, ...fields }) => {
      lines.push(JSON.stringify({ ...fields, timestamp: new Date(nowMs()).toISOString().replace("Z", "000Z"), message }));
      if (lines.length > kept) lines.shift();
    },
  };
}

const during = "\nDuring handling of the above exception, another exception occurred:\n";
const because = "\nThe above exception was the direct cause of the following exception:\n";

/** The deepest exceptions of a connection that failed, as Python's asyncio and aiohttp raise them. */
export function rootsOfCall(error: CallFailure, url: string): string[] {
  const { hostname, protocol } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, "");
  const place = `${host}:${error.port}`;
  const wrapped = (root: string, aiohttp: string, said: string, verified: boolean): string[] => {
    const text = `Cannot connect to host ${place} ssl:${verified ? "True" : "<ssl.SSLContext object at 0x0>"} [${said}]`;
    return [root, `aiohttp.client_exceptions.${aiohttp}: ${text}`, `httpx.${aiohttp.includes("SSL") || aiohttp.includes("Certificate") ? "ProtocolError" : "ConnectError"}: ${text}`];
  };
  const distrusted = (why: string): string[] => {
    const text = `[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: ${why} (_ssl.c:1000)`;
    return wrapped(`ssl.SSLCertVerificationError: ${text}`, "ClientConnectorCertificateError", `SSLCertVerificationError: (1, ${pythonRepr(text)})`, true);
  };
  switch (error.code) {
    case "ECONNREFUSED":
      return wrapped(`ConnectionRefusedError: [Errno 111] Connect call failed ('${host}', ${error.port})`, "ClientConnectorError", `Connect call failed ('${host}', ${error.port})`, false);
    case "ENOTFOUND":
      return wrapped("socket.gaierror: [Errno -2] Name or service not known", "ClientConnectorDNSError", "Name or service not known", false);
    case "EHOSTUNREACH":
      return wrapped(`OSError: [Errno 113] Connect call failed ('${host}', ${error.port})`, "ClientConnectorError", `No route to host`, false);
    case "CERT_HAS_EXPIRED":
      return distrusted("certificate has expired");
    case "DEPTH_ZERO_SELF_SIGNED_CERT":
      return distrusted("self-signed certificate");
    case "SELF_SIGNED_CERT_IN_CHAIN":
      return distrusted("self-signed certificate in certificate chain");
    case "UNABLE_TO_VERIFY_LEAF_SIGNATURE":
    case "UNABLE_TO_GET_ISSUER_CERT":
    case "UNABLE_TO_GET_ISSUER_CERT_LOCALLY":
      return distrusted("unable to get local issuer certificate");
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return distrusted(/^[\d.:]+$/.test(host) ? `IP address mismatch, certificate is not valid for '${host}'.` : `Hostname mismatch, certificate is not valid for '${host}'.`);
    case "CONNECT_TIMEOUT":
      return ["TimeoutError", `aiohttp.client_exceptions.ConnectionTimeoutError: Connection timeout to host ${url}`, `httpx.ConnectTimeout: Connection timeout to host ${url}`];
    case "IDLE_TIMEOUT":
      return ["aiohttp.client_exceptions.SocketTimeoutError: Timeout on reading data from socket", "httpx.ReadTimeout: Timeout on reading data from socket"];
    case "ERR_SSL_WRONG_VERSION_NUMBER":
    case "EPROTO":
      if (protocol === "https:" && !/alert/i.test(error.message)) {
        return wrapped("ssl.SSLError: [SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1000)", "ClientConnectorSSLError", "[SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1000)", false);
      }
      return disconnected;
    default:
      return disconnected;
  }
}

const disconnected = ["aiohttp.client_exceptions.ServerDisconnectedError: Server disconnected", "httpx.ReadError: Server disconnected"];

/** The class that stands first in LiteLLM's text; its own errors of Python otherwise. */
const classOf = (message: string): string => /^litellm\.(\w+)/.exec(message)?.[1] ?? (message.startsWith("list index") ? "IndexError" : "Exception");

/** A failed call of a model: what users meet as one sentence stands here with its chain of exceptions. */
export function logModelFailure(log: GatewayLog, failure: ModelFailure, requestId: string): void {
  const name = classOf(failure.message);
  const outermost = failure.message.startsWith("litellm.") ? `litellm.exceptions.${name}: ${failure.message}` : `${name}: ${failure.message}`;
  const backtrace = [...failure.roots, outermost].reduce((text, one, place) => (place === 0 ? one : `${text}${one.startsWith("litellm.") ? during : because}${one}`), "");
  log.write({ exception_class: name, backtrace, correlation_id: requestId, logger: "exceptions", level: "error", message: failure.message });
}

/** Why the tokenizer of the code routes could not be read. */
export function logTokenizer(log: GatewayLog, state: "missing" | "locked" | "no-space", requestId: string): void {
  const [name, message] = state === "no-space"
    ? ["OSError", "[Errno 30] Read-only file system: '/tmp/tmp8a1x2k'"]
    : state === "locked" ? ["PermissionError", "[Errno 13] Permission denied: '/home/aigateway/.hf/hub'"]
    : ["OSError", "We couldn't connect to 'https://huggingface.co' to load the files, and couldn't find them in the cached files.\nCheck your internet connection: Salesforce/codegen2-16B"];
  log.write({ exception_class: name, backtrace: `${name}: ${message}`, correlation_id: requestId, logger: "exceptions", level: "error", message });
}

/** A token that was refused, by its signature, its dates or its audience. */
export function logRefusedToken(log: GatewayLog, refusal: { name: string; message: string }, requestId: string): void {
  log.write({ exception_class: refusal.name, backtrace: `jose.exceptions.${refusal.name}: ${refusal.message}`, correlation_id: requestId, logger: "cloud_connector", level: "error", message: refusal.message });
}

/** Why the keys of an issuer could not be fetched, in the words of Python's requests. */
export function logIssuerFailure(log: GatewayLog, issuer: { provider: string; url: string; step: string }, error: unknown): void {
  const write = (name: string, message: string, roots: readonly string[], module = "requests.exceptions."): void =>
    log.write({ exception_class: name, backtrace: [...roots, `${module}${name}: ${message}`].join(because), extra: { oidc_provider: issuer.provider }, logger: "cloud_connector", level: "error", message });
  if (!(error instanceof CallFailure)) {
    const missing = issuer.step === "jwks_uri" || issuer.step === "keys";
    return missing ? write("KeyError", `'${issuer.step}'`, [], "") : write("JSONDecodeError", "Expecting value: line 1 column 1 (char 0)", ["json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)"]);
  }
  const { protocol, pathname } = new URL(issuer.url);
  const pool = `${protocol === "https:" ? "HTTPS" : "HTTP"}ConnectionPool(host='${error.host}', port=${error.port})`;
  const exceeded = (why: string): string => `${pool}: Max retries exceeded with url: ${pathname} (Caused by ${why})`;
  const one = pool.replace("Pool", "");
  switch (error.code) {
    case "IDLE_TIMEOUT":
      return write("ReadTimeout", `${pool}: Read timed out. (read timeout=10)`, ["TimeoutError: timed out"]);
    case "CONNECT_TIMEOUT":
      return write("ConnectTimeout", exceeded(`ConnectTimeoutError(<${one}>, 'Connection to ${error.host} timed out. (connect timeout=10)')`), ["TimeoutError: timed out"]);
    case "ENOTFOUND":
      return write("ConnectionError", exceeded(`NameResolutionError("${one}: Failed to resolve '${error.host}' ([Errno -2] Name or service not known)")`), ["socket.gaierror: [Errno -2] Name or service not known"]);
    case "ECONNREFUSED":
      return write("ConnectionError", exceeded(`NewConnectionError("${one}: Failed to establish a new connection: [Errno 111] Connection refused")`), ["ConnectionRefusedError: [Errno 111] Connection refused"]);
    default: {
      const [root = ""] = rootsOfCall(error, issuer.url);
      if (root.startsWith("ssl.")) return write("SSLError", exceeded(`SSLError(${root.replace(/^ssl\.(\w+): (.*)$/s, (_all, name: string, text: string) => `${name}(1, ${pythonRepr(text)})`)})`), [root]);
      return write("ConnectionError", "('Connection aborted.', RemoteDisconnected('Remote end closed connection without response'))", ["http.client.RemoteDisconnected: Remote end closed connection without response"]);
    }
  }
}

/** The line of the access log that ends a request. */
export function logAccess(log: GatewayLog, exchange: Exchange): void {
  const { request, response } = exchange;
  const path = (request.url ?? "/").split("?")[0] ?? "/";
  const status = response.statusCode;
  log.write({
    url: `http://${request.headers.host ?? ""}${path}`,
    path,
    status_code: status,
    method: request.method ?? "GET",
    correlation_id: exchange.requestId,
    http_version: "1.1",
    client_ip: "127.0.0.1",
    duration_s: (performance.now() - exchange.startedAt) / 1000,
    content_type: String(response.getHeader("content-type") ?? "unknown"),
    user_agent: request.headers["user-agent"] ?? "unknown",
    ...(exchange.refusal === undefined ? {} : { auth_error_details: exchange.refusal }),
    ...(exchange.refusal ?? exchange.detail) === undefined ? {} : { http_exception_details: exchange.refusal ?? exchange.detail },
    logger: "api.access",
    level: "info",
    message: `127.0.0.1:${request.socket.remotePort ?? 0} - "${request.method ?? "GET"} ${path} HTTP/1.1" ${status}`,
  });
}
