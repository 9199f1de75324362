import { isIP } from "node:net";
import { z } from "zod";
import { customProgramSchema } from "../core/custom.ts";
import { canaryEvery, careSections, checkEvery } from "./care.ts";
import { tracesSection } from "./traces.ts";

const text = z.string().min(1);
const webUrl = z.string().regex(/^https?:\/\/[^\s/]+/iu, "write an address that begins with http:// or https://").refine((url) => !/^https?:\/\//iu.test(url) || (!/\s/u.test(url) && URL.canParse(url)), "write an address such as https://host:port, its port between 1 and 65535, without blanks");
// It stands in answers: a login in it would be shown to everybody.
const gitlabUrl = webUrl.refine((url) => !/^https?:\/\/[^/]*@/iu.test(url), "write the address without user name and password; `token` is what GitLab is asked with")
  .refine((url) => !/\/api\/(?:v\d|graphql)/iu.test(url), "write the address that people open, without /api/…");
const proxyUrl = z.string().refine((url) => /^http:\/\/[^\s/]+\/?$/iu.test(url) && URL.canParse(url), "write http://host:port; with a login http://user:password@host:port. A proxy of another kind is not spoken to");
// A variable without braces is taken as it is written, and no GitLab or model takes that as a key.
const credential = z.string().min(1).refine((value) => !/^\$[A-Z_]+$/u.test(value), "write ${NAME}, with braces, to take an environment variable");
/** Of the queue, in the file or the environment. */
export const databaseUrl = z.string().refine((url) => /^postgres(?:ql)?:\/\//iu.test(url) && URL.canParse(url), "write postgres://user:password@host:5432/database");
const timeZone = text.refine((zone) => { try { return Intl.DateTimeFormat("en", { timeZone: zone }) !== undefined; } catch { return false; } }, "write a time zone such as Europe/Berlin");
// It stands in answers, where a mark of Slack's or Discord's would end it; anchors are added.
const docsUrl = z.string().max(500).regex(/^https:\/\/[^\s/@#<>|()[\]"'`\\]+(?:\/[^\s#<>|()[\]"'`\\]*)?$/u, "write an address that begins with https://, without a user name and without #").refine((url) => URL.canParse(url), "write an address that begins with https://");
const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/u, "write a date as YYYY-MM-DD").refine((day) => !Number.isNaN(Date.parse(day)) && new Date(day).toISOString().startsWith(day), "write a day that is in the calendar, as YYYY-MM-DD");
const ids = z.array(text).default([]);

// What becomes a word of a command, a part of a path, or a line of a file of ssh's: of the form that its own program gives it, and never one that begins with `-`.
const written = (form: RegExp, say: string) => z.string().regex(form, say);
const file = written(/^[^\p{Cc}]+$/u, "write the path of a file");
const containerName = written(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/u, "write the name of a container: letters, digits, . _ and -, not - first");
const label = (what: string) => written(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/u, `write the name of a ${what}: lower-case letters, digits and -`);
const dockerHost = written(/^(?:unix:\/\/\/[^\p{Cc}]+|(?:tcp|https?):\/\/[^\s/@]+\/?)$/u, "write unix:///path or tcp://host:port; a Docker that is reached by ssh is an ssh foothold");
const sshHost = written(/^[A-Za-z0-9][A-Za-z0-9._-]{0,252}$/u, "write the name or the address of a host, without user, port and path").or(z.ipv6());
const sshUser = written(/^[A-Za-z0-9_](?:[A-Za-z0-9_.@\\-]{0,62}[A-Za-z0-9_$-])?$/u, "write the name of a user");
const hostKey = written(/^(?:ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(?:256|384|521)|sk-(?:ssh-ed25519|ecdsa-sha2-nistp256)@openssh\.com) [A-Za-z0-9+/]{40,2000}={0,2}(?: [^\p{Cc}]{0,200})?\s*$/u, "write one line as ssh-keyscan prints it, without the host's name: kind, blank, key");

const exec = z.strictObject({
  docker: z.strictObject({ container: containerName, host: dockerHost.optional(), ca_file: file.optional(), cert_file: file.optional(), key_file: file.optional() }).optional(),
  kubernetes: z.strictObject({ namespace: label("namespace"), selector: written(/^[^\p{Cc}]{1,500}$/u, "write a label selector"), container: label("container").optional(), kubeconfig: file.optional() }).optional(),
  ssh: z.strictObject({ host: sshHost, user: sshUser, key_file: file, host_key: hostKey, port: z.number().int().min(1).max(65535).optional(), sudo: z.boolean().default(false), container: containerName.optional() }).optional(),
}).refine((one) => [one.docker, one.kubernetes, one.ssh].filter((way) => way !== undefined).length <= 1, "name one of docker, kubernetes and ssh");

/** Files of rules, and programs, whose checks stand beside those of duo-triage. */
const custom = { custom_checks: z.array(text).max(50).default([]), custom_programs: z.array(customProgramSchema).max(20).default([]) };

const stack = z.strictObject({
  gitlab: z.strictObject({ url: gitlabUrl, token: credential.optional(), ca_file: text.optional(), proxy: proxyUrl.optional() }),
  gateway: z.strictObject({ url: webUrl.optional(), metrics_url: webUrl.optional(), image: text.optional(), ca_file: text.optional(), proxy: proxyUrl.optional() }).optional(),
  agent_platform: z.strictObject({ url: text, secure: z.boolean().optional() }).optional(),
  models: z.array(z.strictObject({ name: text, endpoint: webUrl.optional(), identifier: text.optional(), api_key: credential.optional(), ca_file: text.optional(), proxy: proxyUrl.optional() })).default([]),
  probe_user: text.optional(),
  exec: z.strictObject({ gitlab: exec.optional(), gateway: exec.optional() }).optional(),
  site: text.default("default"),
  canary: z.strictObject({ every: canaryEvery }).optional(),
  ...custom,
  check_every: checkEvery,
  profile: z.enum(["online", "offline"]).default("online"),
  expect: z.array(z.strictObject({ code: z.string().regex(/^(?:DT\d{3}|custom\.[a-z0-9-]{1,40})$/u, "write a code such as DT321"), reason: text, until: date })).default([]),
});

const channels = z.record(text, z.strictObject({ stack: text.optional(), passive: z.boolean().default(false), alerts: z.boolean().default(false), time_zone: timeZone.optional() })).default({});

const role = z.strictObject({
  everyone: z.boolean().optional(),
  users: ids,
  slack_groups: ids,
  discord_roles: ids,
  stacks: ids,
  channels: ids,
});

const network = text.refine((written) => {
  const [address = "", bits, ...more] = written.split("/");
  const most = isIP(address) === 6 ? 128 : isIP(address) === 4 ? 32 : -1;
  return most > 0 && more.length === 0 && (bits === undefined || (/^\d{1,3}$/u.test(bits) && Number(bits) <= most));
}, "write an address or a network, such as 10.0.0.5 or 10.1.0.0/16");

/** The read-only web page on the operations port; off without it. */
const web = z.strictObject({
  token: z.string().min(16, "write at least 16 characters, for example from `openssl rand -base64 24`").optional(),
  proxy: z.strictObject({ header: z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,60}$/u, "write the name of a header").default("X-Forwarded-User"), from: z.array(network).min(1, "name the addresses of the proxy") }).optional(),
}).refine((one) => one.token !== undefined || one.proxy !== undefined, "set token, or proxy, or both: nobody could look otherwise").optional();

/** The configuration file, after `${...}` was filled in. Unknown keys are errors. */
export const fileSchema = z.strictObject({
  stacks: z.record(z.string().regex(/^[a-z0-9][a-z0-9_-]{0,39}$/u, "a stack's name has lower-case letters, digits, - and _"), stack).default({}),
  chat: z.strictObject({
    slack: z.strictObject({
      bot_token: credential.optional(), app_token: credential.optional(), signing_secret: credential.optional(), oauth: z.strictObject({ client_id: text, client_secret: text, state_secret: text, encryption_key: z.string().min(32, "write at least 32 characters, for example from `openssl rand -base64 32`") }).optional(), port: z.number().int().min(0).max(65535).optional(), channels,
    }).optional(),
    discord: z.strictObject({ token: credential.optional(), application_id: text.optional(), guild_id: text.optional(), channels }).optional(),
  }).optional(),
  access: z.strictObject({ roles: z.strictObject({ viewer: role.optional(), operator: role.optional(), admin: role.optional() }).optional() }).optional(),
  ...custom,
  ...careSections,
  queue: z.strictObject({ redis_url: text.optional(), database_url: databaseUrl.optional(), directory: text.optional(), ca_file: text.optional(), cert_file: text.optional(), key_file: text.optional() }).optional(),
  worker: z.strictObject({ sites: z.array(text).default(["default"]), concurrency: z.number().int().min(1).max(64).default(8), sentinel: z.string().regex(/^(tcp|dns):\/\/[^\s/]+$/u, "write tcp://host:port or dns://server").optional(), runs_per_target: z.number().int().min(1).max(1000).default(4), tokens_per_day: z.number().int().min(0).default(100_000) }).optional(),
  ops: z.strictObject({ host: text.default("127.0.0.1"), port: z.number().int().min(0).max(65535).default(9464), webhook_token: text.optional(), web, canary_minutes: z.number().min(1).max(1440).default(5) }).optional(),
  retention: z.strictObject({ passes: z.number().int().min(1).max(1_000_000).default(200), failures: z.number().int().min(1).max(1_000_000).default(1_000), delivery_days: z.number().int().min(1).max(3650).default(30), audit_days: z.number().int().min(1).max(3650).default(365) }).optional(),
  traces: tracesSection,
  docs: z.strictObject({ causes_url: docsUrl.optional() }).optional(),
  log: z.strictObject({ level: z.enum(["debug", "info", "warn", "error"]).optional(), format: z.enum(["json", "text"]).optional() }).optional(),
});
export type ConfigFile = z.infer<typeof fileSchema>;
