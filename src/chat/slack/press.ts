import type { Action } from "../../core/reply.ts";
import { limits } from "./limits.ts";

/** A button's action id: version, what it does, and its place, since ids must differ within a block. Undefined where it does not fit. */
export function writeAction(action: Pick<Action, "id" | "value">, place: number): { actionId: string; value: string } | undefined {
  if (!/^[a-z-]{1,40}$/u.test(action.id) || action.value.length > limits.buttonValue || action.value === "") return undefined;
  return { actionId: `duo1:${action.id}:${place}`, value: action.value };
}

export const actionPattern = /^duo\d*:/u;

/** Reads an action id of this or an earlier process; undefined for what is not ours. */
export function readAction(actionId: string): string | undefined {
  return /^duo1:([a-z-]{1,40}):\d+$/u.exec(actionId)?.[1];
}

/** Metadata by which a message of ours is found again. */
export const metadataType = "duo_triage";
