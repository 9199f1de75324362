import { createHmac } from "node:crypto";
import { openServer, type Server, tokens } from "./server.ts";
import { createWorld, type Message, type View, type World } from "./world.ts";

export { tokens } from "./server.ts";

/** How the app took a delivery. */
export interface Taken {
  /** ms until it was acknowledged; undefined: not within the three seconds that Slack waits. */
  afterMs: number | undefined;
}

/** How a delivery by HTTP goes out: what the app answered, and after how many ms. Throws where nothing came within Slack's three seconds. */
export type Send = (url: string, headers: Record<string, string>, body: string) => Promise<{ status: number; text: string; afterMs: number }>;

const sendFromHere: Send = async (url, headers, body) => {
  const began = Date.now();
  const response = await fetch(url, { method: "POST", body, signal: AbortSignal.timeout(3_000), headers });
  return { status: response.status, text: await response.text(), afterMs: Date.now() - began };
};

/** A workspace with people who type and press. */
export interface FakeSlack extends Server {
  world: World;
  /** Where events go by HTTP; undefined: over Socket Mode. */
  deliverTo: string | undefined;
  /** Brings one delivery there; a bench sends from a process that does nothing else, as Slack's senders are none of its Web API. */
  send: Send;
  type(user: string, channel: string, text: string, options?: { thread?: string; more?: Record<string, unknown>; mention?: boolean }): Promise<Taken & { ts: string }>;
  /** Sends an event as Slack would; `retry` marks a redelivery. */
  event(event: Record<string, unknown>, options?: { retry?: number; id?: string; team?: string }): Promise<Taken>;
  /** Says over HTTP that it held events back. */
  limitEvents(): Promise<Taken>;
  command(user: string, channel: string, text: string): Promise<Taken & { trigger: string }>;
  press(user: string, message: Message, label: string, more?: Record<string, unknown>): Promise<Taken>;
  /** Presses a button in something that only this person sees. */
  pressEphemeral(user: string, label: string): Promise<Taken>;
  /** Fills in the window that this person has open and sends it; the fields that are not named keep their value. Gives what the app answered. */
  submit(user: string, values: Record<string, string>): Promise<Taken & { answer: unknown }>;
  /** Opens the app's own page. */
  openHome(user: string): Promise<Taken>;
  /** Presses a button on the app's own page. */
  pressHome(user: string, label: string): Promise<Taken>;
  shortcut(user: string, channel: string, ts: string): Promise<Taken>;
}

/** The state of a window as Slack sends it: what the app prefilled, and what the person changed. Refuses what the window would not let them do. */
function filled(view: View, values: Record<string, string>): Record<string, Record<string, unknown>> {
  interface Input { type: string; block_id: string; optional?: boolean; element: { type: string; action_id: string; max_length?: number; initial_value?: string; initial_date?: string; initial_option?: { value: string }; options?: { value: string }[] } }
  const inputs = (view.blocks as Input[]).filter((block) => block.type === "input");
  const unknown = Object.keys(values).filter((name) => !inputs.some((block) => block.block_id === name));
  if (unknown.length > 0) throw new Error(`the window has no field ${unknown.join()}; it has ${inputs.map((block) => block.block_id).join()}`);
  return Object.fromEntries(inputs.map(({ block_id: name, optional, element }) => {
    const value = values[name] ?? element.initial_value ?? element.initial_date ?? element.initial_option?.value;
    if (value === undefined && optional !== true) throw new Error(`${name} is required`);
    if ((value?.length ?? 0) > (element.max_length ?? 3000)) throw new Error(`${name} takes ${element.max_length ?? 3000} characters`);
    if (element.type === "static_select" && !(element.options ?? []).some((option) => option.value === value)) throw new Error(`${name} offers no ${String(value)}`);
    const state = element.type === "datepicker" ? { selected_date: value ?? null } : element.type === "static_select" ? { selected_option: element.options?.find((option) => option.value === value) ?? null } : { value: value ?? null };
    return [name, { [element.action_id]: { type: element.type, ...state } }];
  }));
}

