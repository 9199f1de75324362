import { cleanLine } from "../core/text.ts";
import type { Phase, Reason } from "../core/probe-answer.ts";

/** What went wrong, before the times are added that make it a Failure. */
export interface Fault {
  phase: Phase;
  reason: Reason;
  code?: string;
  detail?: string;
  proxyStatus?: number;
  address?: string;
}

/** Carries a fault through code that speaks in errors. Its `code` is none that a library acts upon. */
export class Trouble extends Error {
  readonly fault: Fault;
  readonly code = "PROBE_TROUBLE";

  constructor(fault: Fault) {
    super(fault.detail ?? fault.reason);
    this.fault = fault;
  }
}

interface Row {
  reason: Reason;
  /** Where this code can only come from; otherwise the phase that the act was in. */
  phase?: Phase;
  /** What the same code means in the handshake. */
  inHandshake?: Reason;
}

const resolve = (reason: Reason): Row => ({ phase: "resolve", reason });
const tls = (reason: Reason): Row => ({ phase: "tls", reason });

/**
 * Codes of libuv, c-ares, OpenSSL, llhttp and undici, in one table. Certificate codes are those of X509_V_ERR_* as Node spells them
 * (Node.js documentation, "X509 certificate error codes").
 */
const table: Readonly<Record<string, Row>> = {
  ENOTFOUND: resolve("name-not-found"),
  EAI_NONAME: resolve("name-not-found"),
  ENONAME: resolve("name-not-found"),
  EBADNAME: resolve("name-not-found"),
  ENODATA: resolve("no-address-of-family"),
  EAI_NODATA: resolve("no-address-of-family"),
  EAI_ADDRFAMILY: resolve("no-address-of-family"),
  EAI_AGAIN: resolve("resolver-failed"),
  EAI_FAIL: resolve("resolver-failed"),
  EAI_SYSTEM: resolve("resolver-failed"),
  ESERVFAIL: resolve("resolver-failed"),
  EREFUSED: resolve("resolver-failed"),
  ETIMEOUT: resolve("resolver-failed"),
  EFORMERR: resolve("resolver-failed"),
  ENOTIMP: resolve("resolver-failed"),
  EBADRESP: resolve("resolver-failed"),

  ECONNREFUSED: { reason: "refused" },
  EHOSTUNREACH: { reason: "unreachable" },
  ENETUNREACH: { reason: "unreachable" },
  EHOSTDOWN: { reason: "unreachable" },
  ENETDOWN: { reason: "unreachable" },
  EADDRNOTAVAIL: { reason: "unreachable" },
  // A firewall of this machine forbids the connection.
  EPERM: { reason: "unreachable" },
  EACCES: { reason: "unreachable" },
  ETIMEDOUT: { reason: "connect-timeout", inHandshake: "no-answer" },
  UND_ERR_CONNECT_TIMEOUT: { phase: "connect", reason: "connect-timeout" },

  ECONNRESET: { reason: "reset", inHandshake: "tls-cut" },
  ECONNABORTED: { reason: "reset", inHandshake: "tls-cut" },
  EPIPE: { reason: "reset", inHandshake: "tls-cut" },
  UND_ERR_SOCKET: { reason: "closed", inHandshake: "tls-cut" },
  ERR_STREAM_PREMATURE_CLOSE: { reason: "closed", inHandshake: "tls-cut" },
  ERR_SSL_UNEXPECTED_EOF_WHILE_READING: { reason: "closed", inHandshake: "tls-cut" },
  HPE_INVALID_EOF_STATE: { reason: "closed" },
  HPE_CLOSED_CONNECTION: { reason: "closed" },
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: { reason: "closed" },
  UND_ERR_HEADERS_TIMEOUT: { reason: "no-answer" },
  UND_ERR_BODY_TIMEOUT: { reason: "stalled" },

  ERR_SSL_WRONG_VERSION_NUMBER: tls("not-tls"),
  ERR_SSL_HTTP_REQUEST: tls("not-tls"),
  ERR_SSL_HTTPS_PROXY_REQUEST: tls("not-tls"),
  ERR_SSL_PACKET_LENGTH_TOO_LONG: tls("not-tls"),
  ERR_SSL_RECORD_LENGTH_MISMATCH: tls("not-tls"),
  ERR_SSL_UNEXPECTED_MESSAGE: tls("not-tls"),
  ERR_SSL_BAD_RECORD_TYPE: tls("not-tls"),
  ERR_SSL_RECORD_LAYER_FAILURE: tls("not-tls"),
  ERR_SSL_UNKNOWN_PROTOCOL: tls("not-tls"),
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: tls("tls-version-refused"),
  ERR_SSL_UNSUPPORTED_PROTOCOL: tls("tls-version-refused"),
  ERR_SSL_WRONG_SSL_VERSION: tls("tls-version-refused"),
  ERR_SSL_VERSION_TOO_LOW: tls("tls-version-refused"),
  ERR_SSL_NO_PROTOCOLS_AVAILABLE: tls("tls-version-refused"),
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: tls("client-certificate-required"),

  DEPTH_ZERO_SELF_SIGNED_CERT: tls("certificate-self-signed"),
  SELF_SIGNED_CERT_IN_CHAIN: tls("certificate-untrusted-root"),
  CERT_UNTRUSTED: tls("certificate-untrusted-root"),
  CERT_REJECTED: tls("certificate-untrusted-root"),
  CERT_REVOKED: tls("certificate-untrusted-root"),
  INVALID_PURPOSE: tls("certificate-untrusted-root"),
  PATH_LENGTH_EXCEEDED: tls("certificate-untrusted-root"),
  // An intermediate was sent, and its issuer neither sent nor known here.
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: tls("certificate-issuer-unknown"),
  // The leaf came alone (or with strangers), and its issuer is not known here.
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: tls("certificate-issuer-unknown"),
  // The issuer is trusted, and the issuer of that one is missing.
  UNABLE_TO_GET_ISSUER_CERT: tls("certificate-issuer-unknown"),
  // An authority of the same name is trusted, and did not sign this: an authority that was made anew.
  CERT_SIGNATURE_FAILURE: tls("certificate-issuer-unknown"),
  INVALID_CA: tls("certificate-issuer-unknown"),
  CERT_HAS_EXPIRED: tls("certificate-expired"),
  CERT_NOT_YET_VALID: tls("certificate-not-yet-valid"),
  ERR_TLS_CERT_ALTNAME_INVALID: tls("certificate-name-mismatch"),
  HOSTNAME_MISMATCH: tls("certificate-name-mismatch"),
  ERR_TLS_HANDSHAKE_TIMEOUT: tls("no-answer"),
  EPROTO: tls("tls-handshake-failed"),

  UND_ERR_HEADERS_OVERFLOW: { phase: "headers", reason: "headers-too-large" },
  HPE_HEADER_OVERFLOW: { phase: "headers", reason: "headers-too-large" },
  // A parser that checks itself does so on bytes that no HTTP server sends.
  ERR_ASSERTION: { phase: "headers", reason: "not-http" },
  HTTPParserError: { phase: "headers", reason: "not-http" },
  PROBE_BAD_RESPONSE: { phase: "headers", reason: "not-http" },

  UND_ERR_RES_EXCEEDED_MAX_SIZE: { reason: "too-large" },
  ERR_INVALID_URL: { phase: "resolve", reason: "bad-url" },
  ERR_SOCKET_BAD_PORT: { phase: "connect", reason: "bad-url" },
  UND_ERR_INVALID_ARG: { phase: "send", reason: "unknown" },
  ERR_INVALID_CHAR: { phase: "send", reason: "unknown" },
  ERR_INVALID_HTTP_TOKEN: { phase: "send", reason: "unknown" },
};

