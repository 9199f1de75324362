import { createHash } from "node:crypto";
import type { z } from "zod";
import { type AlertChannel, alertChannelSchema, type Silence, silenceSchema, type Watch, watchSchema } from "./incident.ts";
import type { Conversation } from "./queue.ts";
import { type ReportMark, reportMarkSchema, type ReportPlan, reportPlanSchema, type Trend, trendSchema } from "./report.ts";
import type { Collection, Store } from "./store.ts";

/** The further kinds of documents in the store. The names of kinds are part of stored keys. */

export const watchesOf = (store: Store): Collection<Watch> => store.collection("watch", watchSchema as unknown as z.ZodType<Watch>);
export const trendsOf = (store: Store): Collection<Trend> => store.collection("trend", trendSchema as unknown as z.ZodType<Trend>);
export const silencesOf = (store: Store): Collection<Silence> => store.collection("maintenance", silenceSchema);
export const alertChannelsOf = (store: Store): Collection<AlertChannel> => store.collection("alert-channel", alertChannelSchema);
export const reportPlansOf = (store: Store): Collection<ReportPlan> => store.collection("report", reportPlanSchema);
export const reportMarksOf = (store: Store): Collection<ReportMark> => store.collection("report-mark", reportMarkSchema as unknown as z.ZodType<ReportMark>);

/** Identity of a channel's plan, in the runs of its reports: asking for another rhythm begins anew. */
export function planRun(id: string, plan: Pick<ReportPlan, "at">): string {
  return `rp-${createHash("sha256").update(`${id} ${plan.at}`).digest("hex").slice(0, 12)}`;
}

/** Where a channel's plan or alerts are kept. */
export const channelId = (conversation: { platform: string; channel: string }): string => `${conversation.platform}/${conversation.channel}`;

/** Channels in which somebody asked for the incidents of a stack. */
export async function alertedOf(store: Store, stack: string): Promise<Conversation[]> {
  return (await alertChannelsOf(store).list()).map(({ document }) => document).filter((channel) => channel.stacks.length === 0 || channel.stacks.includes(stack)).map(({ conversation }) => conversation);
}

/** The run of an event of a chat: two processes that hear the same one, at once or one after the other, begin the same run. */
export const runOfEvent = (id: string): string => `r-${createHash("sha256").update(id).digest("hex").slice(0, 10)}`;
