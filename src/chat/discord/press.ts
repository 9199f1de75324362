import type { Action } from "../../core/reply.ts";
import { limits } from "./limits.ts";

const mark = "duo1";

/** A button's custom id: all that it needs, so that it works after a restart. Undefined where it does not fit. */
export function writePress(action: Pick<Action, "id" | "value">): string | undefined {
  const id = `${mark}|${action.id}|${action.value}`;
  return action.id.includes("|") || id.length > limits.customId ? undefined : id;
}

/** Reads a custom id of this or an earlier process; undefined for what is not ours. */
export function readPress(customId: string): { id: string; value: string } | undefined {
  const [, id, value] = /^duo1\|([^|]{1,40})\|(.*)$/su.exec(customId) ?? [];
  return id === undefined || value === undefined ? undefined : { id, value };
}
