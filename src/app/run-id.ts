import { randomUUID } from "node:crypto";

/** A new id of a run, `r-` and ten characters: short enough to be typed, and never given twice. */
export const newRun = (): string => `r-${randomUUID().replaceAll("-", "").slice(0, 10)}`;
