import { z } from "zod";

/**
 * What the probes hand back. Expected trouble is a value: every answer is either what was seen or a failure that names its phase
 * and a reason of a closed set.
 */

/** How far an act got before it ended. */
export const phases = ["resolve", "connect", "tls", "send", "headers", "first-byte", "stream", "parse"] as const;
export const phaseSchema = z.enum(phases);
export type Phase = z.infer<typeof phaseSchema>;

export const reasons = [
  // resolve
  "name-not-found", // the name does not exist for this machine
  "resolver-failed", // the DNS server did not answer, refused or broke
  "no-address-of-family", // the name exists without an address of the family asked for
  // connect
  "refused",
  "connect-timeout",
  "unreachable", // no route
  // tls
  "not-tls", // the port does not speak TLS
  "certificate-self-signed", // the leaf is its own issuer
  "certificate-untrusted-root", // the chain ends in a root that is not trusted here
  "certificate-issuer-unknown", // the issuer of the leaf or of an intermediate is neither sent nor trusted
  "certificate-expired",
  "certificate-not-yet-valid",
  "certificate-name-mismatch",
  "client-certificate-required",
  "tls-version-refused", // protocol version alert
  "tls-handshake-failed", // any other alert: no shared cipher, unrecognised name, ...
  "tls-cut", // the other side closed or reset the connection in the handshake, without an alert
  // proxy
  "proxy-unreachable",
  "proxy-refused", // the configured proxy answered the tunnel request with a status other than 200
  // send, headers, first byte, stream
  "closed", // closed in good order before an answer was complete
  "reset",
  "no-answer", // connected, and nothing came before the deadline of the probe
  "headers-too-large",
  "not-http", // bytes that are no HTTP/1.1 answer
  "not-grpc", // connected, and what answers does not speak gRPC (HTTP/1.1, HTTP/2 without a gRPC status, other bytes)
  "stalled", // data came, then nothing until the deadline
  // parse
  "bad-encoding", // the content encoding cannot be undone
  "too-large", // our limit on bytes was reached; what came before it is kept
  // anywhere
  "deadline", // the run's time was over
  "cancelled",
  "bad-url",
  "unknown", // an error code that the table does not know; `code` holds it
] as const;
export const reasonSchema = z.enum(reasons);
export type Reason = z.infer<typeof reasonSchema>;

/** Milliseconds since the start of the act at which each phase was over; absent where the phase did not happen. */
export const timingsSchema = z.object({
  resolved: z.number().optional(),
  connected: z.number().optional(),
  secured: z.number().optional(),
  firstByte: z.number().optional(),
  total: z.number(),
});
export type Timings = z.infer<typeof timingsSchema>;

export const failureSchema = z.object({
  kind: z.literal("failure"),
  phase: phaseSchema,
  reason: reasonSchema,
  /** Node's or the library's own code, for the reader. */
  code: z.string().optional(),
  /** The library's sentence, cleaned and at most 300 characters. Never match on it. */
  detail: z.string().optional(),
  /** A proxy's status where the reason is `proxy-refused`. */
  proxyStatus: z.number().optional(),
  address: z.string().optional(),
  timings: timingsSchema,
});
export type Failure = z.infer<typeof failureSchema>;

const headerSchema = z.tuple([z.string(), z.string()]);

/** One HTTP exchange. Redirects are not followed. */
export const httpAnswerSchema = z.object({
  kind: z.literal("answer"),
  method: z.string(),
  url: z.string(),
  status: z.number(),
  /** Lower-case names in wire order. */
  headers: z.array(headerSchema),
  /** The first 8 KiB (or the limit asked for) as text; invalid UTF-8 becomes U+FFFD. */
  body: z.string(),
  /** Bytes that came, also beyond what `body` keeps. */
  bodyBytes: z.number(),
  /** How the body ended: `cut` = connection ended early, `limit` = we stopped reading (bytes, or time while data still came), `stalled` = silence until we gave up. */
  end: z.enum(["complete", "cut", "limit", "stalled"]),
  address: z.string().optional(),
  /** Protocol spoken, as negotiated. */
  protocol: z.enum(["http/1.1", "h2"]).optional(),
  timings: timingsSchema,
});
export type HttpAnswer = z.infer<typeof httpAnswerSchema>;
export const httpResultSchema = z.discriminatedUnion("kind", [httpAnswerSchema, failureSchema]);
export type HttpResult = z.infer<typeof httpResultSchema>;

