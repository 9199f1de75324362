import { readFileSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { type Arguments, UsageError } from "../cli/arguments.ts";
import type { Console } from "../cli/check.ts";
import type { Config } from "../config/config.ts";
import { incidentSchema } from "../core/incident.ts";
import { createRedact, type Redact, sayHidden } from "../core/redact.ts";
import { readStored, type Result, type SavedRun, savedRunSchema } from "../core/result.ts";
import type { Store } from "../core/store.ts";
import { sayError } from "../core/text.ts";
import type { Packet } from "../handover/packet.ts";
import { loadRegistry } from "./registry.ts";

// A packet tells the story of a stack, not its whole life.
const rememberedRuns = 100;

async function pastOf(stack: string, store: Store | undefined) {
  if (store === undefined) return { runs: [], incidents: [] };
  const runs = await store.runs.list({ stack, limit: rememberedRuns });
  const incidents = (await store.incidents.list(200)).map(({ document }) => incidentSchema.safeParse(document)).flatMap((read) => (read.success && read.data.stack === stack ? [read.data] : []));
  return { runs, incidents };
}

async function pack(found: { result: Result; saved: SavedRun | undefined }, store: Store | undefined, version: string, redact: Redact): Promise<Packet> {
  const { makePacket } = await import("../handover/packet.ts");
  return makePacket({ ...found, past: await pastOf(found.result.stack, store), version, redact, at: new Date() });
}

/** The packet of a stored run, for the bot. */
export function packStored(store: Store, version: string, redact: Redact): (run: string) => Promise<{ file: Packet; hidden: Packet["hidden"] } | undefined> {
  return async (run) => {
    const found = readStored(await store.runs.get(run));
    if (found === undefined) return undefined;
    const file = await pack(found, store, version, redact);
    return { file, hidden: file.hidden };
  };
}

/** What `bundle` on the command line needs from the composition root. */
export interface BundleMeans {
  config(): Promise<Config>;
  version: string;
  /** Checks a stack now. */
  check(stack: string): Promise<{ result: Result; saved: SavedRun }>;
}

/** `duo-triage bundle <run|run.json>|--stack NAME [-o FILE]`: exit 0 when the packet is written. */
export async function bundle(args: Arguments, console: Console, means: BundleMeans): Promise<number> {
  const [what] = args.positionals;
  const stack = args.flags["stack"];
  if ((what === undefined) === (typeof stack !== "string")) throw new UsageError("name a run (its id, or a file of --save), or a stack with --stack\nUsage: duo-triage bundle <run|run.json>|--stack NAME [-o FILE]");
  const packet = typeof stack === "string" ? await packChecked(stack, means) : what?.endsWith(".json") === true ? await packFile(what, means.version) : await packFromStore(what ?? "", means);
  const path = typeof args.flags["output"] === "string" ? args.flags["output"] : packet.name;
  try {
    writeFileSync(path, packet.content, { mode: 0o600 });
  } catch (error) {
    throw new UsageError(`${path}: cannot be written (${(error as NodeJS.ErrnoException).code ?? "error"})`);
  }
  console.out(`${path}: ${Math.ceil(packet.content.length / 1024)} KiB. Hidden: ${sayHidden(packet.hidden) || "nothing looked like a secret"}. Addresses and names stand in it: read ticket.md before it leaves your organisation.\n`);
  return 0;
}

async function packChecked(stack: string, means: BundleMeans): Promise<Packet> {
  const config = await means.config();
  const found = await means.check(stack);
  return pack(found, undefined, means.version, createRedact(config.secrets));
}

async function packFile(path: string, version: string): Promise<Packet> {
  let saved: SavedRun;
  try {
    saved = savedRunSchema.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (error) {
    throw new UsageError(`${path}: not a saved run (${error instanceof z.ZodError ? "other shape" : error instanceof SyntaxError ? "no JSON" : ((error as NodeJS.ErrnoException).code ?? "error")})`);
  }
  const { judgeSaved } = await import("../diagnosis/diagnose.ts");
  return pack({ result: judgeSaved(saved, await loadRegistry()), saved }, undefined, version, createRedact([]));
}

async function packFromStore(run: string, means: BundleMeans): Promise<Packet> {
  const config = await means.config();
  const { withStore } = await import("./with-store.ts");
  let where = "";
  return withStore(config, async (store, backend) => {
    where = backend.where;
    const packed = await packStored(store, means.version, createRedact(config.secrets))(run);
    if (packed === undefined) throw new UsageError(`no run "${run.slice(0, 60)}" is stored in ${where}. \`/duo history\` lists them; a file of --save is taken too`);
    return packed.file;
  }).catch((error: unknown) => {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`the store ${where} does not answer (${sayError(error)}). While the bot runs on an embedded store, press "Hand over…" there`);
  });
}
