import type { Server } from "node:http";
import { type WebSocket, WebSocketServer } from "ws";
import { channelOf, memberOf, userOf, type World } from "./world.ts";

interface Session {
  id: string;
  intents: number;
  sequence: number;
  /** Events that a resume may ask for again. */
  kept: { s: number; t: string; d: unknown }[];
  socket: WebSocket | undefined;
}

export const messageContent = 1 << 15;
const guildMembers = 1 << 1;
const guildPresences = 1 << 8;
const allIntents = 0x3_ff_ff_ff;

export interface Gateway {
  dispatch(event: string, data: unknown, needs?: number): void;
  /** Cuts the socket as a broken line does, without a close frame. */
  cut(): void;
  /** Cuts every socket. */
  cutAll(): void;
  /** How many processes are logged in and reachable. */
  readonly lines: number;
  /** The lines that stand let nothing through any more: no events, no answers to heartbeats. `one`: only the latest of them. */
  silence(one?: boolean): void;
  /** Asks for a reconnect (op 7). */
  reconnect(): void;
  /** Declares the session invalid (op 9). */
  invalidate(resumable: boolean): void;
  close(code: number): void;
  /** Forgets what a resume would need. */
  forget(): void;
  /** The next identifies are refused with this code. */
  refuseIdentify(code: number | undefined): void;
  readonly identifies: number;
  readonly resumes: number;
  readonly connected: boolean;
  readonly intents: number;
  closeAll(): Promise<void>;
}

/** The gateway half: HELLO, IDENTIFY, READY, heartbeats, events, RESUME with what was missed, and the close codes of the documentation. */
export function openGateway(server: Server, world: World, url: () => string, options: { heartbeatMs: number }): Gateway {
  const sockets = new WebSocketServer({ server, path: "/gateway" });
  const sessions = new Map<string, Session>();
  let current: Session | undefined;
  let identifies = 0;
  let resumes = 0;
  let refusal: number | undefined;
  const silent = new WeakSet<WebSocket>();

  const send = (socket: WebSocket, packet: unknown): void => {
    if (!silent.has(socket) && socket.readyState === socket.OPEN) socket.send(JSON.stringify(packet));
  };
  const push = (session: Session, t: string, d: unknown): void => {
    session.sequence += 1;
    session.kept.push({ s: session.sequence, t, d });
    if (session.kept.length > 5000) session.kept.shift();
    if (session.socket !== undefined) send(session.socket, { op: 0, s: session.sequence, t, d });
  };

  const identify = (socket: WebSocket, data: { token?: string; intents?: number; properties?: unknown; shard?: [number, number] }): Session | undefined => {
    identifies += 1;
    if (refusal !== undefined) return void socket.close(refusal, "made for a test");
    if (data.token !== world.token) return void socket.close(4004, "Authentication failed.");
    if (typeof data.intents !== "number" || (data.intents & ~allIntents) !== 0) return void socket.close(4013, "Invalid intent(s).");
    const wanted = data.intents & (messageContent | guildMembers | guildPresences);
    if ((wanted & ~world.privileged) !== 0) return void socket.close(4014, "Disallowed intent(s).");
    if (data.properties === undefined) return void socket.close(4002, "Error while decoding payload.");
    if (data.shard !== undefined && data.shard[0] >= data.shard[1]) return void socket.close(4010, "Invalid shard.");
    const session: Session = { id: `session-${identifies}`, intents: data.intents, sequence: 0, kept: [], socket };
    sessions.set(session.id, session);
    current = session;
    push(session, "READY", { v: 10, user: { ...userOf(world.bot), mfa_enabled: false, verified: true, email: null }, guilds: [{ id: world.guild, unavailable: true }], session_id: session.id, resume_gateway_url: url(), application: { id: world.application, flags: 0 }, session_type: "normal", ...(data.shard === undefined ? {} : { shard: data.shard }) });
    push(session, "GUILD_CREATE", guildOf(world));
    return session;
  };

  sockets.on("connection", (socket, request) => {
    const version = new URL(request.url ?? "/", "http://fake").searchParams.get("v");
    let session: Session | undefined;
    let sent: number[] = [];
    if (version !== "10" && version !== "9") return socket.close(4012, "Invalid API version.");
    send(socket, { op: 10, s: null, t: null, d: { heartbeat_interval: options.heartbeatMs } });
    socket.on("message", (raw: Buffer) => {
      sent = [...sent.filter((at) => at > Date.now() - 60_000), Date.now()];
      if (sent.length > 120) return socket.close(4008, "You are being rate limited.");
      let packet: { op?: number; d?: unknown };
      try {
        packet = JSON.parse(raw.toString("utf8")) as { op?: number; d?: unknown };
      } catch {
        return socket.close(4002, "Error while decoding payload.");
      }
      if (raw.length > 4096) return socket.close(4002, "Error while decoding payload.");
      if (packet.op === 1) return send(socket, { op: 11, s: null, t: null, d: null });
      if (packet.op === 2) {
        if (session !== undefined) return socket.close(4005, "Already authenticated.");
        session = identify(socket, packet.d as Parameters<typeof identify>[1]);
        return undefined;
      }
      if (packet.op === 6) {
        const { token, session_id: id, seq } = packet.d as { token: string; session_id: string; seq: number };
        if (token !== world.token) return socket.close(4004, "Authentication failed.");
        const old = sessions.get(id);
        if (old === undefined) return send(socket, { op: 9, s: null, t: null, d: false });
        if (seq > old.sequence) return socket.close(4007, "Invalid `seq`.");
        resumes += 1;
        session = old;
        current = old;
        old.socket = socket;
        for (const one of old.kept.filter((event) => event.s > seq)) send(socket, { op: 0, ...one });
        push(old, "RESUMED", { _trace: [] });
        return undefined;
      }
      if (session === undefined) return socket.close(4003, "Not authenticated.");
      if (packet.op !== 3 && packet.op !== 4 && packet.op !== 8) return socket.close(4001, "Unknown opcode.");
      return undefined;
    });
    socket.on("close", (code) => {
      if (session?.socket === socket) session.socket = undefined;
      // A client that says goodbye with 1000 or 1001 gives its session up.
      if (session !== undefined && (code === 1000 || code === 1001)) sessions.delete(session.id);
    });
    socket.on("error", () => undefined);
    return undefined;
  });

  const socketOf = (): WebSocket | undefined => current?.socket;
  return {
    dispatch(event, data, needs = 0) {
      // Every process that is logged in with this token hears everything; a session without a line hears it when it resumes.
      for (const session of sessions.values()) if (needs === 0 || (session.intents & needs) !== 0) push(session, event, data);
    },
    cut() {
      const socket = socketOf();
      if (current !== undefined) current.socket = undefined;
      socket?.terminate();
    },
    silence(one = false) {
      const socket = socketOf();
      for (const line of one ? (socket === undefined ? [] : [socket]) : sockets.clients) silent.add(line);
    },
    reconnect() {
      const socket = socketOf();
      if (socket !== undefined) send(socket, { op: 7, s: null, t: null, d: null });
    },
    invalidate(resumable) {
      const socket = socketOf();
      if (!resumable && current !== undefined) sessions.delete(current.id);
      if (socket !== undefined) send(socket, { op: 9, s: null, t: null, d: resumable });
    },
    close: (code) => socketOf()?.close(code, "made for a test"),
    forget: () => sessions.clear(),
    cutAll() {
      for (const session of sessions.values()) session.socket = undefined;
      for (const socket of sockets.clients) socket.terminate();
    },
    get lines() { return [...sessions.values()].filter(({ socket }) => socket !== undefined).length; },
    refuseIdentify: (code) => { refusal = code; },
    get identifies() { return identifies; },
    get resumes() { return resumes; },
    get connected() { return current?.socket !== undefined; },
    get intents() { return current?.intents ?? 0; },
    closeAll: () => new Promise((resolve) => {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close(() => resolve());
    }),
  };
}

