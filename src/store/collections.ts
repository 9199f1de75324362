import type { z } from "zod";
import { expectationSchema, feedbackSchema, incidentSchema, scheduleRecordSchema, type Collection, type Store } from "../core/store.ts";

/** The collections that every store has, made from what opens one. The names are part of stored keys. */
export function collectionsOf(open: <T>(kind: string, schema: z.ZodType<T>) => Collection<T>): Pick<Store, "schedules" | "expectations" | "incidents" | "feedback"> {
  return {
    schedules: open("schedule", scheduleRecordSchema as z.ZodType<z.infer<typeof scheduleRecordSchema>>),
    expectations: open("expectation", expectationSchema),
    incidents: open("incident", incidentSchema),
    feedback: open("feedback", feedbackSchema),
  };
}
