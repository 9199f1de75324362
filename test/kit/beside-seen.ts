import { readFileSync } from "node:fs";
import type { ExecAnswer, ReadCommand } from "../../src/core/exec.ts";
import type { FactValues } from "../../src/facts/values.generated.ts";
import { type Look, lookSchema, type Way, waySchema } from "../../src/targets/gateway/beside.ts";

/** What the script printed beside a real gateway (gateway 19.x of August 2026, its own process, python 3.11), paths shortened. */
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`../fixtures/beside/${name}.json`, import.meta.url), "utf8"));
export const recordedLook = read("look") as Record<string, unknown>;
export const recordedWays = read("ways") as Record<string, { way: Record<string, unknown> }>;

export const look = (over: Partial<Look> = {}): FactValues["gateway/inside"] => ({ ...lookSchema.parse(recordedLook), clockAheadMs: 0, ...over });
export const way = (name: string, over: Partial<Way> = {}): Way => ({ ...waySchema.parse(recordedWays[name]?.way), ...over });
export const modelWay = (name: string, over: Partial<Way> = {}): FactValues["model/inside"] => ({ way: way(name, over) });
/** The gateway's own way to GitLab, as `over` the good one that was recorded. */
export const gitlabWay = (over: Partial<NonNullable<Look["gitlab"]>>): FactValues["gateway/inside"] => look({ gitlab: { ...(look().gitlab as NonNullable<Look["gitlab"]>), ...over } });

export const printed = (command: ReadCommand, json: unknown): ExecAnswer => ({ kind: "output", command, exitCode: 0, output: JSON.stringify(json), cut: false, ms: 5, json });
