import { randomUUID } from "node:crypto";
import { lengthOf, problemsOf, viewProblems } from "./limits.ts";
import { streaming, streamMethods } from "./streams.ts";
import type { Message, View, World } from "./world.ts";

export type Arguments = Record<string, string>;
export type Answer = { ok: true; [key: string]: unknown } | { ok: false; error: string; [key: string]: unknown };

/** A pending upload: bytes go to a URL, then it is completed. */
export interface Uploads {
  url(id: string): string;
  bytes: Map<string, { name: string; length: number; alt?: string; content?: Buffer }>;
}

const failed = (error: string, more: Record<string, unknown> = {}): Answer => ({ ok: false, error, ...more });

interface Method {
  scope?: string;
  /** With which token; the bot's where nothing is said. */
  token?: "app";
  run(args: Arguments, world: World, uploads: Uploads, token: string): Answer;
}

/** A token of a whole organisation names no workspace: some methods want one beside it. */
const ofOrganisation = (token: string): boolean => token.startsWith("xoxe.xoxb-E");

function json(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The channel that is named: by its own id, or a direct conversation by its person's. */
const channelOf = ({ channel = "" }: Arguments, world: World) => world.channels.get(channel) ?? [...world.channels.values()].find(({ im }) => im === channel);

/** What every method that writes a message refuses. */
function refused(args: Arguments, world: World, textLimit: number): Answer | undefined {
  const channel = channelOf(args, world);
  if (channel === undefined) return failed("channel_not_found");
  if (!channel.members.has(world.bot.userId)) return failed("not_in_channel");
  if (channel.archived === true) return failed("is_archived");
  const blocks = json(args["blocks"]);
  if ((args["text"] ?? "") === "" && (!Array.isArray(blocks) || blocks.length === 0)) return failed("no_text");
  if ((args["text"] ?? "").length > textLimit) return failed("msg_too_long");
  if (args["blocks"] === undefined) return undefined;
  const problems = problemsOf(blocks);
  if (problems.length > 0) return failed("invalid_blocks", { response_metadata: { messages: problems } });
  for (const block of blocks as { type?: string; slack_file?: { id?: string } }[]) {
    if (block.type !== "image" || block.slack_file === undefined) continue;
    const file = world.files.get(block.slack_file.id ?? "");
    if (file === undefined) return failed("invalid_blocks", { response_metadata: { messages: ["[ERROR] invalid slack file"] } });
    // Slack takes a while to look at a picture, and until then refuses blocks that show it.
    if (file.busy > 0) {
      file.busy -= 1;
      return failed("invalid_blocks", { response_metadata: { messages: ["[ERROR] slack file is not ready"] } });
    }
  }
  if (lengthOf(blocks) > 12_000) return failed("msg_blocks_too_long");
  return undefined;
}

const shown = (message: Message): Record<string, unknown> => ({ type: "message", user: message.user, bot_id: message.bot_id, ts: message.ts, text: message.text, blocks: message.blocks ?? [], ...(message.thread_ts === undefined ? {} : { thread_ts: message.thread_ts }) });

export const methods: Readonly<Record<string, Method>> = {
  "auth.test": { run: (_args, world) => ({ ok: true, url: "https://home.slack.com/", team: "Home", user: "duo", team_id: world.team, ...(world.enterprise === undefined ? {} : { enterprise_id: world.enterprise }), user_id: world.bot.userId, bot_id: world.bot.botId }) },
  "chat.postMessage": {
    scope: "chat:write",
    run(args, world) {
      const no = refused(args, world, 40_000);
      if (no !== undefined) return no;
      const channel = channelOf(args, world)?.id ?? "";
      const thread = args["thread_ts"];
      if (thread !== undefined) {
        const parent = world.find(channel, thread);
        if (parent === undefined) return failed("thread_not_found");
        // A reply's own time stamp opens a thread that nobody sees.
        if (parent.thread_ts !== undefined && parent.thread_ts !== parent.ts) return failed("cannot_reply_to_message");
      }
      const blocks = json(args["blocks"]) as unknown[] | undefined;
      const metadata = json(args["metadata"]) as Message["metadata"];
      const message: Message = {
        channel, ts: world.ts(), user: world.bot.userId, bot_id: world.bot.botId, text: args["text"] ?? "", history: [{ text: args["text"] ?? "", blocks: blocks ?? [], at: Date.now() }], parse: args["parse"], linkNames: args["link_names"] === "true",
        ...(blocks === undefined ? {} : { blocks }), ...(thread === undefined ? {} : { thread_ts: thread }), ...(metadata === undefined ? {} : { metadata }), ...(thread !== undefined && args["reply_broadcast"] === "true" ? { broadcast: true } : {}),
      };
      world.messages.push(message);
      if (metadata !== undefined) world.onMetadata(message);
      return { ok: true, channel, ts: message.ts, message: shown(message) };
    },
  },
  "chat.update": {
    scope: "chat:write",
    run(args, world) {
      const message = world.find(args["channel"] ?? "", args["ts"] ?? "");
      if (message === undefined) return failed("message_not_found");
      if (message.bot_id !== world.bot.botId) return failed("cant_update_message");
      if (streaming(message, world)) return failed("streaming_state_conflict");
      const no = refused(args, world, 4_000);
      if (no !== undefined) return no;
      message.text = args["text"] ?? "";
      message.blocks = (json(args["blocks"]) as unknown[] | undefined) ?? [];
      message.history.push({ text: message.text, blocks: message.blocks, at: Date.now() });
      const metadata = json(args["metadata"]) as Message["metadata"];
      if (metadata !== undefined) message.metadata = metadata;
      return { ok: true, channel: message.channel, ts: message.ts, text: message.text };
    },
  },
  "chat.postEphemeral": {
    scope: "chat:write",
    run(args, world) {
      const no = refused(args, world, 40_000);
      if (no !== undefined) return no;
      const { channel = "", user = "" } = args;
      if (world.channels.get(channel)?.members.has(user) !== true) return failed("user_not_in_channel");
      const blocks = json(args["blocks"]) as unknown[] | undefined;
      world.ephemerals.push({ channel, user, text: args["text"] ?? "", by: "method", ...(blocks === undefined ? {} : { blocks }), ...(args["thread_ts"] === undefined ? {} : { thread_ts: args["thread_ts"] }) });
      return { ok: true, message_ts: world.ts() };
    },
  },
  ...streamMethods,
  "conversations.history": { run: (args, world) => listed(args, world, (message) => message.thread_ts === undefined || message.thread_ts === message.ts) },
  "conversations.replies": { run: (args, world) => listed(args, world, (message) => message.ts === args["ts"] || message.thread_ts === args["ts"]) },
  "users.info": {
    scope: "users:read",
    run(args, world) {
      const user = world.users.get(args["user"] ?? "");
      return user === undefined ? failed("user_not_found") : { ok: true, user };
    },
  },
  "usergroups.users.list": {
    scope: "usergroups:read",
    run(args, world, _uploads, token) {
      if (ofOrganisation(token) && args["team_id"] === undefined) return failed("missing_argument", { response_metadata: { messages: ["[ERROR] missing required field: team_id"] } });
      const users = world.groups.get(ofOrganisation(token) && args["team_id"] !== world.team ? "" : (args["usergroup"] ?? ""));
      return users === undefined ? failed("no_such_subteam") : { ok: true, users };
    },
  },
  "views.open": {
    run(args, world) {
      const trigger = world.triggers.get(args["trigger_id"] ?? "");
      if (trigger === undefined) return failed("invalid_trigger_id");
      if (trigger.used) return failed("exchanged_trigger_id");
      if (Date.now() - trigger.at > 3_000) return failed("expired_trigger_id");
      const view = json(args["view"]) as View | undefined;
      const problems = viewProblems(view);
      if (view?.type !== "modal" || problems.length > 0) return failed("invalid_arguments", { response_metadata: { messages: problems } });
      trigger.used = true;
      const open: View = { ...view, id: `V${randomUUID()}`, hash: randomUUID(), user: trigger.user };
      world.views.push(open);
      return { ok: true, view: open };
    },
  },
  "views.publish": {
    run(args, world) {
      const view = json(args["view"]) as View | undefined;
      const { user_id: user = "", hash } = args;
      if (!world.users.has(user)) return failed("user_not_found");
      const problems = viewProblems(view);
      if (view?.type !== "home" || problems.length > 0) return failed("invalid_arguments", { response_metadata: { messages: problems } });
      const before = world.views.findLast((one) => one.type === "home" && one.user === user);
      // Somebody else has published since this view was read.
      if (hash !== undefined && before !== undefined && hash !== before.hash) return failed("hash_conflict");
      const page: View = { ...view, id: before?.id ?? `V${randomUUID()}`, hash: randomUUID(), user };
      world.views = [...world.views.filter((one) => one !== before), page];
      return { ok: true, view: page };
    },
  },
  "files.getUploadURLExternal": {
    scope: "files:write",
    run(args, _world, uploads) {
      const id = `F${randomUUID().slice(0, 8).toUpperCase()}`;
      uploads.bytes.set(id, { name: args["filename"] ?? "", length: Number(args["length"]), ...(args["alt_text"] === undefined ? {} : { alt: args["alt_text"] }) });
      return { ok: true, upload_url: uploads.url(id), file_id: id };
    },
  },
  "files.completeUploadExternal": {
    scope: "files:write",
    run(args, world, uploads) {
      const files = (json(args["files"]) ?? []) as { id: string }[];
      const done = files.map(({ id }) => uploads.bytes.get(id));
      if (done.some((file) => file?.content === undefined || file.content.length !== file.length)) return failed("file_not_found");
      for (const { id } of files) {
        const file = uploads.bytes.get(id);
        if (file?.content !== undefined) world.files.set(id, { name: file.name, bytes: file.content, busy: world.slowPictures, ...(file.alt === undefined ? {} : { alt: file.alt }) });
      }
      const channel = args["channel_id"];
      if (channel !== undefined) {
        if (world.channels.get(channel)?.members.has(world.bot.userId) !== true) return failed("not_in_channel");
        const thread = args["thread_ts"];
        world.messages.push({ channel, ts: world.ts(), user: world.bot.userId, bot_id: world.bot.botId, text: args["initial_comment"] ?? "", history: [], files: done.map((file) => ({ name: file?.name ?? "", content: file?.content?.toString() ?? "" })), ...(thread === undefined ? {} : { thread_ts: thread }) });
      }
      return { ok: true, files };
    },
  },
};

function listed(args: Arguments, world: World, belongs: (message: Message) => boolean): Answer {
  const channel = world.channels.get(args["channel"] ?? "");
  if (channel === undefined) return failed("channel_not_found");
  const scope = channel.im === undefined ? "channels:history" : "im:history";
  if (!world.scopes.has(scope)) return failed("missing_scope", { needed: scope });
  const metadata = args["include_all_metadata"] === "true" && world.scopes.has("metadata.message:read");
  const found = world.messages.filter((message) => message.channel === channel.id && belongs(message)).toReversed().slice(0, Number(args["limit"] ?? 100));
  return { ok: true, messages: found.map((message) => ({ ...shown(message), ...(metadata && message.metadata !== undefined ? { metadata: message.metadata } : {}) })), has_more: false };
}
