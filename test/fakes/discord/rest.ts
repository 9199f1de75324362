import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { readBody } from "./body.ts";
import { answerCallback, answerWebhook } from "./interactions.ts";
import { commandProblems, type CommandBody, type MessageBody, messageProblems, type Upload } from "./limits.ts";
import { openRates } from "./rates.ts";
import { schemaProblems } from "./schema.ts";
import { type Channel, channelOf, memberOf, messageOf, pinged, snowflake, type StoredMessage, userOf, type World } from "./world.ts";

/** An answer of the pretended API. */
export interface Answer {
  status: number;
  body?: unknown;
}

export const refuse = (status: number, code: number, message: string, errors?: readonly string[]): Answer => ({ status, body: { code, message, ...(errors === undefined ? {} : { errors: { _errors: errors.map((text) => ({ code: "INVALID", message: text })) } }) } });
export const invalid = (problems: readonly string[]): Answer => refuse(400, 50035, `Invalid Form Body\n${problems.join("\n")}`, problems);
export const unknownMessage = refuse(404, 10008, "Unknown Message");

export interface Faults {
  /** Answers this status instead, so many times, to what matches `METHOD /route`; 0: hangs up. `after`: the request does its work before it fails. */
  fail(route: RegExp, status: number, times: number, after?: boolean): void;
  /** 429 with Retry-After for that long. */
  limit(route: RegExp, ms: number): void;
  /** Keeps answers of what matches back for that long. */
  slow(route: RegExp, ms: number): void;
  /** Ends all of it, 429 excepted: that ends by itself. */
  mend(): void;
}

export interface Rest {
  server: Server;
  faults: Faults;
}