function guildOf(world: World): Record<string, unknown> {
  const channels = [...world.channels.values()].filter((channel) => channel.type === 0 || channel.type === 5);
  const everyone = { id: world.guild, name: "@everyone", permissions: "1071698660929", position: 0, color: 0, colors: { primary_color: 0, secondary_color: null, tertiary_color: null }, hoist: false, managed: false, mentionable: false, flags: 0 };
  return {
    id: world.guild, name: "Operations", icon: null, owner_id: [...world.people.keys()][0], unavailable: false, joined_at: "2026-01-01T00:00:00.000000+00:00", large: false, member_count: world.people.size,
    roles: [everyone, ...world.guildRoles.map((role) => ({ ...everyone, ...role, permissions: "0" }))], channels: channels.map((channel) => channelOf(world, channel)), threads: [],
    members: [{ ...memberOf(world, world.bot), user: userOf(world.bot) }], presences: [], voice_states: [], stage_instances: [], guild_scheduled_events: [], soundboard_sounds: [], emojis: [], stickers: [], features: [],
    verification_level: 0, default_message_notifications: 1, explicit_content_filter: 0, mfa_level: 0, afk_timeout: 300, afk_channel_id: null, system_channel_id: null, system_channel_flags: 0, rules_channel_id: null, public_updates_channel_id: null,
    premium_tier: 0, premium_subscription_count: 0, preferred_locale: "en-US", nsfw_level: 0, nsfw: false, premium_progress_bar_enabled: false, vanity_url_code: null, description: null, banner: null, splash: null, discovery_splash: null, application_id: null, max_members: 500_000, region: "deprecated", hub_type: null, safety_alerts_channel_id: null, incidents_data: null,
  };
}
