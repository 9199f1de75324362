import { z } from "zod";
import { dnsResultSchema, httpResultSchema, tcpResultSchema, tlsResultSchema } from "../core/probe-answer.ts";

/** The way from the worker to one address: name, connection, handshake. Shared by the `reach` fact of every hop. */
export const reachSchema = z.object({
  url: z.string(),
  scheme: z.enum(["http", "https", "grpc"]),
  host: z.string(),
  port: z.number(),
  /** The host is an IP address, so no name was looked up. */
  literal: z.boolean(),
  loopback: z.boolean(),
  /** Through the configured proxy instead of directly: the proxy resolves, so `dns` and `tcp` are null. */
  throughProxy: z.boolean(),
  dns: dnsResultSchema.nullable(),
  /** One per address. */
  tcp: z.array(tcpResultSchema).nullable(),
  /** For https and secure gRPC, when a connection opened. */
  tls: tlsResultSchema.nullable(),
  /** Where it ends: `open` = connected (and secured and trusted where asked). Otherwise the first phase that failed on every address. */
  state: z.enum(["open", "name-not-found", "resolver-failed", "refused", "connect-timeout", "unreachable", "reset", "not-tls", "untrusted", "expired", "not-yet-valid", "name-mismatch", "client-certificate", "tls-refused", "tls-cut", "proxy", "other"]),
});
export type Reach = z.infer<typeof reachSchema>;

/** An HTTP exchange together with what it says about the thing that answered. */
export const probedSchema = z.object({ url: z.string(), result: httpResultSchema });
