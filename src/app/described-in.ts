import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Config } from "../config/config.ts";

const copy = fileURLToPath(new URL("../../docs/causes.md", import.meta.url));

/** Where the causes are described: the configured page, else the copy that came with this program, if one did. Needs no valid configuration. */
export async function describedIn(configured: () => Promise<Config>): Promise<string | undefined> {
  const page = await configured().then((config) => config.causesUrl, () => undefined);
  return page ?? (existsSync(copy) ? copy : undefined);
}
