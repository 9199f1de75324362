import { resolve } from "node:path";
import type { AccessRule } from "../core/queue.ts";
import { readRedisAddress } from "../core/redis-address.ts";
import { Secret } from "../core/secret.ts";
import type { ModelConfig, StackConfig } from "../core/stack.ts";
import { escalationConfig, incidentRules } from "./care.ts";
import type { ChannelConfig, Config } from "./config.ts";
import { customSets } from "./custom.ts";
import { deploymentIn } from "./deployment.ts";
import { readSmallFile, type Sources } from "./expand.ts";
import { ConfigError } from "./problem.ts";
import { type ConfigFile, databaseUrl } from "./schema.ts";
import { tracesConfig } from "./traces.ts";

interface Place {
  file: string | undefined;
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  readFile?: Sources["readFile"];
}

/** Turns the validated file into the `Config`: camel case, secrets wrapped, certificate files read, environment on top. */
export function assemble(file: ConfigFile, place: Place): Config {
  const secrets: Secret[] = [];
  const wrap = (value: string | undefined): Secret | undefined => {
    // A line end that came with a secret from a file or a vault is no part of it, and no header may carry it.
    const clean = value?.trim();
    if (clean === undefined || clean === "") return undefined;
    const secret = new Secret(clean);
    secrets.push(secret);
    return secret;
  };
  const env = (name: string): string | undefined => (place.env[name] === "" ? undefined : place.env[name]);
  const read = place.readFile ?? ((path: string) => readSmallFile(resolve(place.cwd, path)));
  const pem = (path: string | undefined, key: string, begin = "-----BEGIN CERTIFICATE-----"): string | undefined => {
    if (path === undefined) return undefined;
    const problem = (what: string, advice: string): ConfigError => new ConfigError([{ file: place.file ?? "configuration", key, problem: what, advice }]);
    let text: string;
    try {
      text = read(path);
    } catch (error) {
      throw problem(`the file ${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? "error"})`, "Correct the path, or make the file readable for this user");
    }
    if (!text.includes(begin)) throw problem(`the file ${path} holds no PEM ${begin.includes("KEY") ? "key" : "certificate"}`, `Give a file that holds ${begin}`);
    return text;
  };
  // A proxy's address may hold a login, so all of it is a secret; its password alone is hidden wherever it turns up.
  const proxy = (value: string | undefined): Secret | undefined => {
    if (value === undefined) return undefined;
    const login = /^[a-z]+:\/\/([^/@]*)@/iu.exec(value)?.[1];
    if (login !== undefined) wrap(login.includes(":") ? login.slice(login.indexOf(":") + 1) : login);
    return new Secret(value);
  };

  const stacks: Record<string, StackConfig> = {};
  for (const [name, stack] of Object.entries(file.stacks)) {
    const at = `stacks.${name}`;
    const token = wrap(stack.gitlab.token);
    const { gateway, agent_platform: agent } = stack;
    stacks[name] = {
      name,
      gitlab: { url: stack.gitlab.url, ...opt("token", token), ...opt("ca", pem(stack.gitlab.ca_file, `${at}.gitlab.ca_file`)), ...opt("proxy", proxy(stack.gitlab.proxy)) },
      ...opt("gateway", gateway === undefined ? undefined : { ...opt("url", gateway.url), ...opt("metricsUrl", gateway.metrics_url), ...opt("image", gateway.image), ...opt("ca", pem(gateway.ca_file, `${at}.gateway.ca_file`)), ...opt("proxy", proxy(gateway.proxy)) }),
      ...opt("agentPlatform", agent === undefined ? undefined : { url: agent.url, ...opt("secure", agent.secure) }),
      models: stack.models.map((model, place): ModelConfig => ({
        name: model.name, ...opt("endpoint", model.endpoint), ...opt("identifier", model.identifier), ...opt("apiKey", wrap(model.api_key)), ...opt("ca", pem(model.ca_file, `${at}.models[${place}].ca_file`)), ...opt("proxy", proxy(model.proxy)),
      })),
      ...opt("probeUser", stack.probe_user),
      site: stack.site,
      profile: stack.profile,
      expect: stack.expect,
      ...opt("runs", deploymentIn(stack.exec)),
    };
  }

  const slack = file.chat?.slack;
  const discord = file.chat?.discord;
  const botToken = wrap(slack?.bot_token ?? env("SLACK_BOT_TOKEN"));
  const appToken = wrap(slack?.app_token ?? env("SLACK_APP_TOKEN"));
  const signingSecret = wrap(slack?.signing_secret ?? env("SLACK_SIGNING_SECRET"));
  const needed = (value: string): Secret => wrap(value) ?? new Secret(value);
  const oauth = slack?.oauth === undefined ? undefined : { clientId: slack.oauth.client_id, clientSecret: needed(slack.oauth.client_secret), stateSecret: needed(slack.oauth.state_secret), key: needed(slack.oauth.encryption_key) };
  const discordToken = wrap(discord?.token ?? env("DISCORD_TOKEN"));
  const roles = file.access?.roles;
  const redis = wrap(file.queue?.redis_url ?? (file.queue?.database_url === undefined && file.queue?.directory === undefined ? env("REDIS_URL") : undefined));
  const database = wrap(file.queue?.database_url ?? (file.queue?.directory === undefined ? env("DATABASE_URL") : undefined));
  if (database !== undefined && !databaseUrl.safeParse(database.reveal()).success) throw new ConfigError([{ file: "the environment", key: "DATABASE_URL", problem: "is no address of PostgreSQL", advice: "Write postgres://user:password@host:5432/database" }]);
  if (database !== undefined) wrap(URL.canParse(database.reveal()) ? decodeURIComponent(new URL(database.reveal()).password) : undefined);
  const address = redis === undefined ? undefined : readRedisAddress(redis.reveal());
  if (address !== undefined && "problem" in address) throw new ConfigError([{ file: place.file ?? "the environment", key: file.queue?.redis_url === undefined ? "REDIS_URL" : "queue.redis_url", problem: address.problem, advice: "Correct the address" }]);
  // The password alone is hidden wherever it turns up, not only in the whole address.
  if (address !== undefined) for (const word of [address.password, address.sentinelPassword]) wrap(word);
  return {
    file: place.file,
    stacks,
    ...opt("slack", slack === undefined && botToken === undefined ? undefined : {
      ...opt("botToken", botToken), ...opt("appToken", appToken), ...opt("signingSecret", signingSecret), ...opt("oauth", oauth),
      port: slack?.port ?? portOf(env("PORT")), ...opt("apiUrl", env("SLACK_API_URL")), channels: channelsOf(slack?.channels ?? {}),
    }),
    ...opt("discord", discord === undefined && discordToken === undefined ? undefined : {
      ...opt("token", discordToken), ...opt("applicationId", discord?.application_id), ...opt("guildId", discord?.guild_id), ...opt("apiUrl", env("DISCORD_API_URL")), channels: channelsOf(discord?.channels ?? {}),
    }),
    roles: roles === undefined ? undefined : { viewer: ruleOf(roles.viewer), operator: ruleOf(roles.operator), admin: ruleOf(roles.admin) },
    queue: redis !== undefined ? { kind: "redis", url: redis, ...redisTls(file, pem, wrap) } : database !== undefined ? { kind: "postgres", url: database } : { kind: "embedded", directory: resolve(place.cwd, file.queue?.directory ?? ".duo-triage") },
    worker: { sites: file.worker?.sites ?? ["default"], concurrency: file.worker?.concurrency ?? 8, ...opt("sentinel", file.worker?.sentinel), runsPerTarget: file.worker?.runs_per_target ?? 4, tokensPerDay: file.worker?.tokens_per_day ?? 100_000 },
    ...opt("ops", file.ops === undefined ? undefined : { host: file.ops.host, port: file.ops.port, canaryMinutes: file.ops.canary_minutes, ...opt("webhookToken", wrap(file.ops.webhook_token)), ...opt("web", file.ops.web === undefined ? undefined : { ...opt("token", wrap(file.ops.web.token)), ...opt("proxy", file.ops.web.proxy) }) }),
    retention: { passes: file.retention?.passes ?? 200, failures: file.retention?.failures ?? 1_000, deliveryDays: file.retention?.delivery_days ?? 30, auditDays: file.retention?.audit_days ?? 365 },
    log: { ...opt("level", file.log?.level), ...opt("format", file.log?.format) },
    ...opt("traces", tracesConfig(file.traces, env, wrap)),
    ...opt("causesUrl", file.docs?.causes_url),
    exec: Object.fromEntries(Object.entries(file.stacks).flatMap(([name, stack]) => (stack.exec === undefined ? [] : [[name, stack.exec]]))),
    canary: Object.fromEntries(Object.entries(file.stacks).flatMap(([name, stack]) => (stack.canary === undefined ? [] : [[name, stack.canary.every]]))),
    custom: customSets(file, { read, pem }),
    checkEvery: Object.fromEntries(Object.entries(file.stacks).map(([name, stack]) => [name, stack.check_every])),
    incidents: incidentRules(file.incidents),
    ...opt("escalation", escalationConfig(file.escalation, (value) => wrap(value) as Secret, pem)),
    noColor: env("NO_COLOR") !== undefined,
    ...opt("extraRoots", readOrNothing(env("NODE_EXTRA_CA_CERTS"), read)),
    secrets,
  };
}

