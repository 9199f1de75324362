import type { z } from "zod";
import { type Incident, incidentSchema } from "../core/incident.ts";
import { expectationSchema, feedbackSchema, scheduleRecordSchema, type Collection, type Store } from "../core/store.ts";

/** The collections that every store has, made from what opens one. The names are part of stored keys. */
export function collectionsOf(open: <T>(kind: string, schema: z.ZodType<T>) => Collection<T>): Pick<Store, "schedules" | "expectations" | "incidents" | "feedback"> {
  return {
    schedules: open("schedule", scheduleRecordSchema as z.ZodType<z.infer<typeof scheduleRecordSchema>>),
    expectations: open("expectation", expectationSchema),
    incidents: open("incident", incidentSchema as unknown as z.ZodType<Incident>),
    feedback: open("feedback", feedbackSchema),
  };
}