const families: readonly (readonly [prefix: string, row: Row])[] = [
  ["HPE_", { phase: "headers", reason: "not-http" }],
  ["ERR_HTTP2_", { reason: "not-http" }],
  ["ERR_SSL_", tls("tls-handshake-failed")],
  ["ERR_OSSL_", tls("tls-handshake-failed")],
];

function rowOf(code: string): Row | undefined {
  return Object.hasOwn(table, code) ? table[code] : families.find(([prefix]) => code.startsWith(prefix))?.[1];
}

/** The reason for a code, in the phase where the table has it; `unknown` where the table does not know it. */
export function reasonOfCode(code: string): Reason {
  return rowOf(code)?.reason ?? "unknown";
}

interface Seen {
  code?: string;
  error: Error;
}

// Libraries wrap: `cause` chains, and one AggregateError for several addresses.
function unwrap(error: unknown, depth = 0): Seen[] {
  if (!(error instanceof Error) || depth > 8) return [];
  const given = "code" in error && typeof error.code === "string" && error.code !== "" ? error.code : undefined;
  // Has had a code of llhttp in some versions of undici and none in others.
  const code = error.name === "HTTPParserError" ? (given?.startsWith("HPE_") === true ? given : "HTTPParserError") : given;
  const inner = error instanceof AggregateError ? (error.errors as unknown[]).slice(0, 20) : [];
  return [
    ...(code === undefined ? [] : [{ error, code }]),
    ...inner.flatMap((part) => unwrap(part, depth + 1)),
    ...unwrap(error.cause, depth + 1),
  ];
}