function portOf(text: string | undefined): number {
  if (text === undefined) return 3000;
  if (!/^\d{1,5}$/u.test(text) || Number(text) > 65_535) throw new ConfigError([{ file: "the environment", key: "PORT", problem: "is no port", advice: "Set it to a number up to 65535, or not at all" }]);
  return Number(text);
}

/** PEM files for the way to Redis. The client's key is a secret. */
function redisTls(file: ConfigFile, pem: (path: string | undefined, key: string, begin?: string) => string | undefined, wrap: (value: string | undefined) => Secret | undefined): { tls?: { ca?: string; cert?: string; key?: Secret } } {
  const queue = file.queue;
  const tls = { ...opt("ca", pem(queue?.ca_file, "queue.ca_file")), ...opt("cert", pem(queue?.cert_file, "queue.cert_file")), ...opt("key", wrap(pem(queue?.key_file, "queue.key_file", "PRIVATE KEY-----"))) };
  return Object.keys(tls).length === 0 ? {} : { tls };
}

/** Node warns about a bad NODE_EXTRA_CA_CERTS itself, and goes on without it. */
function readOrNothing(path: string | undefined, read: (path: string) => string): string | undefined {
  if (path === undefined) return undefined;
  try {
    return read(path);
  } catch {
    return undefined;
  }
}