/** The REST half: `/api/v10/...`, strict about bodies, tokens, permissions and rates. */
export function openRest(world: World, gatewayUrl: () => string, options: { perSecond: number; identifiesLeft(): number }): Rest {
  const rates = openRates({ perSecond: options.perSecond });
  const failing: { route: RegExp; status: number; times: number; after: boolean }[] = [];
  const slowed: { route: RegExp; ms: number }[] = [];

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const method = request.method ?? "GET";
    const url = new URL(request.url ?? "/", "http://fake");
    const path = decodeURIComponent(url.pathname.replace(/^\/api(?:\/v\d+)?/u, ""));
    const interaction = /^\/(?:interactions|webhooks)\//u.test(path);
    const route = path.replace(/^\/interactions\/\d+\/[^/]+/u, "/interactions/:id/:token").replace(/^\/webhooks\/(\d+)\/[^/]+/u, "/webhooks/:id/:token").replace(/\/\d{16,20}/gu, "/:id");
    const read = await readBody(request);
    const call = { method, path, route, body: read?.json, status: 0, at: Date.now(), authorized: request.headers.authorization !== undefined, files: read?.files ?? [] };
    world.calls.push(call);
    const slow = slowed.find((one) => one.route.test(`${method} ${route}`));
    if (slow !== undefined) await new Promise((resolve) => setTimeout(resolve, slow.ms));
    const major = /^\/(?:channels|guilds|webhooks|interactions)\/([^/]+(?:\/[^/]+)?)/u.exec(path)?.[1]?.replace(/^(\d+)\/(?:messages|threads|commands).*$/u, "$1") ?? "";
    const rate = rates.take(method, route, major, interaction);
    let answer: Answer;
    const headers: Record<string, string> = { ...rate.headers };
    const fault = failing.find((one) => one.times > 0 && one.route.test(`${method} ${route}`));
    if (!rate.allowed) {
      headers["retry-after"] = String(Math.ceil(rate.retryAfterMs / 1000));
      answer = { status: 429, body: { message: "You are being rate limited.", retry_after: rate.retryAfterMs / 1000, global: rate.global } };
    } else if (!/^\/api\/v(?:9|10)\//u.test(url.pathname)) answer = refuse(404, 0, "404: Not Found");
    else if (!interaction && request.headers.authorization !== `Bot ${world.token}`) answer = { status: 401, body: { message: "401: Unauthorized", code: 0 } };
    else if (read === undefined) answer = refuse(400, 50109, "The request body contains invalid JSON.");
    else if (fault !== undefined) {
      fault.times -= 1;
      if (fault.after) await answerPath(method, path, url, read);
      answer = { status: fault.status, body: { message: `${fault.status}: made for a test`, code: 0 } };
    } else answer = await answerPath(method, path, url, read);
    call.status = answer.status;
    if (answer.status === 0) return void request.socket.destroy();
    if (answer.status !== 204) headers["content-type"] = "application/json";
    response.writeHead(answer.status, headers);
    response.end(answer.status === 204 ? undefined : JSON.stringify(answer.body));
  };

  const answerPath = async (method: string, path: string, url: URL, read: { json: unknown; files: Upload[] }): Promise<Answer> => {
    const parts = path.split("/").filter((part) => part !== "");
    const [first, ...rest] = parts;
    if (first === "gateway") return { status: 200, body: { url: gatewayUrl(), ...(rest[0] === "bot" ? { shards: 1, session_start_limit: { total: 1000, remaining: options.identifiesLeft(), reset_after: 14_400_000, max_concurrency: 1 } } : {}) } };
    if (first === "interactions" && rest[2] === "callback" && method === "POST") return answerCallback(world, rest[0] ?? "", rest[1] ?? "", read.json, url.searchParams.get("with_response") === "true", read.files);
    if (first === "webhooks") return answerWebhook(world, method, rest, read.json, read.files);
    if (first === "users" && rest[0] === "@me" && rest.length === 1) return { status: 200, body: userOf(world.bot) };
    if (first === "users" && rest[0] === "@me" && rest[1] === "channels" && method === "POST") return directChannel(world, String((read.json as { recipient_id?: unknown }).recipient_id));
    if (first === "applications" && rest[0] === "@me") return { status: 200, body: { id: world.application, name: "duo-triage", flags: 0, icon: null, description: "", bot_public: false, bot_require_code_grant: false, verify_key: "", bot: userOf(world.bot) } };
    if (first === "applications" && rest[0] === world.application) return answerCommands(world, method, rest.slice(1), read.json);
    if (first === "guilds" && rest[0] === world.guild && rest[1] === "roles") return { status: 200, body: world.guildRoles.map((role) => ({ ...role, permissions: "0", position: 1, color: 0, colors: { primary_color: 0, secondary_color: null, tertiary_color: null }, hoist: false, managed: false, mentionable: false, flags: 0 })) };
    if (first === "guilds" && rest[0] === world.guild && rest[1] === "members" && rest.length === 3 && method === "GET") {
      const person = world.people.get(rest[2] ?? "");
      return person === undefined ? refuse(404, 10007, "Unknown Member") : { status: 200, body: { ...memberOf(world, person), user: userOf(person) } };
    }
    if (first === "channels") return answerChannel(world, method, rest, read.json, read.files);
    return refuse(404, 0, "404: Not Found");
  };

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      response.writeHead(500, { "content-type": "application/json" });
      response.end(JSON.stringify({ message: `the fake itself failed: ${String(error)}`, code: 0 }));
    });
  });
  return {
    server,
    faults: {
      fail: (route, status, times, after = false) => void failing.push({ route, status, times, after }),
      limit: (route, ms) => rates.block(route, ms),
      slow: (route, ms) => void slowed.push({ route, ms }),
      mend() {
        failing.length = 0;
        slowed.length = 0;
      },
    },
  };
}

function directChannel(world: World, recipient: string): Answer {
  if (!world.people.has(recipient)) return refuse(400, 50033, "Invalid Recipient(s)");
  let channel = [...world.channels.values()].find((one) => one.type === 1 && one.recipients?.includes(recipient) === true);
  if (channel === undefined) {
    channel = { id: snowflake(), type: 1, name: "", recipients: [recipient], may: { view: true, send: true, threads: false, history: true } };
    world.channels.set(channel.id, channel);
  }
  return { status: 200, body: channelOf(world, channel) };
}

