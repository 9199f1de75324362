import type { webApi } from "@slack/bolt";

/** What the methods that the bot calls cannot do without, by the types that Slack publishes in `@slack/web-api`: leaving one out, or naming one that is not required, does not compile. */

interface Arguments {
  "chat.postMessage": webApi.ChatPostMessageArguments;
  "chat.update": webApi.ChatUpdateArguments;
  "chat.postEphemeral": webApi.ChatPostEphemeralArguments;
  "chat.startStream": webApi.ChatStartStreamArguments;
  "chat.appendStream": webApi.ChatAppendStreamArguments;
  "chat.stopStream": webApi.ChatStopStreamArguments;
  "conversations.history": webApi.ConversationsHistoryArguments;
  "conversations.replies": webApi.ConversationsRepliesArguments;
  "users.info": webApi.UsersInfoArguments;
  "usergroups.users.list": webApi.UsergroupsUsersListArguments;
  "views.publish": webApi.ViewsPublishArguments;
  "files.getUploadURLExternal": webApi.FilesGetUploadURLExternalArguments;
  "files.completeUploadExternal": webApi.FilesCompleteUploadExternalArguments;
}

type Optional<T> = T extends unknown ? { [K in keyof T]-?: object extends Pick<T, K> ? K : never }[keyof T] : never;
/** Names that every form of a method's arguments has, and cannot be without. */
type Required<T> = Exclude<keyof T, Optional<T>> & string;

const required: { [M in keyof Arguments]: Record<Required<Arguments[M]>, true> } = {
  "chat.postMessage": { channel: true },
  "chat.update": { channel: true, ts: true },
  "chat.postEphemeral": { channel: true, user: true },
  "chat.startStream": { channel: true, thread_ts: true },
  "chat.appendStream": { channel: true, ts: true },
  "chat.stopStream": { channel: true, ts: true },
  "conversations.history": { channel: true },
  "conversations.replies": { channel: true, ts: true },
  "users.info": { user: true },
  "usergroups.users.list": { usergroup: true },
  "views.publish": { user_id: true, view: true },
  "files.getUploadURLExternal": { filename: true, length: true },
  "files.completeUploadExternal": { files: true },
};

/** What Slack would say is missing from a call; empty where nothing is. */
export function missingFrom(method: string, args: Readonly<Record<string, string>>): string[] {
  return Object.keys((required as Record<string, Record<string, true>>)[method] ?? {}).filter((name) => (args[name] ?? "") === "").map((name) => `[ERROR] missing required field: ${name}`);
}
