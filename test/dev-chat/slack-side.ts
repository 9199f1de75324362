import type { FakeSlack } from "../fakes/slack/fake.ts";
import type { Message } from "../fakes/slack/world.ts";
import type { Side } from "./server.ts";

const titles: Record<string, string> = { C0ONE: "#duo-ops", C0TWO: "#random", C0PASSIVE: "#help (passive)", D0ANA: "Ana and duo" };

/** The fake Slack as the page shows it to one person. */
export function slackSide(fake: FakeSlack): Side {
  const { world } = fake;
  const person = (id: string): string => {
    if (world.users.get(id)?.is_bot !== undefined || !world.users.has(id)) throw new Error(`There is no person ${id}`);
    return id;
  };
  const found = (channel: string, ts: string): Message => {
    const message = world.find(channel, ts);
    if (message === undefined) throw new Error("That message is gone");
    return message;
  };
  return {
    state(as, channel) {
      return {
        people: [...world.users.values()].filter((user) => user.is_bot !== true).map(({ id, real_name: name }) => ({ id, name: `${name}${world.users.get(id)?.is_stranger === true ? " (another workspace)" : world.users.get(id)?.is_restricted === true ? " (guest)" : ""}` })),
        channels: [...world.channels.values()].filter(({ im, id }) => (im === undefined || im === as) && titles[id] !== undefined).map(({ id }) => ({ id, name: titles[id] })),
        messages: world.messages.filter((message) => message.channel === channel).map((message) => ({
          id: message.ts, author: world.users.get(message.user)?.real_name ?? message.user, bot: message.bot_id !== undefined, text: message.text, blocks: message.blocks ?? [], ...(message.thread_ts === undefined ? {} : { thread: message.thread_ts }),
          files: (message.files ?? []).map((file, place) => ({ id: `${message.channel}:${message.ts}:${place}`, name: file.name })),
        })),
        whispers: world.ephemerals.filter((one) => one.channel === channel && one.user === as).map((one, place) => ({ id: `whisper-${place}`, text: one.text, blocks: one.blocks ?? [], ...(one.thread_ts === undefined ? {} : { thread: one.thread_ts }) })),
        window: world.views.findLast((view) => view.type === "modal" && view.user === as) ?? null,
        home: world.views.findLast((view) => view.type === "home" && view.user === as) ?? null,
      };
    },
    file(id) {
      const picture = world.files.get(id);
      if (picture !== undefined) return { name: picture.name, bytes: picture.bytes };
      const [channel = "", ts = "", place = "0"] = id.split(":");
      const file = world.find(channel, ts)?.files?.[Number(place)];
      return file === undefined ? undefined : { name: file.name, bytes: Buffer.from(file.content) };
    },
    async act({ kind, as, channel, text = "", thread, message = "", label = "", values = {} }) {
      const user = person(as);
      if (kind === "say" && /^\/duo\b/u.test(text)) {
        if (thread !== undefined) throw new Error("Slack has no slash commands in threads: mention @duo there");
        await fake.command(user, channel, text.replace(/^\/duo\s*/u, ""));
      } else if (kind === "say") {
        const escaped = text.replace(/&/gu, "&amp;").replace(/</gu, "&lt;").replace(/>/gu, "&gt;").replace(/@duo\b/gu, `<@${world.bot.userId}>`);
        await fake.type(user, channel, escaped, thread === undefined ? {} : { thread });
      } else if (kind === "press" && message.startsWith("whisper-")) await fake.pressEphemeral(user, label);
      else if (kind === "press" && message === "home") await fake.pressHome(user, label);
      else if (kind === "press") await fake.press(user, found(channel, message), label);
      else if (kind === "explain") await fake.shortcut(user, channel, found(channel, message).ts);
      else if (kind === "home") await fake.openHome(user);
      else if (kind === "cancel") world.views = world.views.filter((view) => view.type !== "modal" || view.user !== user);
      else {
        const { answer } = await fake.submit(user, values);
        const errors = (answer as { errors?: Record<string, string> } | undefined)?.errors;
        if (errors !== undefined) throw new Error(Object.values(errors).join("; "));
      }
    },
  };
}
