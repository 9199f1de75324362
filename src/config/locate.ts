import { existsSync } from "node:fs";
import { resolve } from "node:path";

export interface Place {
  /** `--config`. */
  path?: string | undefined;
  env?: Readonly<Record<string, string | undefined>>;
  cwd?: string;
}

/** The file that holds the configuration: the one that was asked for, whether it is there or not, else the first of the usual ones that is. */
export function locateConfig({ path, env = process.env, cwd = process.cwd() }: Place): string | undefined {
  const asked = path ?? env["DUO_TRIAGE_CONFIG"];
  if (asked !== undefined && asked !== "") return resolve(cwd, asked);
  return ["duo-triage.yaml", "/etc/duo-triage/duo-triage.yaml"].map((name) => resolve(cwd, name)).find((name) => existsSync(name));
}
