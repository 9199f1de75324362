import type { AccessRules } from "../core/queue.ts";
import type { CustomSet } from "../core/custom.ts";
import type { Secret } from "../core/secret.ts";
import type { StackConfig } from "../core/stack.ts";
import type { IncidentRules } from "../core/incident.ts";
import type { EscalationConfig } from "./care.ts";
import type { ConfigFile } from "./schema.ts";
import type { TracesConfig } from "./traces.ts";

export interface ChannelConfig {
  stack?: string;
  passive: boolean;
  /** Incidents of its stack (of all, where it has none) are announced here. */
  alerts?: boolean;
  timeZone?: string;
}

/** The validated configuration. Secrets are wrapped, files are read. */
export interface Config {
  /** The file it came from; undefined without one. */
  file: string | undefined;
  stacks: Readonly<Record<string, StackConfig>>;
  slack?: { botToken?: Secret; appToken?: Secret; signingSecret?: Secret; oauth?: { clientId: string; clientSecret: Secret; stateSecret: Secret; key: Secret }; port: number; apiUrl?: string; channels: Readonly<Record<string, ChannelConfig>> };
  discord?: { token?: Secret; applicationId?: string; guildId?: string; apiUrl?: string; channels: Readonly<Record<string, ChannelConfig>> };
  roles: AccessRules | undefined;
  queue: { kind: "redis"; url: Secret; tls?: { ca?: string; cert?: string; key?: Secret } } | { kind: "postgres"; url: Secret } | { kind: "embedded"; directory: string };
  worker: {
    sites: readonly string[];
    concurrency: number;
    sentinel?: string;
    /** Most runs at once that touch one host, over all workers. */
    runsPerTarget: number;
    /** Most model tokens per stack and day (UTC), over all workers. */
    tokensPerDay: number;
  };
  ops?: { host: string; port: number; webhookToken?: Secret; /** Who may look at the web page; absent: nobody. */ web?: { token?: Secret; proxy?: { header: string; from: readonly string[] } }; /** How old the last test job may be where a process is ready. */ canaryMinutes: number };
  /** How many runs per stack are kept, and for how many days a delivered message, and who did what, is remembered. */
  retention: { passes: number; failures: number; deliveryDays: number; auditDays: number };
  /** `level`: info, and warn beside a terminal chat. `format`: JSON lines unless a person watches. */
  log: { level?: "debug" | "info" | "warn" | "error"; format?: "json" | "text" };
  traces?: TracesConfig;
  /** Address of the page that describes the causes (`docs/causes.md`), for links in answers. */
  causesUrl?: string;
  exec: Readonly<Record<string, NonNullable<ConfigFile["stacks"][string]["exec"]>>>;
  /** Checks that the operator wrote, by stack. */
  custom: Readonly<Record<string, CustomSet>>;
  /** How often the models of a stack are asked a few fixed questions, ms; only stacks that opted in. */
  canary: Readonly<Record<string, number>>;
  /** How often a stack is checked without being asked about, ms; `off`: never. */
  checkEvery: Readonly<Record<string, number | "off">>;
  incidents: IncidentRules;
  escalation?: EscalationConfig;
  noColor: boolean;
  /** PEM text of the file that NODE_EXTRA_CA_CERTS names: Node itself forgets it for connections with roots of their own. */
  extraRoots?: string;
  /** Every secret of the configuration, for the redactor. */
  secrets: readonly Secret[];
}