/** Names an error by the table. `phase` is where the act was when it came. Never throws; an unknown code becomes `unknown`. */
export function faultOf(error: unknown, phase: Phase): Fault {
  const seen = unwrap(error);
  const own = seen.find((one) => one.error instanceof Trouble);
  if (own !== undefined) return (own.error as Trouble).fault;
  const known = seen.find((one) => rowOf(codeOf(one)) !== undefined) ?? seen[0];
  const code = known === undefined ? undefined : codeOf(known);
  const said = detailOf(known?.error ?? error);
  return {
    ...placed(code === undefined ? undefined : rowOf(code), phase, known?.error),
    ...(known?.code === undefined ? {} : { code: cleanLine(known.code, 80) }),
    ...(said === "" ? {} : { detail: said }),
  };
}

// undici gives one code for every way in which a socket ends; two of its own words tell an answer that breaks the protocol.
function codeOf(seen: Seen): string {
  const code = seen.code ?? "";
  if (code !== "UND_ERR_SOCKET") return code;
  return seen.error.message === "bad response" || seen.error.message === "bad upgrade" ? "PROBE_BAD_RESPONSE" : code;
}

function placed(row: Row | undefined, phase: Phase, error: Error | undefined): { phase: Phase; reason: Reason } {
  if (row === undefined) return { phase, reason: "unknown" };
  const syscall = error !== undefined && "syscall" in error && typeof error.syscall === "string" ? error.syscall : "";
  // The same codes, said of the DNS server instead of the target.
  if (syscall.startsWith("query")) return { phase: "resolve", reason: row.phase === "resolve" ? row.reason : "resolver-failed" };
  if (phase === "tls" && row.inHandshake !== undefined) return { phase, reason: row.inHandshake };
  // ETIMEDOUT on an open connection: the other machine went away.
  if (row.reason === "connect-timeout" && row.phase === undefined && phase !== "connect") return { phase, reason: phase === "stream" ? "stalled" : "no-answer" };
  return { phase: row.phase ?? phase, reason: row.reason };
}

// OpenSSL puts memory addresses and source files into its message; its `reason` is the sentence.
function detailOf(error: unknown): string {
  if (!(error instanceof Error)) return "";
  const reason = "reason" in error && typeof error.reason === "string" ? error.reason : "";
  // The first bytes that the parser stumbled over say what speaks there.
  const bytes = error.name === "HTTPParserError" && "data" in error && typeof error.data === "string" ? error.data.slice(0, 80) : "";
  return cleanLine(`${reason === "" ? error.message : reason}${bytes === "" ? "" : `: ${bytes}`}`);
}