type Optional<K extends string, T> = T extends undefined ? Partial<Record<K, never>> : { [P in K]?: NonNullable<T> };

/** A property that is left out where its value is undefined. */
function opt<K extends string, T>(key: K, value: T): Optional<K, T> {
  return (value === undefined ? {} : { [key]: value }) as Optional<K, T>;
}

function channelsOf(channels: Record<string, { stack?: string | undefined; passive: boolean; alerts: boolean; time_zone?: string | undefined }>): Record<string, ChannelConfig> {
  return Object.fromEntries(Object.entries(channels).map(([id, channel]) => [id, { passive: channel.passive, ...(channel.alerts ? { alerts: true } : {}), ...(channel.stack === undefined ? {} : { stack: channel.stack }), ...(channel.time_zone === undefined ? {} : { timeZone: channel.time_zone }) }]));
}

function ruleOf(role: { everyone?: boolean | undefined; users: string[]; slack_groups: string[]; discord_roles: string[]; stacks: string[]; channels: string[] } | undefined): AccessRule {
  return { everyone: role?.everyone ?? false, users: role?.users ?? [], slackGroups: role?.slack_groups ?? [], discordRoles: role?.discord_roles ?? [], stacks: role?.stacks ?? [], channels: role?.channels ?? [] };
}
