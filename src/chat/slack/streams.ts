import { webApi } from "@slack/bolt";
import type { AnyChunk, KnownBlock } from "@slack/types";
import type { MessageId, PostRequest } from "../../core/chat.ts";
import { cleanLine } from "../../core/text.ts";
import type { Called } from "./outbound.ts";

type Client = InstanceType<typeof webApi.WebClient>;
/** One call to Slack, paced for a channel. */
export type Paced = <T>(key: string, work: () => Promise<T>) => Promise<Called<T>>;

/**
 * Slack's own picture of progress: a message that is streamed, with a task for each part of the stack. Always a reply to somebody, so only
 * in threads. Never the only way: whatever a stream refuses is said by an edit of the same message.
 */
export interface Streams {
  /** Begins a streamed message. Undefined: not here, or not now; post it. Throws where nobody can tell whether it stands. */
  begin(request: PostRequest, channel: string, thread: string, title: string): Promise<string | undefined>;
  /** Shows progress. False: there is no stream (any more); edit the message. */
  show(at: MessageId, title: string, progress: PostRequest["progress"]): Promise<Called<true> | false>;
  /** Ends the stream with what the message says at last. False: there was none; edit the message. */
  end(at: MessageId, blocks: KnownBlock[], metadata: { event_type: string; event_payload: Record<string, string> }): Promise<Called<true> | false>;
  /** Ends a stream that another process began. */
  cut(at: MessageId): Promise<void>;
}

// Beginning a stream is allowed some twenty times a minute in a workspace; a burst of questions is posted instead.
const startsAMinute = 15;
/** A workspace that does not stream is asked again after this, ms. */
const restMs = 10 * 60_000;
const titleRoom = 250;

export function openStreams(client: Client, paced: Paced, teamOf: (user: string) => string | undefined, told: (message: string) => void): Streams {
  const live = new Map<string, { tasks: Map<string, string>; run: string }>();
  let starts: number[] = [];
  let notBefore = 0;

  const taskId = (part: string): string => `part-${part}`;
  const task = (part: string, title: string, status: "pending" | "in_progress" | "complete"): AnyChunk => ({ type: "task_update", id: taskId(part), title: cleanLine(title, titleRoom), status });
  const plan = (title: string): AnyChunk => ({ type: "plan_update", title: cleanLine(title, titleRoom) });

  return {
    async begin(request, channel, thread, title) {
      const now = Date.now();
      starts = starts.filter((at) => now - at < 60_000);
      const { waits } = request;
      if (waits === undefined || now < notBefore || starts.length >= startsAMinute) return undefined;
      const team = teamOf(waits);
      // In channels Slack wants the workspace of who waits; an organisation's bot that has just started may not know it yet.
      if (team === undefined && !channel.startsWith("D")) return undefined;
      starts.push(now);
      const called = await paced(`stream/${channel}`, () => client.chat.startStream({
        channel, thread_ts: thread, recipient_user_id: waits, ...(team === undefined ? {} : { recipient_team_id: team }),
        task_display_mode: "plan", chunks: [plan(title), task("queue", "Waits for a worker", "in_progress")],
      })).catch(notThere);
      if (called.kind === "refused") {
        notBefore = now + restMs;
        told(`Slack streams no progress here (${called.error}); messages are edited instead`);
      }
      const ts = called.kind === "done" ? called.value.ts : undefined;
      if (ts === undefined) return undefined;
      if (live.size > 500) for (const old of [...live.keys()].slice(0, 100)) live.delete(old);
      live.set(ts, { tasks: new Map([["queue", "Waits for a worker"]]), run: request.run });
      return ts;
    },
    async show(at, title, progress) {
      const stream = live.get(at.id);
      if (stream === undefined) return false;
      const chunks: AnyChunk[] = [plan(title)];
      const part = partOf(progress?.at);
      if (stream.tasks.delete("queue")) chunks.push(task("queue", "Taken by a worker", "complete"));
      if (part !== undefined && !stream.tasks.has(part)) {
        stream.tasks.set(part, nameOf(part));
        chunks.push(task(part, nameOf(part), "in_progress"));
      }
      const called = await paced(`stream/${at.channel}`, () => client.chat.appendStream({ channel: at.channel, ts: at.id, chunks }));
      if (called.kind === "done") return { kind: "done", value: true };
      if (called.kind === "later") return called;
      // Slack ends a stream that was silent for minutes: nothing of it is lost, the message is edited from here on.
      live.delete(at.id);
      return false;
    },
    async end(at, blocks, metadata) {
      const stream = live.get(at.id);
      if (stream === undefined) return false;
      const chunks = [...stream.tasks].map(([part, name]) => task(part, name, "complete"));
      const called = await paced(`stream/${at.channel}`, () => client.chat.stopStream({ channel: at.channel, ts: at.id, ...(chunks.length === 0 ? {} : { chunks }), blocks, metadata }));
      if (called.kind === "later") return called;
      live.delete(at.id);
      return called.kind === "done" ? { kind: "done", value: true } : false;
    },
    async cut(at) {
      await paced(`stream/${at.channel}`, () => client.chat.stopStream({ channel: at.channel, ts: at.id }));
    },
  };
}

/** A Slack, or a proxy before it, that does not have this method says so by the status alone: nothing was begun. */
function notThere(error: unknown): Called<never> {
  if (error instanceof webApi.WebAPIHTTPError && [404, 405, 501].includes(error.statusCode)) return { kind: "refused", error: `HTTP ${error.statusCode}`, data: undefined };
  throw error;
}

const partOf = (fact: string | undefined): string | undefined => (fact === undefined ? undefined : /^[a-z-]{2,40}(?=\/)/u.exec(fact)?.[0]);
const names: Record<string, string> = { gitlab: "GitLab", gateway: "AI gateway", model: "Model servers", "agent-service": "Agent service", licence: "Licence and access", worker: "Own surroundings", "agent-platform": "Agent platform" };
const nameOf = (part: string): string => names[part] ?? part;
