import { z } from "zod";
import { auditEntrySchema } from "./audit.ts";
import { runRecordSchema } from "./store.ts";

/**
 * Everything that a store keeps, line by line, the same for every backend: `store export` writes it, `store import` reads it. Signs of life
 * and held places belong to running processes and are not part of it.
 */
export const dumpLineSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("head"), format: z.literal("duo-triage-store"), version: z.literal(1), at: z.string(), backend: z.string() }),
  z.object({ kind: z.literal("run"), record: runRecordSchema }),
  z.object({ kind: z.literal("delivery"), run: z.string(), slot: z.string(), claims: z.number().int(), /** ms since 1970 */ claimedUntil: z.number(), delivered: z.boolean(), message: z.unknown() }),
  /** In the order of their last change, oldest first. */
  z.object({ kind: z.literal("document"), of: z.string(), id: z.string(), body: z.unknown() }),
  z.object({ kind: z.literal("audit"), id: z.string(), entry: auditEntrySchema }),
  z.object({ kind: z.literal("counter"), name: z.string(), amount: z.number(), leftMs: z.number() }),
  /** The last line: how many came before it, without the head. A file without it is cut off. */
  z.object({ kind: z.literal("end"), count: z.number().int() }),
]);
export type DumpLine = z.infer<typeof dumpLineSchema>;
export type DumpItem = Exclude<DumpLine, { kind: "head" | "end" }>;

/** Reading and writing everything at once, for a move to another backend. Nothing else may write meanwhile. */
export interface Dump {
  read(): AsyncIterable<DumpItem>;
  /** Is there anything that an import would mix with? */
  empty(): Promise<boolean>;
  /** Puts one back, as it was; what is there under the same id is replaced. Retention applies with the next save. */
  write(item: DumpItem): Promise<void>;
}
