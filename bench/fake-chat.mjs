// The fake of one platform in a process of its own, with the people who type in it. Arguments: folder of the compiled fakes, platform.
import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import { answer, begin, freePort, wait } from "./kit.mjs";

const [folder, platform, ...more] = process.argv.slice(2);
const load = (path) => import(new URL(path, folder).href);

const ends = [];

/** Slack with as many people and channels as there are commands. */
async function slack(port) {
  const { openFakeSlack, tokens } = await load("test/fakes/slack/fake.js");
  const fake = await openFakeSlack();
  // Over HTTP Slack calls the app, which listens on that port.
  if (port !== undefined) {
    fake.deliverTo = `http://127.0.0.1:${port}/slack/events`;
    // Slack's senders do not wait behind its Web API: what they measure is the bot, not this process.
    const sender = begin(fileURLToPath(new URL("sender.mjs", import.meta.url)), []);
    fake.send = async (...delivery) => {
      const taken = await sender.ask("send", ...delivery);
      if (taken.failed !== undefined) throw new Error(taken.failed);
      return taken;
    };
    ends.push(() => sender.stop());
  }
  const { world } = fake;
  const person = (index) => `U0P${index}`;
  const channel = (index) => `C0P${index}`;
  const of = (index) => world.messages.filter((message) => message.channel === channel(index) && message.bot_id === world.bot.botId);
  const textOf = ({ text, blocks }) => `${text}\n${JSON.stringify(blocks ?? [])}`;
  return {
    env: { SLACK_BOT_TOKEN: tokens.bot, SLACK_API_URL: `${fake.url}/api`, ...(port === undefined ? { SLACK_APP_TOKEN: tokens.app } : { SLACK_SIGNING_SECRET: tokens.signingSecret, PORT: String(port) }) },
    people(count) {
      for (let index = 0; index < count; index += 1) {
        world.users.set(person(index), { ...world.users.get("U0ANA"), id: person(index), name: `p${index}`, real_name: `P${index}` });
        world.channels.set(channel(index), { id: channel(index), members: new Set([person(index), world.bot.userId]) });
      }
    },
    everyone: () => [...world.channels.keys()].flatMap((id) => (/^C0P\d+$/u.test(id) ? [Number(id.slice(3))] : [])),
    connected: () => (port === undefined ? fake.sockets.size : new Promise((resolve) => {
      const probe = connect(port, "127.0.0.1", () => resolve(Number(probe.destroy() !== undefined))).once("error", () => resolve(0));
    })),
    command: async (index, text) => (await fake.command(person(index), channel(index), text)).afterMs,
    /** What somebody sees: texts of the messages in their channel, the last version of each. */
    seen: (index) => of(index).map((message) => ({ text: textOf(message), under: message.thread_ts !== undefined && message.thread_ts !== message.ts })),
    /** What each person lacks of verdict, evidence and steps; and the slots of runs that stand there more than once. */
    tally(count) {
      const lost = [];
      const doubled = [];
      for (let index = 0; index < count; index += 1) {
        const own = of(index);
        const slots = new Map();
        for (const message of own) {
          const { run = "?", slot = "?" } = message.metadata?.event_payload ?? {};
          slots.set(`${run} ${slot}`, [...(slots.get(`${run} ${slot}`) ?? []), message]);
        }
        // One who asked twice may have two runs; each is to be there once.
        for (const [key, same] of slots) if (same.length > 1) doubled.push(`person ${index}: ${key}, ${same.length} times: ${same.map(({ text }) => text.slice(0, 40)).join(" | ")}`);
        const texts = own.map(textOf);
        const lacks = [["FAIL", "verdict"], ["How we know", "evidence"], ["renew the certificate (", "steps"]].filter(([words]) => !texts.some((text) => text.includes(words))).map(([, name]) => name);
        if (lacks.length > 0 || own.some((message) => /: (?:queued|running)/u.test(message.text))) lost.push({ index, has: own.length === 0 ? "nothing" : lacks.length > 0 ? `no ${lacks.join(", ")}; there stand ${own.map((message) => message.metadata?.event_payload?.slot ?? "?").join(", ")}` : "a message that still says running" });
      }
      return { lost, doubled };
    },
    calls: () => fake.calls.length,
    fault: (fault) => void fake.faults.push(fault),
    mend: () => void fake.faults.splice(0),
    drop: () => { for (const socket of fake.sockets) socket.terminate(); },
    /** Sockets that stay open and say nothing more. */
    freeze: () => { for (const socket of fake.sockets) socket._socket?.pause(); },
    refresh: () => void fake.refresh(),
    close: () => fake.close(),
  };
}

