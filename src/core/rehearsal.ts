import { z } from "zod";

/** What an upgrade of a stack to a version of GitLab would meet, judged on the facts of one run. */

/** `blocks`: do not go. `unknown`: a fact that decides is missing. `first`: before the upgrade. `after`: right behind it. `note`: to know. */
export const rehearsalLevels = ["blocks", "unknown", "first", "after", "note"] as const;

export const rehearsalFindingSchema = z.object({
  /** Stable id of what is known, or of a rule. */
  id: z.string(),
  level: z.enum(rehearsalLevels),
  title: z.string(),
  /** Why it concerns this stack; or which fact is missing. */
  because: z.string(),
  do: z.string().optional(),
  where: z.string().optional(),
  command: z.string().optional(),
  /** Where this is written down. */
  source: z.string().optional(),
});
export type RehearsalFinding = z.infer<typeof rehearsalFindingSchema>;

export const rehearsalSchema = z.object({
  schemaVersion: z.literal(1),
  stack: z.string(),
  /** The run whose facts it rests on, and when that was. */
  run: z.string(),
  at: z.string(),
  /** `go`: nothing to do first. `go-after`: go, once what is to be done first is done. */
  verdict: z.enum(["go", "go-after", "no-go", "cannot-tell"]),
  gitlab: z.object({ now: z.string().nullable(), target: z.string(), /** Versions to stop at on the way, the target last. */ path: z.array(z.string()) }),
  gateway: z.object({ oldest: z.string().nullable(), newest: z.string().nullable(), by: z.enum(["list", "image", "both", "nobody"]), /** Tag to run beside the target. */ tag: z.string() }),
  findings: z.array(rehearsalFindingSchema),
});
export type Rehearsal = z.infer<typeof rehearsalSchema>;

/** Exit status of `rehearse`; 1 is a crash and 2 bad usage. */
export const rehearsalExits: Record<Rehearsal["verdict"], number> = { go: 0, "go-after": 4, "no-go": 3, "cannot-tell": 5 };
