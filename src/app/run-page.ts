import type { Attachment } from "../core/chat.ts";
import type { Desk } from "../core/desk.ts";
import { readStored } from "../core/result.ts";

/** The page of a stored run; undefined where the message is about none. */
export async function runPage(run: string, desk: Desk): Promise<Attachment | undefined> {
  const stored = readStored(await desk.store.runs.get(run).catch(() => undefined));
  if (stored === undefined) return undefined;
  const { runAttachment } = await import("../pages/run-page.ts");
  return runAttachment(stored.result, stored.saved);
}