async function discord() {
  const { openFakeDiscord } = await load("test/fakes/discord/fake.js");
  // Often, so that a line that lets nothing through is found within seconds.
  const fake = await openFakeDiscord(more.includes("drill") ? { heartbeatMs: 3_000 } : {});
  const { world } = fake;
  const people = [];
  const channels = [];
  const loading = 128;
  /** Messages of the bot that everybody sees, by channel, threads with their channel. */
  const byChannel = () => {
    const all = new Map();
    for (const message of world.messages.values()) {
      if (message.author !== world.bot.id || message.onlyFor !== undefined || message.deleted === true || ((message.flags & loading) !== 0 && (message.body.content ?? "") === "")) continue;
      const root = world.channels.get(message.channel)?.parent ?? message.channel;
      all.set(root, [...(all.get(root) ?? []), { text: JSON.stringify(message.body), under: message.channel !== root, thread: message.channel }]);
    }
    return all;
  };
  const routes = { post: /^POST \/channels\/:id\/messages$/u, edit: /^PATCH \/(?:channels|webhooks)\//u, thread: /^POST \/channels\/:id\/messages\/:id\/threads$/u, acknowledge: /^POST \/interactions\//u };
  return {
    env: { DISCORD_TOKEN: fake.token, DISCORD_API_URL: fake.apiUrl },
    people(count) {
      while (people.length < count) {
        people.push(fake.addPerson(`P${people.length}`));
        channels.push(fake.addChannel(`c${channels.length}`));
      }
    },
    everyone: () => people.map((_one, index) => index),
    connected: () => (world.commands.length > 0 ? fake.gateway.lines : 0),
    async command(index, text) {
      const [sub, stack] = text.split(" ");
      const interaction = fake.slash(people[index], channels[index].id, { sub, options: stack === undefined ? {} : { stack } });
      await fake.until("an answer", () => interaction.answered !== undefined || Date.now() - interaction.createdAt > 3_000);
      return interaction.answeredAt === undefined ? undefined : interaction.answeredAt - interaction.createdAt;
    },
    seen: (index) => byChannel().get(channels[index].id) ?? [],
    /** What each person lacks, and what stands there more than once: one verdict for each run, and one message below it. */
    tally(count) {
      const lost = [];
      const doubled = [];
      const all = byChannel();
      for (let index = 0; index < count; index += 1) {
        const own = all.get(channels[index].id) ?? [];
        const slots = new Map();
        for (const message of own) {
          const run = /\br-[0-9a-f]{10}\b/u.exec(message.text)?.[0] ?? "?";
          const slot = `${run} ${message.under ? "below" : "verdict"}`;
          slots.set(slot, [...(slots.get(slot) ?? []), message]);
        }
        for (const [slot, same] of slots) if (same.length > 1) doubled.push(`person ${index}: ${slot}, ${same.length} times: ${same.map(({ text }) => text.slice(0, 60)).join(" | ")}`);
        const lacks = [["FAIL", "verdict"], ["How we know", "evidence"], ["renew the certificate (", "steps"]].filter(([words]) => !own.some(({ text }) => text.includes(words))).map(([, name]) => name);
        const unfinished = own.some(({ text, under }) => !under && /: (?:queued|running)/u.test(text));
        if (lacks.length > 0 || unfinished) lost.push({ index, has: own.length === 0 ? "nothing" : lacks.length > 0 ? `no ${lacks.join(", ")}; there stand ${own.map(({ under }) => (under ? "below" : "verdict")).join(", ")}` : "a message that still says running" });
      }
      return { lost, doubled };
    },
    calls: () => world.calls.filter(({ route }) => !route.includes("gateway")).length,
    /** `method`: a name of `routes`. */
    fault({ method, times, how }) {
      const route = routes[method];
      if (route === undefined) throw new Error(`no such route: ${method}`);
      if (how.retryAfter !== undefined) fake.faults.limit(route, how.retryAfter * 1_000);
      else if (how.status !== undefined) fake.faults.fail(route, how.status, times);
      else if (how.act === "then-hang-up") fake.faults.fail(route, 0, times, true);
      else throw new Error(`the fake of Discord has no such fault: ${JSON.stringify(how)}`);
    },
    mend: () => fake.faults.mend(),
    drop: () => fake.gateway.cutAll(),
    freeze: () => fake.gateway.silence(true),
    refresh: () => fake.gateway.reconnect(),
    close: () => fake.close(),
  };
}

const fake = await { slack, discord, "slack-http": async () => slack(await freePort()) }[platform]();
answer({
  env: () => fake.env,
  people: (count) => fake.people(count),
  connected: () => fake.connected(),
  /** All at once: ms to the acknowledgement of each, null where it took more than 3 s. */
  burst: async (lines) => (await Promise.all(lines.map((text, index) => fake.command(index, text)))).map((ms) => ms ?? null),
  command: (index, text) => fake.command(index, text),
  seen: (index) => fake.seen(index),
  /** How many of the first so many people have an answer that holds these words. */
  finished: (count, words) => Array.from({ length: count }, (_one, index) => fake.seen(index)).filter((seen) => seen.some(({ text, under }) => !under && text.includes(words))).length,
  /** How many messages in channels hold these words. */
  finishedEver: (words) => fake.everyone().reduce((all, index) => all + fake.seen(index).filter(({ text, under }) => !under && text.includes(words)).length, 0),
  tally: (count) => fake.tally(count),
  whole: (count) => count - fake.tally(count).lost.length,
  calls: () => fake.calls(),
  fault: (fault) => fake.fault(fault),
  mend: () => fake.mend(),
  drop: () => fake.drop(),
  freeze: () => fake.freeze(),
  refresh: () => fake.refresh(),
});
process.on("SIGTERM", async () => {
  await Promise.race([Promise.all([fake.close(), ...ends.map((end) => end())]), wait(2_000)]);
  process.exit(0);
});