function answerCommands(world: World, method: string, rest: readonly string[], json: unknown): Answer {
  const guild = rest[0] === "guilds" ? rest[1] : undefined;
  const tail = guild === undefined ? rest : rest.slice(2);
  if (tail[0] !== "commands" || tail.length > 1) return refuse(404, 0, "404: Not Found");
  if (guild !== undefined && guild !== world.guild) return refuse(403, 50001, "Missing Access");
  const own = world.commands.filter((command) => command.guild === guild);
  if (method === "GET") return { status: 200, body: own.map((command) => shown(world, command)) };
  if (method !== "PUT") return refuse(405, 0, "405: Method Not Allowed");
  const list = json as CommandBody[];
  if (!Array.isArray(list)) return invalid(["body: must be array"]);
  const problems = [...list.flatMap((one, place) => schemaProblems("ApplicationCommandUpdateRequest", one).map((text) => `${place}.${text}`)), ...commandProblems(list)];
  if (problems.length > 0) return invalid(problems);
  world.commands = world.commands.filter((command) => command.guild !== guild);
  for (const body of list) {
    const before = own.find((one) => one.name === body.name && one.type === (body.type ?? 1));
    world.commands.push({ id: before?.id ?? snowflake(), version: snowflake(), ...(guild === undefined ? {} : { guild }), type: body.type ?? 1, name: body.name, body: body as unknown as Record<string, unknown> });
  }
  world.changed();
  return { status: 200, body: world.commands.filter((command) => command.guild === guild).map((command) => shown(world, command)) };
}

/** The service hands commands back with every default filled in. */
function shown(world: World, command: World["commands"][number]): Record<string, unknown> {
  const tidy = (option: Record<string, unknown>): Record<string, unknown> => {
    const { required, options, ...rest } = option;
    return { ...rest, ...(required === true ? { required } : {}), ...(Array.isArray(options) && options.length > 0 ? { options: options.map((one) => tidy(one as Record<string, unknown>)) } : {}) };
  };
  const { options, ...body } = command.body;
  return {
    id: command.id, application_id: world.application, version: command.version, default_member_permissions: null, name_localizations: null, description_localizations: null, nsfw: false, dm_permission: true, contexts: null, integration_types: [0],
    ...(command.guild === undefined ? {} : { guild_id: command.guild }), ...body, type: command.type, description: body["description"] ?? "",
    ...(Array.isArray(options) && options.length > 0 ? { options: options.map((one) => tidy(one as Record<string, unknown>)) } : {}),
  };
}

function answerChannel(world: World, method: string, rest: readonly string[], json: unknown, files: readonly Upload[]): Answer {
  const channel = world.channels.get(rest[0] ?? "");
  if (channel === undefined) return refuse(404, 10003, "Unknown Channel");
  if (!channel.may.view) return refuse(403, 50001, "Missing Access");
  if (rest.length === 1 && method === "GET") return { status: 200, body: channelOf(world, channel) };
  if (rest[1] === "typing" && method === "POST") return { status: 204 };
  if (rest[1] !== "messages") return refuse(404, 0, "404: Not Found");
  if (rest.length === 2 && method === "POST") return postMessage(world, channel, json as MessageBody, files);
  if (rest.length === 2 && method === "GET") {
    if (!channel.may.history) return refuse(403, 50001, "Missing Access");
    return { status: 200, body: [...world.messages.values()].filter((one) => one.channel === channel.id && one.deleted !== true && one.onlyFor === undefined).reverse().slice(0, 50).map((one) => messageOf(world, one)) };
  }
  const message = world.messages.get(rest[2] ?? "");
  if (message === undefined || message.channel !== channel.id || message.deleted === true || message.onlyFor !== undefined) return unknownMessage;
  if (rest[3] === "threads" && method === "POST") return startThread(world, channel, message, json as { name: string; auto_archive_duration?: number });
  if (rest.length !== 3) return refuse(404, 0, "404: Not Found");
  if (method === "GET") return channel.may.history ? { status: 200, body: messageOf(world, message) } : refuse(403, 50001, "Missing Access");
  if (message.author !== world.bot.id) return method === "PATCH" ? refuse(403, 50005, "Cannot edit a message authored by another user") : refuse(403, 50013, "Missing Permissions");
  if (method === "DELETE") {
    message.deleted = true;
    world.changed();
    return { status: 204 };
  }
  if (method !== "PATCH") return refuse(405, 0, "405: Method Not Allowed");
  const problems = [...schemaProblems("MessageEditRequestPartial", json), ...messageProblems(json as MessageBody, files, "edit")];
  if (problems.length > 0) return invalid(problems);
  editStored(world, message, json as MessageBody, files);
  return { status: 200, body: messageOf(world, message) };
}

