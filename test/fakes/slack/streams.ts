import { problemsOf } from "./limits.ts";
import type { Message, World } from "./world.ts";

type Arguments = Record<string, string>;
type Answer = { ok: true; [key: string]: unknown } | { ok: false; error: string; [key: string]: unknown };

interface Chunk {
  type?: string;
  id?: string;
  title?: string;
  status?: string;
  text?: string;
  blocks?: unknown[];
}

const failed = (error: string, more: Record<string, unknown> = {}): Answer => ({ ok: false, error, ...more });
const parse = <T>(text: string | undefined): T | undefined => (text === undefined ? undefined : (JSON.parse(text) as T));

function chunkProblem(chunks: readonly Chunk[]): string | undefined {
  for (const chunk of chunks) {
    if (chunk.type === "plan_update" && (typeof chunk.title !== "string" || chunk.title === "")) return "plan_update: title is required";
    else if (chunk.type === "task_update") {
      if (typeof chunk.id !== "string" || typeof chunk.title !== "string" || chunk.title === "") return "task_update: id and title are required";
      if (!["pending", "in_progress", "complete", "error"].includes(chunk.status ?? "")) return `task_update: no status ${String(chunk.status)}`;
    } else if (chunk.type === "blocks") {
      const [problem] = problemsOf(chunk.blocks);
      if (problem !== undefined) return problem;
    } else if (chunk.type !== "plan_update" && chunk.type !== "markdown_text") return `no chunk is called ${String(chunk.type)}`;
  }
  return undefined;
}

/** Puts chunks into the message: what a person sees is the plan's title and its tasks. */
function take(message: Message, chunks: readonly Chunk[]): void {
  const stream = message.stream;
  if (stream === undefined) return;
  stream.at = Date.now();
  for (const chunk of chunks) {
    if (chunk.type === "plan_update") stream.title = chunk.title ?? "";
    if (chunk.type === "task_update") stream.tasks.set(chunk.id ?? "", { title: chunk.title ?? "", status: chunk.status ?? "" });
  }
  message.text = [stream.title, ...[...stream.tasks.values()].map((task) => `${task.title} (${task.status})`)].join("\n");
  message.history.push({ text: message.text, blocks: message.blocks ?? [], at: Date.now() });
}

/** A stream that was silent for too long is over, without a word to the app. */
export const streaming = (message: Message, world: World): boolean => message.stream?.open === true && Date.now() - message.stream.at <= world.streamMs;

function streamed(args: Arguments, world: World): Message | Answer {
  const message = world.find(args["channel"] ?? "", args["ts"] ?? "");
  if (message === undefined) return failed("message_not_found");
  if (message.bot_id !== world.bot.botId) return failed("message_not_owned_by_app");
  return streaming(message, world) ? message : failed("message_not_in_streaming_state");
}

const isAnswer = (found: Message | Answer): found is Answer => "ok" in found;

export const streamMethods: Record<string, { scope: string; run(args: Arguments, world: World): Answer }> = {
  "chat.startStream": {
    scope: "chat:write",
    run(args, world) {
      const { channel = "", thread_ts: thread } = args;
      const place = world.channels.get(channel);
      if (place === undefined) return failed("channel_not_found");
      if (!place.members.has(world.bot.userId)) return failed("not_in_channel");
      if (!world.streams) return failed("method_not_supported_for_channel_type");
      if (thread === undefined || world.find(channel, thread) === undefined) return failed("thread_not_found");
      if (place.im === undefined && (args["recipient_user_id"] === undefined || args["recipient_team_id"] === undefined)) return failed(args["recipient_user_id"] === undefined ? "missing_recipient_user_id" : "missing_recipient_team_id");
      if (place.im === undefined && world.users.get(args["recipient_user_id"] ?? "")?.team_id !== args["recipient_team_id"]) return failed("user_not_found");
      if (!["timeline", "plan", undefined].includes(args["task_display_mode"])) return failed("invalid_arguments");
      const chunks = parse<Chunk[]>(args["chunks"]) ?? [];
      const problem = chunkProblem(chunks);
      if (problem !== undefined) return failed("invalid_chunks", { response_metadata: { messages: [problem] } });
      const message: Message = { channel, ts: world.ts(), user: world.bot.userId, bot_id: world.bot.botId, text: "", thread_ts: thread, history: [], stream: { open: true, at: Date.now(), title: "", tasks: new Map() } };
      world.messages.push(message);
      take(message, chunks);
      return { ok: true, channel, ts: message.ts };
    },
  },
  "chat.appendStream": {
    scope: "chat:write",
    run(args, world) {
      const message = streamed(args, world);
      if (isAnswer(message)) return message;
      const chunks = parse<Chunk[]>(args["chunks"]) ?? [];
      const problem = chunkProblem(chunks);
      if (problem !== undefined) return failed("invalid_chunks", { response_metadata: { messages: [problem] } });
      if (chunks.length === 0 && args["markdown_text"] === undefined) return failed("no_text");
      take(message, chunks);
      return { ok: true, channel: message.channel, ts: message.ts };
    },
  },
  "chat.stopStream": {
    scope: "chat:write",
    run(args, world) {
      const message = streamed(args, world);
      if (isAnswer(message)) return message;
      const chunks = parse<Chunk[]>(args["chunks"]) ?? [];
      const blocks = parse<unknown[]>(args["blocks"]);
      const problem = chunkProblem(chunks) ?? (blocks === undefined ? undefined : problemsOf(blocks)[0]);
      if (problem !== undefined) return failed("invalid_blocks", { response_metadata: { messages: [problem] } });
      if (blocks !== undefined) message.blocks = blocks;
      take(message, chunks);
      if (message.stream !== undefined) message.stream.open = false;
      const metadata = parse<Message["metadata"]>(args["metadata"]);
      if (metadata !== undefined) message.metadata = metadata;
      return { ok: true, channel: message.channel, ts: message.ts };
    },
  },
};