/** Opens a fake Slack on 127.0.0.1. */
export async function openFakeSlack(): Promise<FakeSlack> {
  const world = createWorld();
  const server = await openServer(world);
  let count = 0;

  const trigger = (user: string): string => {
    const id = `t-${(count += 1)}`;
    world.triggers.set(id, { user, at: Date.now(), used: false });
    return id;
  };

  async function http(type: "json" | "form", payload: unknown, headers: Record<string, string> = {}): Promise<Taken & { answer?: unknown }> {
    const body = type === "json" ? JSON.stringify(payload) : new URLSearchParams(payload as Record<string, string>).toString();
    const stamp = String(Math.floor(Date.now() / 1000));
    const signature = `v0=${createHmac("sha256", tokens.signingSecret).update(`v0:${stamp}:${body}`).digest("hex")}`;
    try {
      const { status, text, afterMs } = await fake.send(fake.deliverTo ?? "", { "content-type": type === "json" ? "application/json" : "application/x-www-form-urlencoded", "x-slack-request-timestamp": stamp, "x-slack-signature": signature, ...headers }, body);
      return { afterMs: status === 200 ? afterMs : undefined, answer: text === "" ? undefined : text };
    } catch {
      return { afterMs: undefined };
    }
  }

  const interact = async (payload: Record<string, unknown>): Promise<Taken & { answer?: unknown }> => {
    if (fake.deliverTo !== undefined) return http("form", { payload: JSON.stringify(payload) });
    const taken = await server.envelope("interactive", payload);
    return { afterMs: taken?.afterMs, answer: taken?.payload };
  };
  const who = (user: string): Record<string, unknown> => ({ id: user, username: world.users.get(user)?.name, name: world.users.get(user)?.name, team_id: world.users.get(user)?.team_id });
  const organisation = (): string | undefined => (world.orgWide === true ? world.enterprise : undefined);
  const where = { team: { id: world.team, domain: "home" }, api_app_id: "A0", token: "legacy", get is_enterprise_install() { return organisation() !== undefined; }, get enterprise() { return organisation() === undefined ? null : { id: organisation() }; } };

  function buttonOf(blocks: readonly unknown[] | undefined, label: string): { action_id: string; value: string; block_id: string } {
    for (const block of (blocks ?? []) as { type: string; block_id?: string; elements?: { action_id: string; value: string; text: { text: string } }[] }[]) {
      if (block.type !== "actions") continue;
      const found = block.elements?.find((element) => element.text.text === label);
      if (found !== undefined) return { action_id: found.action_id, value: found.value, block_id: block.block_id ?? "b1" };
    }
    throw new Error(`There is no button "${label}" in ${JSON.stringify(blocks)}`);
  }

  const pressIn = (user: string, channel: string, at: { ts: string; thread_ts?: string | undefined; text: string; blocks?: unknown[] | undefined }, label: string, ephemeral: boolean, more: Record<string, unknown> = {}): Promise<Taken> =>
    interact({
      type: "block_actions", ...where, user: who(user), trigger_id: trigger(user), response_url: server.responseUrl(channel, user), channel: { id: channel, name: "one" },
      container: { type: "message", message_ts: at.ts, channel_id: channel, is_ephemeral: ephemeral, ...(at.thread_ts === undefined ? {} : { thread_ts: at.thread_ts }) },
      ...(ephemeral ? {} : { message: { type: "message", user: world.bot.userId, bot_id: world.bot.botId, ts: at.ts, text: at.text, ...(at.thread_ts === undefined ? {} : { thread_ts: at.thread_ts }) } }),
      actions: [{ type: "button", ...buttonOf(at.blocks, label), text: { type: "plain_text", text: label }, action_ts: world.ts(), ...more }],
    });

  const fake: FakeSlack = {
    ...server,
    world,
    deliverTo: undefined,
    send: sendFromHere,
    async event(event, { retry, id = `Ev${(count += 1)}`, team = world.team } = {}) {
      const payload = { ...where, type: "event_callback", team_id: team, event_id: id, event_time: Math.floor(Date.now() / 1000), event, authorizations: [{ enterprise_id: organisation() ?? null, team_id: organisation() === undefined ? team : null, user_id: world.bot.userId, is_bot: true, is_enterprise_install: organisation() !== undefined }] };
      if (fake.deliverTo === undefined) return { afterMs: (await server.envelope("events_api", payload, retry === undefined ? {} : { retry_attempt: retry, retry_reason: "timeout" }))?.afterMs };
      return http("json", payload, retry === undefined ? {} : { "x-slack-retry-num": String(retry), "x-slack-retry-reason": "http_timeout" });
    },
    limitEvents: () => http("json", { token: "legacy", type: "app_rate_limited", team_id: world.team, minute_rate_limited: Math.floor(Date.now() / 60_000) * 60, api_app_id: "A0" }),
    async type(user, channel, text, { thread, more = {}, mention = text.includes(`<@${world.bot.userId}>`) } = {}) {
      const ts = world.ts();
      world.messages.push({ channel, ts, user, text, history: [], ...(thread === undefined ? {} : { thread_ts: thread }) });
      const about = { user, channel, text, ts, event_ts: ts, team: world.users.get(user)?.team_id, ...(thread === undefined ? {} : { thread_ts: thread }), ...more };
      const im = world.channels.get(channel)?.im !== undefined;
      // In channels Slack sends a mention beside the message, where the app subscribed to both.
      const taken = await Promise.all([
        ...(mention && !im ? [fake.event({ type: "app_mention", ...about })] : []),
        fake.event({ type: "message", channel_type: im ? "im" : "channel", ...about }),
      ]);
      const slow = taken.map(({ afterMs }) => afterMs ?? Number.POSITIVE_INFINITY);
      return { ts, afterMs: Math.max(...slow) === Number.POSITIVE_INFINITY ? undefined : Math.max(...slow) };
    },
    async command(user, channel, text) {
      const opens = trigger(user);
      const payload = { token: "legacy", team_id: world.team, team_domain: "home", channel_id: channel, channel_name: "one", user_id: user, user_name: world.users.get(user)?.name ?? "", command: "/duo", text, api_app_id: "A0", is_enterprise_install: String(organisation() !== undefined), ...(organisation() === undefined ? {} : { enterprise_id: organisation(), enterprise_name: "Org" }), response_url: server.responseUrl(channel, user), trigger_id: opens };
      const taken = fake.deliverTo === undefined ? { afterMs: (await server.envelope("slash_commands", payload))?.afterMs } : await http("form", payload);
      return { ...taken, trigger: opens };
    },
    press: (user, message, label, more) => pressIn(user, message.channel, message, label, false, more),
    pressEphemeral(user, label) {
      const seen = world.ephemerals.findLast((one) => one.user === user);
      if (seen === undefined) throw new Error(`${user} sees nothing alone`);
      return pressIn(user, seen.channel, { ts: world.ts(), text: seen.text, thread_ts: seen.thread_ts, blocks: seen.blocks }, label, true);
    },
    async submit(user, values) {
      const view = world.views.findLast((one) => one.type === "modal" && one.user === user);
      if (view === undefined) throw new Error(`${user} has no window open`);
      const taken = await interact({ type: "view_submission", ...where, user: who(user), trigger_id: trigger(user), view: { ...view, team_id: world.team, state: { values: filled(view, values) } }, response_urls: [] });
      const answer = (typeof taken.answer === "string" ? JSON.parse(taken.answer) : taken.answer) as { response_action?: string } | undefined;
      // With errors the window stays open.
      if (answer?.response_action !== "errors") world.views = world.views.filter((one) => one !== view);
      return { afterMs: taken.afterMs, answer };
    },
    openHome(user) {
      const page = world.views.findLast((one) => one.type === "home" && one.user === user);
      return fake.event({ type: "app_home_opened", user, channel: "D0ANA", tab: "home", event_ts: world.ts(), ...(page === undefined ? {} : { view: page }) });
    },
    pressHome(user, label) {
      const page = world.views.findLast((one) => one.type === "home" && one.user === user);
      return interact({ type: "block_actions", ...where, user: who(user), trigger_id: trigger(user), container: { type: "view", view_id: page?.id }, view: page, actions: [{ type: "button", ...buttonOf(page?.blocks, label), text: { type: "plain_text", text: label }, action_ts: world.ts() }] });
    },
    shortcut(user, channel, ts) {
      const message = world.find(channel, ts);
      return interact({ type: "message_action", callback_id: "explain_error", ...where, user: who(user), trigger_id: trigger(user), action_ts: world.ts(), message_ts: ts, response_url: server.responseUrl(channel, user), channel: { id: channel, name: "one" }, message: { type: "message", user: message?.user, ts, text: message?.text ?? "", ...(message?.thread_ts === undefined ? {} : { thread_ts: message.thread_ts }) } });
    },
  };
  world.onMetadata = (message) => {
    if (!world.scopes.has("metadata.message:read")) return;
    void fake.event({ type: "message_metadata_posted", app_id: "A0", bot_id: message.bot_id, user_id: message.user, team_id: world.team, channel_id: message.channel, metadata: message.metadata, message_ts: message.ts, event_ts: message.ts });
  };
  // `up` is read and set on both.
  Object.defineProperty(fake, "up", { get: () => server.up, set: (up: boolean) => { server.up = up; } });
  return fake;
}
