import { createReadStream, createWriteStream } from "node:fs";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Store } from "../core/store.ts";
import { dumpLineSchema, type DumpLine } from "../core/store-dump.ts";

/** Writes everything of a store into a file, readable by its owner alone. Gives the number of items. */
export async function exportStore(store: Store, backend: string, path: string): Promise<number> {
  // "wx": a file that is there is not written over.
  const out = createWriteStream(path, { flags: "wx", mode: 0o600 });
  await once(out, "open");
  let broken: Error | undefined;
  out.on("error", (error) => (broken = error));
  const put = async (line: DumpLine): Promise<void> => {
    if (broken !== undefined) throw broken;
    if (!out.write(`${JSON.stringify(line)}\n`)) await once(out, "drain");
  };
  let count = 0;
  await put({ kind: "head", format: "duo-triage-store", version: 1, at: new Date().toISOString(), backend });
  for await (const item of store.dump.read()) {
    await put(item);
    count += 1;
  }
  await put({ kind: "end", count });
  out.end();
  await once(out, "close");
  if (broken !== undefined) throw broken;
  return count;
}

/** Reads a file of `exportStore` into a store. All of it is read and checked before the first item is written. Rejects with a sentence. */
export async function importStore(store: Store, path: string, { into }: { into: "empty" | "any" }): Promise<number> {
  const expected = await eachLine(path, async () => undefined);
  if (into === "empty" && !(await store.dump.empty())) throw new Error("the store is not empty; --force writes into it, replacing what has the same id");
  await eachLine(path, async (line) => {
    if (line.kind !== "head" && line.kind !== "end") await store.dump.write(line);
  });
  return expected;
}

async function eachLine(path: string, use: (line: DumpLine) => Promise<void>): Promise<number> {
  let count = 0;
  let ended: number | undefined;
  let number = 0;
  for await (const text of createInterface({ input: createReadStream(path, "utf8"), crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    if (text === "" && ended !== undefined) continue;
    const line = parse(text, number);
    if (number === 1 ? line.kind !== "head" : line.kind === "head") throw new Error(`line ${number}: this is no export of a duo-triage store`);
    if (ended !== undefined) throw new Error(`line ${number}: something follows the end`);
    if (line.kind === "end") ended = line.count;
    else if (line.kind !== "head") count += 1;
    await use(line);
  }
  if (ended === undefined) throw new Error("the file is cut off: its last line is missing");
  if (ended !== count) throw new Error(`the file is damaged: it says ${ended} items and holds ${count}`);
  return count;
}

function parse(text: string, number: number): DumpLine {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error(`line ${number}: no JSON`);
  }
  const line = dumpLineSchema.safeParse(value);
  if (!line.success) throw new Error(`line ${number}: not readable (${line.error.issues[0]?.path.join(".") ?? ""} ${line.error.issues[0]?.message ?? ""})`);
  return line.data;
}
