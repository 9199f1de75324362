import { z } from "zod";
import type { ExecAnswer } from "../../core/exec.ts";
import { cleanLine } from "../../core/text.ts";

/** What the script beside the gateway tells. It ran on a machine that may be broken in any way, so every field is checked and bounded. */

const line = (most: number) => z.string().transform((text) => cleanLine(text, most));
const leaf = z.object({ subject: line(300), issuer: line(300), validTo: line(40), fingerprint: line(120) }).nullish().transform((one) => one ?? null);
const turn = z.object({ phase: line(20), reason: line(40).nullish().transform((one) => one ?? null), status: z.number().int().nullish().transform((one) => one ?? null) }).nullish().transform((one) => one ?? null);
const optional = <Inner extends z.ZodType>(inner: Inner) => inner.nullish().transform((one) => one ?? null);

/** One GET with the gateway's own certificates and proxies, as far as it got. */
export const waySchema = z.object({
  url: line(2000),
  /** Where it ended; `answer` with a status is a way that is good. */
  phase: z.enum(["address", "resolve", "connect", "proxy", "tls", "answer"]),
  /** Null where an HTTP answer came. */
  reason: optional(z.enum(["not-an-address", "name-not-found", "resolver-failed", "refused", "timeout", "unreachable", "proxy-refused", "not-tls", "unknown-issuer", "untrusted", "expired", "not-yet-valid", "name-mismatch", "client-certificate", "store-unreadable", "handshake", "closed", "not-http", "other"]).catch("other")),
  said: optional(line(300)),
  ms: z.number(),
  /** host:port of the proxy that the gateway's settings send this through. */
  proxy: optional(line(200)),
  addresses: z.array(line(60)).max(16).nullish().transform((one) => one ?? []),
  /** Name of the setting that the trusted certificates are from. */
  store: optional(line(60)),
  tls: optional(line(20)),
  status: optional(z.number().int()),
  type: optional(line(100)),
  server: optional(line(100)),
  via: optional(line(100)),
  location: optional(line(300)),
  head: optional(line(300)),
  firstMs: optional(z.number()),
  leaf,
  /** Other sets of certificates at hand that do trust it. */
  trustedBy: z.array(line(60)).max(12).nullish().transform((one) => one ?? []),
  /** The port speaks the other of http and https. */
  otherScheme: optional(z.boolean()),
  /** The same without the proxy, where one is used; through the one that is set, where none is. */
  direct: turn,
  throughProxy: turn,
});
export type Way = z.infer<typeof waySchema>;

const keySchema = z.object({ set: z.boolean(), lines: z.number(), begins: z.boolean(), escaped: z.boolean(), kind: z.enum(["none", "unreadable", "other", "rsa-public", "rsa-private"]), bits: optional(z.number()) });

export const lookSchema = z.object({
  /** Whose settings these are: the process's own, the container's, or nobody's. */
  source: z.enum(["process", "container", "none"]),
  /** The script shares the network of the process. */
  network: z.boolean(),
  /** Processes of gateway and agent service that were found. */
  gateways: z.number().int(),
  agents: z.number().int(),
  python: line(40),
  machine: line(40),
  versions: z.record(z.string().max(40), optional(line(60))),
  env: z.record(z.string().max(200), z.string().transform((text) => cleanLine(text, 500))),
  keys: z.record(z.string().max(200), keySchema),
  listeners: z.array(z.object({ port: z.number().int(), everywhere: z.boolean(), loopback: z.boolean(), of: z.enum(["gateway", "agent", "other", "unknown"]) })).max(500),
  folders: z.array(z.object({ path: line(300), there: z.boolean(), writable: z.boolean(), mode: optional(line(20)), owner: optional(z.number()), readOnly: optional(z.boolean()), freeMb: optional(z.number()) })).max(8),
  uid: z.number().int(),
  tokenizer: z.object({ there: z.boolean(), usable: z.boolean(), offline: z.boolean() }),
  docs: optional(z.boolean()),
  stores: z.array(z.object({ name: line(60), there: z.boolean(), readable: z.boolean(), certificates: optional(z.number()) })).max(12),
  /** Seconds since 1970, by the clock beside the gateway. */
  clock: z.number(),
  startedAt: optional(z.number()),
  health: optional(waySchema),
  gitlab: optional(waySchema.and(z.object({ issuer: optional(line(500)), kids: optional(z.array(line(120)).max(60)), keys: optional(waySchema) }))),
  agentToGitlab: optional(waySchema),
  portal: optional(waySchema),
});
export type Look = z.infer<typeof lookSchema>;

/** What a command brought, checked; otherwise why there is nothing, as a sentence. */
export function readBesideAnswer<Value>(answer: ExecAnswer, kind: "look" | "ask", schema: z.ZodType<Value>): { value: Value } | { because: string } {
  if (answer.kind === "failure") return { because: cleanLine(`the foothold gave nothing: ${answer.reason}: ${answer.said}`, 300) };
  const json = answer.json as { duo_triage?: unknown } | undefined;
  if (json?.duo_triage !== kind) return { because: answer.exitCode === 126 || answer.exitCode === 127 ? "there is no python3 where the foothold stands" : cleanLine(`the script beside the gateway printed nothing that could be read (exit ${answer.exitCode ?? "unknown"}): ${answer.output.trim().split("\n").at(-1) ?? ""}`, 300) };
  const read = schema.safeParse(json);
  return read.success ? { value: read.data } : { because: cleanLine(`the answer of the script is not of its form: ${read.error.issues[0]?.path.join(".") ?? ""}`, 300) };
}

/** The way as a few words: how far it got, and what ended it. */
export function sayWay(way: Way): string {
  const through = way.proxy === null ? "" : ` through proxy ${way.proxy}`;
  if (way.status !== null) return `HTTP ${way.status}${through} after ${way.ms} ms`;
  return `${way.reason ?? "nothing"} (${way.phase})${through}${way.said === null ? "" : `: ${way.said}`}`;
}