function postMessage(world: World, channel: Channel, body: MessageBody, files: readonly Upload[]): Answer {
  if (!channel.may.send) return refuse(403, 50013, "Missing Permissions");
  const problems = [...schemaProblems("MessageCreateRequest", body), ...messageProblems(body, files, "create")];
  if (body.message_reference?.message_id !== undefined && !world.messages.has(body.message_reference.message_id)) problems.push("message_reference: Unknown message");
  if (problems.length > 0) return invalid(problems);
  if (body.enforce_nonce === true && body.nonce !== undefined && body.nonce !== null) {
    const same = [...world.messages.values()].find((one) => one.channel === channel.id && one.author === world.bot.id && one.nonce === body.nonce && Date.now() - one.createdAt < world.nonceLivesMs);
    if (same !== undefined) return { status: 200, body: messageOf(world, same) };
  }
  if (channel.archived === true) channel.archived = false;
  const message = storeMessage(world, channel.id, world.bot.id, body, files);
  world.dispatch("MESSAGE_CREATE", { ...messageOf(world, message), ...(channel.type === 1 ? {} : { guild_id: world.guild }) });
  return { status: 200, body: messageOf(world, message) };
}

/** Keeps a message; everybody who looks on hears of it. */
export function storeMessage(world: World, channel: string, author: string, body: MessageBody, files: readonly Upload[], more: Partial<StoredMessage> = {}): StoredMessage {
  const message: StoredMessage = {
    id: snowflake(), channel, author, body, flags: body.flags ?? 0, createdAt: Date.now(), mentions: pinged(body).filter((id) => id !== "everyone"), edits: 0, past: [body],
    files: files.map((file) => ({ ...file, id: snowflake(), ...described(body, file) })),
    ...(body.nonce === undefined || body.nonce === null ? {} : { nonce: body.nonce }),
    ...(body.message_reference?.message_id === undefined ? {} : { reference: body.message_reference.message_id }),
    ...more,
  };
  world.messages.set(message.id, message);
  world.changed();
  return message;
}

function described(body: MessageBody, file: Upload): { description?: string } {
  const found = (body.attachments ?? []).find((one) => file.field === `files[${one.id}]`)?.description;
  return found === undefined ? {} : { description: found };
}

/** Takes over the keys that an edit names; the others stay. */
export function editStored(world: World, message: StoredMessage, body: MessageBody, files: readonly Upload[]): void {
  message.body = { ...message.body, ...body };
  if (body.attachments !== undefined) message.files = message.files.filter((file) => (body.attachments ?? []).some((kept) => kept.id === file.id));
  message.files.push(...files.map((file) => ({ ...file, id: snowflake(), ...described(body, file) })));
  message.past.push(message.body);
  message.edits += 1;
  message.editedAt = Date.now();
  world.changed();
}

function startThread(world: World, channel: Channel, message: StoredMessage, body: { name: string; auto_archive_duration?: number }): Answer {
  const problems = schemaProblems("CreateTextThreadWithMessageRequest", body);
  if (problems.length > 0) return invalid(problems);
  if (channel.type !== 0 && channel.type !== 5) return refuse(400, 50024, "Cannot execute action on this channel type");
  if (!channel.may.threads) return refuse(403, 50013, "Missing Permissions");
  if (message.thread !== undefined) return refuse(400, 160_004, "A thread has already been created for this message");
  const thread: Channel = { id: message.id, type: 11, name: body.name, parent: channel.id, owner: world.bot.id, may: { ...channel.may } };
  world.channels.set(thread.id, thread);
  message.thread = thread.id;
  world.dispatch("THREAD_CREATE", { ...channelOf(world, thread), newly_created: true });
  world.changed();
  return { status: 201, body: channelOf(world, thread) };
}

