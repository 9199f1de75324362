import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Config } from "../config/config.ts";
import { readSmallFile } from "../config/expand.ts";
import { locateConfig } from "../config/locate.ts";

const copy = fileURLToPath(new URL("../../docs/causes.md", import.meta.url));

/**
 * Where the causes are described: the configured page, else the copy that came with this program, if one did. Needs no valid configuration, and
 * loads one only where its file speaks of such a page: an explanation is there at once.
 */
export async function describedIn(path: string | undefined, load: () => Promise<Config>): Promise<string | undefined> {
  const page = speaksOfPage(locateConfig({ path })) ? await load().then((config) => config.causesUrl, () => undefined) : undefined;
  return page ?? (existsSync(copy) ? copy : undefined);
}

function speaksOfPage(file: string | undefined): boolean {
  try {
    return file !== undefined && readSmallFile(file).includes("causes_url");
  } catch {
    return false;
  }
}
