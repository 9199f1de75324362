import type { FakeDiscord } from "../fakes/discord/fake.ts";
import type { Interaction, Person, StoredMessage } from "../fakes/discord/world.ts";
import type { Side } from "./server.ts";

interface Declared { name: string; type: number; required?: boolean; options?: Declared[] }

/** Words after `/duo` as the options of the registered command: flags by name, the last text takes the rest of the line. */
function lineOf(fake: FakeDiscord, text: string): { sub: string; options: Record<string, string | boolean> } {
  const [sub = "help", ...words] = text.split(/\s+/u).filter((word) => word !== "");
  const declared = ((fake.world.commands.find((one) => one.type === 1 && one.name === "duo")?.body["options"] ?? []) as Declared[]).find((one) => one.name === sub);
  if (declared === undefined) throw new Error(`/duo has no ${sub}`);
  const options: Record<string, string | boolean> = {};
  const plain = words.filter((word) => {
    const flag = (declared.options ?? []).find((option) => option.type === 5 && word === `--${option.name}`);
    if (flag !== undefined) options[flag.name] = true;
    return flag === undefined;
  });
  const texts = (declared.options ?? []).filter((option) => option.type === 3);
  for (const [place, option] of texts.entries()) {
    const value = place === texts.length - 1 ? plain.slice(place).join(" ") : plain[place];
    if (value !== undefined && value !== "") options[option.name] = value;
  }
  return { sub, options };
}

/** The fake Discord as the page shows it to one person. */
export function discordSide(fake: FakeDiscord): Side {
  const { world } = fake;
  const closed = new Set<string>();
  const person = (id: string): Person => {
    const found = world.people.get(id);
    if (found === undefined || found.bot) throw new Error(`There is no person ${id}`);
    return found;
  };
  const message = (id: string): StoredMessage => {
    const found = world.messages.get(id);
    if (found === undefined || found.deleted === true) throw new Error("That message is gone");
    return found;
  };
  const windowOf = (as: string): Interaction | undefined => [...world.interactions.values()].findLast((one) => one.person === as && one.modal !== undefined && !closed.has(one.id));
  const shown = (one: StoredMessage): Record<string, unknown> => ({
    id: one.id, author: world.people.get(one.author)?.global_name ?? world.people.get(one.author)?.username ?? "", bot: one.author === world.bot.id, content: (one.flags & 128) === 0 ? (one.body.content ?? "") : "duo-triage is thinking…", embeds: one.body.embeds ?? [], components: one.body.components ?? [],
    files: one.files.map(({ id, name, description }) => ({ id: `${one.id}:${id}`, name, description: description ?? "" })), ...(one.thread === undefined ? {} : { opened: one.thread }),
  });
  return {
    state(as, channel) {
      const all = [...world.messages.values()].filter((one) => one.deleted !== true);
      const threads = new Set(all.filter((one) => one.channel === channel).flatMap((one) => one.thread ?? []));
      return {
        people: [...world.people.values()].filter((one) => !one.bot).map(({ id, global_name: name }) => ({ id, name })),
        channels: [...world.channels.values()].filter((one) => one.type === 0 || (one.type === 1 && one.recipients?.includes(as) === true)).map(({ id, name, type }) => ({ id, name: type === 1 ? "private messages" : `#${name}` })),
        messages: all.filter((one) => one.onlyFor === undefined && (one.channel === channel || threads.has(one.channel))).map((one) => ({ ...shown(one), ...(one.channel === channel ? {} : { thread: one.channel }) })),
        whispers: all.filter((one) => one.onlyFor === as && (one.channel === channel || threads.has(one.channel))).map((one) => ({ ...shown(one), ...(one.channel === channel ? {} : { thread: one.channel }) })),
        window: windowOf(as)?.modal ?? null,
        home: null,
      };
    },
    file(id) {
      const [of = "", file = ""] = id.split(":");
      const found = world.messages.get(of)?.files.find((one) => one.id === file);
      return found === undefined ? undefined : { name: found.name, bytes: found.bytes };
    },
    async act({ kind, as, channel, text = "", thread, message: id = "", label = "", values = {} }) {
      const who = person(as);
      const where = thread ?? channel;
      if (kind === "say" && /^\/duo\b/u.test(text)) fake.slash(who, where, lineOf(fake, text.replace(/^\/duo\s*/u, "")));
      else if (kind === "say") fake.say(who, where, text.replace(/@duo\b/gu, `<@${world.bot.id}>`));
      else if (kind === "press") fake.press(who, message(id), label);
      else if (kind === "explain") fake.menu(who, message(id), "Explain this error");
      else if (kind === "submit" || kind === "cancel") {
        const opened = windowOf(as);
        if (opened === undefined) throw new Error("There is no window open");
        if (kind === "submit") fake.submit(who, opened, values);
        closed.add(opened.id);
      }
    },
  };
}
