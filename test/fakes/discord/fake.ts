import type { AddressInfo } from "node:net";
import { openActs, type Acts } from "./acts.ts";
import { type Gateway, messageContent, openGateway } from "./gateway.ts";
import { type Faults, openRest } from "./rest.ts";
import { type Channel, type Person, snowflake, type StoredMessage, type World } from "./world.ts";

export interface FakeOptions {
  /** The portal's switch for the privileged intent Message Content. */
  messageContent?: boolean;
  /** ms between heartbeats that the client is asked for. */
  heartbeatMs?: number;
  /** Requests a second before a global 429; the service says 50. */
  perSecond?: number;
  /** Longest wait for the first answer to an interaction and life of its token, ms; the service says 3 s and 15 min. */
  answerWithinMs?: number;
  tokenLivesMs?: number;
  nonceLivesMs?: number;
  port?: number;
}

/** A pretended Discord on loopback: REST and gateway as documented, strict, and people who do things. */
export interface FakeDiscord extends Acts {
  /** What `DISCORD_API_URL` is set to. */
  apiUrl: string;
  token: string;
  world: World;
  gateway: Gateway;
  faults: Faults;
  guild: string;
  /** Channels: `ops` and `quiet` in the guild. */
  ops: Channel;
  quiet: Channel;
  ana: Person;
  ben: Person;
  addChannel(name: string, may?: Partial<Channel["may"]>): Channel;
  addPerson(name: string, roles?: readonly string[]): Person;
  /** Messages of a channel that everybody sees, oldest first. */
  messages(channel: string): StoredMessage[];
  /** What only this person sees. */
  whispers(person: string): StoredMessage[];
  /** Waits until something is so, looking again whenever anything changes; tells what was seen when it never becomes so. */
  until<T>(what: string, look: () => T | undefined | false, withinMs?: number): Promise<T>;
  close(): Promise<void>;
}

const token = `${"MTIzNDU2Nzg5MDEyMzQ1Njc4"}.${"GabcDe"}.${"x".repeat(38)}`;

export async function openFakeDiscord(options: FakeOptions = {}): Promise<FakeDiscord> {
  const watchers = new Set<() => void>();
  const role = { id: snowflake(), name: "on-call" };
  const people = new Map<string, Person>();
  const channels = new Map<string, Channel>();
  const addPerson = (name: string, roles: readonly string[] = [], bot = false): Person => {
    const person: Person = { id: snowflake(), username: name.toLowerCase(), global_name: bot ? null : name, bot, roles: [...roles] };
    people.set(person.id, person);
    return person;
  };
  const bot = addPerson("duo-triage", [], true);
  const world: World = {
    token, application: bot.id, bot, guild: snowflake(), guildRoles: [role], people, channels, messages: new Map(), commands: [], interactions: new Map(), calls: [],
    privileged: options.messageContent === true ? messageContent : 0,
    answerWithinMs: options.answerWithinMs ?? 3000, tokenLivesMs: options.tokenLivesMs ?? 15 * 60_000, nonceLivesMs: options.nonceLivesMs ?? 5 * 60_000,
    changed: () => { for (const watcher of watchers) watcher(); },
    dispatch: (event, data) => gateway.dispatch(event, data, event === "MESSAGE_CREATE" ? 0 : 0),
  };
  const addChannel = (name: string, may: Partial<Channel["may"]> = {}): Channel => {
    const channel: Channel = { id: snowflake(), type: 0, name, may: { view: true, send: true, threads: true, history: true, ...may } };
    channels.set(channel.id, channel);
    return channel;
  };
  const ops = addChannel("ops");
  const quiet = addChannel("quiet");
  let port = 0;
  const socketUrl = (): string => `ws://127.0.0.1:${port}/gateway`;
  const rest = openRest(world, socketUrl, { perSecond: options.perSecond ?? 50, identifiesLeft: () => Math.max(0, 1000 - gateway.identifies) });
  const gateway = openGateway(rest.server, world, socketUrl, { heartbeatMs: options.heartbeatMs ?? 41_250 });
  await new Promise<void>((resolve) => rest.server.listen(options.port ?? 0, "127.0.0.1", resolve));
  port = (rest.server.address() as AddressInfo).port;

  const until: FakeDiscord["until"] = (what, look, withinMs = 45_000) => new Promise((resolve, reject) => {
    const done = (): boolean => {
      const found = look();
      if (found === undefined || found === false) return false;
      clearTimeout(limit);
      clearInterval(ticking);
      watchers.delete(again);
      resolve(found);
      return true;
    };
    const again = (): void => void done();
    const limit = setTimeout(() => {
      clearInterval(ticking);
      watchers.delete(again);
      const seen = [...world.messages.values()].slice(-5).map((message) => `${message.channel} ${JSON.stringify(message.body).slice(0, 300)}`);
      reject(new Error(`never became so within ${withinMs} ms: ${what}. Last calls: ${world.calls.slice(-8).map((call) => `${call.method} ${call.route} ${call.status}`).join(", ")}. Last messages:\n${seen.join("\n")}`));
    }, withinMs);
    const ticking = setInterval(again, 20);
    watchers.add(again);
    done();
  });

  return {
    apiUrl: `http://127.0.0.1:${port}/api`, token, world, gateway, faults: rest.faults, guild: world.guild, ops, quiet,
    ana: addPerson("Ana", [role.id]), ben: addPerson("Ben"), addChannel, addPerson: (name, roles) => addPerson(name, roles),
    messages: (channel) => [...world.messages.values()].filter((message) => message.channel === channel && message.onlyFor === undefined && message.deleted !== true),
    whispers: (person) => [...world.messages.values()].filter((message) => message.onlyFor === person && message.deleted !== true),
    until,
    ...openActs(world, gateway),
    async close() {
      await gateway.closeAll();
      rest.server.closeAllConnections();
      await new Promise<void>((resolve) => rest.server.close(() => resolve()));
    },
  };
}