/** One HTTP exchange whose body was read line by line. `at` is milliseconds since the start of the act. */
export const streamAnswerSchema = httpAnswerSchema.extend({
  lines: z.array(z.object({ at: z.number(), text: z.string() })),
  /** Longest silence between two lines, or between the headers and the first line. */
  longestGapMs: z.number(),
  /** All lines in the last tenth of a wait of more than half a second after the request. */
  burst: z.boolean(),
  /** When bytes of the body came, whatever lines they hold; absent in runs saved by older releases, and where none came. */
  arrivals: z.object({ count: z.number(), firstAt: z.number(), lastAt: z.number(), longestGapMs: z.number() }).optional(),
});
export type StreamAnswer = z.infer<typeof streamAnswerSchema>;
export const streamResultSchema = z.discriminatedUnion("kind", [streamAnswerSchema, failureSchema]);
export type StreamResult = z.infer<typeof streamResultSchema>;

export const certificateSchema = z.object({
  subject: z.string(),
  issuer: z.string(),
  /** ISO 8601 */
  notBefore: z.string(),
  notAfter: z.string(),
  names: z.array(z.string()),
  fingerprint256: z.string(),
  selfSigned: z.boolean(),
});
export type Certificate = z.infer<typeof certificateSchema>;

/** A handshake without verification, for looking only: nothing secret is ever sent over it. */
export const tlsLookSchema = z.object({
  kind: z.literal("look"),
  protocol: z.string(),
  alpn: z.string().nullable(),
  /** Leaf first, as sent. */
  chain: z.array(certificateSchema),
  /** Whether verification with the trust configured for this target would have passed; otherwise why not. */
  trusted: z.boolean(),
  problem: reasonSchema.optional(),
  /** The names of the certificate cover the host, whatever the trust. */
  nameMatches: z.boolean(),
  /** Judged by the worker's clock at the time of the look. */
  datesValid: z.boolean(),
  /** The server asked for a client certificate (it may still serve without one). */
  clientCertificateRequested: z.boolean(),
  address: z.string().optional(),
  timings: timingsSchema,
});
export type TlsLook = z.infer<typeof tlsLookSchema>;
export const tlsResultSchema = z.discriminatedUnion("kind", [tlsLookSchema, failureSchema]);
export type TlsResult = z.infer<typeof tlsResultSchema>;

export const dnsAnswerSchema = z.object({
  kind: z.literal("answer"),
  /** What programs on this machine get (hosts file and search domains included). */
  system: z.array(z.string()),
  /** What the DNS server says, asked directly; null where it was not asked or did not answer. */
  a: z.array(z.string()).nullable(),
  aaaa: z.array(z.string()).nullable(),
  timings: timingsSchema,
});
export type DnsAnswer = z.infer<typeof dnsAnswerSchema>;
export const dnsResultSchema = z.discriminatedUnion("kind", [dnsAnswerSchema, failureSchema]);
export type DnsResult = z.infer<typeof dnsResultSchema>;

export const tcpAnswerSchema = z.object({
  kind: z.literal("open"),
  address: z.string(),
  timings: timingsSchema,
});
export const tcpResultSchema = z.discriminatedUnion("kind", [tcpAnswerSchema, failureSchema]);
export type TcpResult = z.infer<typeof tcpResultSchema>;

/** One gRPC call that got an answer of the gRPC protocol, an error status included. */
export const grpcAnswerSchema = z.object({
  kind: z.literal("answer"),
  /** Numeric gRPC status; 0 is OK. */
  status: z.number(),
  details: z.string(),
  /** For health: SERVING, NOT_SERVING ...; for list calls: how many bytes the answer held. */
  serving: z.string().optional(),
  bytes: z.number().optional(),
  timings: timingsSchema,
});
export type GrpcAnswer = z.infer<typeof grpcAnswerSchema>;
export const grpcResultSchema = z.discriminatedUnion("kind", [grpcAnswerSchema, failureSchema]);
export type GrpcResult = z.infer<typeof grpcResultSchema>;

/** The answer to an HTTP/1.1 upgrade request. */
export const upgradeAnswerSchema = z.object({
  kind: z.literal("answer"),
  status: z.number(),
  headers: z.array(headerSchema),
  body: z.string(),
  timings: timingsSchema,
});
export const upgradeResultSchema = z.discriminatedUnion("kind", [upgradeAnswerSchema, failureSchema]);
export type UpgradeResult = z.infer<typeof upgradeResultSchema>;

/** First value of a header, or undefined. */
export function header(answer: { headers: readonly (readonly [string, string])[] }, name: string): string | undefined {
  const wanted = name.toLowerCase();
  return answer.headers.find(([key]) => key === wanted)?.[1];
}
