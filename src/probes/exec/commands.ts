import type { CommandData, ExecPlace, ReadCommand } from "../../core/exec.ts";
import { quoteWord } from "../../core/shell-words.ts";
import { besideSource } from "./beside-script.ts";

export interface ListedCommand {
  place: ExecPlace;
  /** The whole argument vector, fixed when duo-triage was built: nothing that a person, a configuration or a target says becomes part of it. */
  argv: readonly string[];
  shows: string;
  timeoutMs: number;
  /** One more word follows the vector: base64url, which the script reads as data. Its letters mean nothing to any shell, to sudo or to Python. */
  data?: true;
  /** The name of the container follows the vector, as the operator's configuration has it: of Docker's own form, so that it is never an option. */
  container?: true;
}

/** `-I`: nothing of the caller's environment or folder is imported. */
const beside = ["python3", "-I", "-c", besideSource] as const;
/** The same for ssh: sudo's rules can hold neither line ends nor the signs of a program, and not every login shell reads quoted line ends and backslashes alike. */
const besidePacked = ["python3", "-I", "-c", `exec(__import__('base64').urlsafe_b64decode('${Buffer.from(besideSource, "utf8").toString("base64url")}${"=".repeat((3 - (Buffer.byteLength(besideSource) % 3)) % 3)}'))`] as const;

// Settings of GitLab in one start of the runner, as GraphQL would give them; keys are told as present or not.
const settings = "v=->(&b){begin;b.call;rescue StandardError,NotImplementedError;nil;end};puts({duoSettings:{aiGatewayUrl:v.(){Gitlab::AiGateway.self_hosted_url},duoAgentPlatformServiceUrl:v.(){Gitlab::DuoWorkflow::Client.self_hosted_url}},aiSelfHostedModels:{nodes:(v.(){Ai::SelfHostedModel.all.map{|m|{name:m.name,model:m.model,endpoint:m.endpoint,identifier:m.identifier,hasApiToken:m.api_token.present?}}}||[])},aiFeatureSettings:{nodes:(v.(){Ai::FeatureSetting.all.map{|f|{feature:f.feature,provider:f.provider}}}||[])},signingKeys:v.(){CloudConnector::Keys.valid.any?},licence:v.(){l=License.current;{plan:l.plan,expiresAt:l.expires_at}}}.to_json)";

// Tag, digest and end of a container, and none of its settings, as `docker inspect` would give them.
const stateForm = '[{"Name":{{json .Name}},"Image":{{json .Image}},"Platform":{{json .Platform}},"RestartCount":{{json .RestartCount}},"State":{{json .State}},"Config":{"Image":{{json .Config.Image}}}}]';

/** The closed list. */
export const commands: Readonly<Record<ReadCommand, ListedCommand>> = {
  "gateway-look": { place: "gateway", argv: beside, data: true, shows: "process, settings (keys only by their shape), listeners, folders, certificates, clock; GitLab's discovery document and keys and the gateway's own health, asked with the gateway's certificates and proxies", timeoutMs: 40_000 },
  "gateway-ask": { place: "gateway", argv: beside, data: true, shows: "one address, a model's, asked with the gateway's certificates and proxies and without a key", timeoutMs: 45_000 },
  "gateway-environment": { place: "gateway", argv: ["cat", "/proc/1/environ"], shows: "names and safe values of the settings of the running process; keys only by their shape", timeoutMs: 10_000 },
  "gateway-listeners": { place: "gateway", argv: ["cat", "/proc/net/tcp", "/proc/net/tcp6"], shows: "ports that listen", timeoutMs: 10_000 },
  "gateway-clock": { place: "gateway", argv: ["date", "-u"], shows: "the clock", timeoutMs: 10_000 },
  "gateway-folders": { place: "gateway", argv: ["ls", "-ld", "/tmp", "/home/aigateway/.hf"], shows: "owner and rights of the folders that the gateway writes", timeoutMs: 10_000 },
  "gateway-journal": { place: "gateway", argv: ["journalctl", "-q", "--no-pager", "-o", "cat", "--since=-1h", "-n", "2000", "--grep=correlation_id"], shows: "lines of gateway and agent service in the journal of the last hour, redacted", timeoutMs: 20_000 },
  "gateway-container-log": { place: "gateway", argv: ["docker", "logs", "--tail", "2000"], container: true, shows: "the newest lines of the container's log, redacted", timeoutMs: 20_000 },
  "gateway-container-state": { place: "gateway", argv: ["docker", "inspect", "--type", "container", "--format", stateForm], container: true, shows: "tag and digest of the image, how often and why the container ended; none of its settings", timeoutMs: 15_000 },
  "gitlab-verify": { place: "gitlab", argv: ["gitlab-rake", "gitlab:duo:verify_self_hosted_setup"], shows: "GitLab's own check of the set-up", timeoutMs: 180_000 },
  "gitlab-settings": { place: "gitlab", argv: ["gitlab-rails", "runner", settings], shows: "gateway address, models without their keys, assignment of features, licence: one start of the runner", timeoutMs: 180_000 },
  "gitlab-llm-log": { place: "gitlab", argv: ["tail", "-n", "1000", "/var/log/gitlab/gitlab-rails/llm.log"], shows: "the newest lines of llm.log, redacted", timeoutMs: 15_000 },
  "gitlab-exceptions": { place: "gitlab", argv: ["tail", "-n", "300", "/var/log/gitlab/gitlab-rails/exceptions_json.log"], shows: "the newest exceptions; of them only those of this run's own requests are read, redacted", timeoutMs: 15_000 },
  "gitlab-clock": { place: "gitlab", argv: ["date", "-u"], shows: "the clock", timeoutMs: 10_000 },
};

const [dataWord, containerWord] = ["<data>", "<container>"];
const longestUrl = 2000;

/** How the vector is handed over: by ssh the script is packed; `container`: what the configuration names, for the commands that end in it. */
export interface Handing {
  packed?: boolean;
  container?: string | undefined;
}

/** The vector of a command with its data, or why it is not run. The last step before a transport: whatever is handed over, nothing but what is listed leaves. */
export function vectorOf(command: ReadCommand, data?: CommandData, { packed = false, container }: Handing = {}): readonly string[] | undefined {
  const listed = Object.hasOwn(commands, command) ? commands[command] : undefined;
  if (listed === undefined) return undefined;
  if (listed.container === true) return data === undefined && typeof container === "string" && containerForm.test(container) ? [...listed.argv, container] : undefined;
  const argv = packed && listed.argv === beside ? besidePacked : listed.argv;
  if (data === undefined) return listed.data === true ? [...argv, pack({})] : argv;
  if (listed.data !== true || (data.url !== undefined && (typeof data.url !== "string" || data.url.length > longestUrl)) || (data.port !== undefined && !Number.isInteger(data.port))) return undefined;
  return [...argv, pack({ ...(data.url === undefined ? {} : { url: data.url }), ...(data.port === undefined ? {} : { port: data.port }) })];
}

// Docker's own form of a name. `$` alone would take a line end behind it in some engines; this one does not.
const containerForm = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/u;

/** Letters, digits, `-` and `_` alone. */
const pack = (data: CommandData): string => Buffer.from(JSON.stringify(data), "utf8").toString("base64url");

export const commandsOf = (place: ExecPlace): ReadCommand[] => (Object.keys(commands) as ReadCommand[]).filter((name) => commands[name].place === place);

/** A vector as a command line: sshd hands every command to the login shell of its user. */
export const commandLine = (argv: readonly string[]): string => argv.map(quoteWord).join(" ");

/** What an administrator reads and installs: every vector, the sudo rules and the role of Kubernetes that allow exactly these. */
export function describeExec(user = "duo-triage", namespace = "<namespace>", container = "ai-gateway"): string {
  const entries = Object.entries(commands);
  const ends = ({ data, container: named }: ListedCommand): string => (data === true ? ` ${dataWord}` : named === true ? ` ${containerWord}` : "");
  const list = entries.map(([name, one]) => `# ${name} (${one.place}): ${one.shows}\n${one.argv === beside ? "python3 -I -c <the script below>" : commandLine(one.argv)}${ends(one)}`).join("\n\n");
  const sudo = entries.filter(([name, one]) => one.place === "gitlab" || one.container === true || name === "gateway-look" || name === "gateway-journal").map(([, one]) => `${user} ALL=(root) NOPASSWD: ${sudoLine(one.argv === beside ? besidePacked : one.argv)}${one.data === true ? " [A-Za-z0-9_-]*" : one.container === true ? ` ${sudoLine(["", container]).trim()}` : ""}`).join("\n");
  const script = besideSource.split("\n").map((line) => `#   ${line}`).join("\n");
  return `# Commands that duo-triage may run through a foothold: these argument vectors, without a shell, and nothing else.\n\n${list}\n\n# The script of gateway-look and gateway-ask: ${dataWord} is base64url of a JSON object that it reads as data. By ssh it is handed over in base64, as the rule below holds it.\n# ${containerWord} is stacks.<name>.exec.gateway.ssh.container: letters, digits, . _ and -, not - first. Without it these two are not run.\n${script}\n\n# /etc/sudoers.d/duo-triage, on a GitLab node the rules of gitlab, on a host of the gateway those of python3, journalctl and docker, with your container's\n# name (check it with visudo -c); arguments are compared literally, and what may follow the script is data to it. Where the user of ssh is the gateway's\n# own, no rule and no sudo is needed there.\n${sudo}\n\n# Kubernetes: a role for the namespace of the gateway\napiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: { name: duo-triage, namespace: ${namespace} }\nrules:\n  - { apiGroups: [""], resources: [pods], verbs: [get, list] }\n  - { apiGroups: [""], resources: [pods/log], verbs: [get] }\n  - { apiGroups: [""], resources: [events], verbs: [list] }\n  - { apiGroups: [""], resources: [pods/exec], verbs: [create, get] }\n`;
}

const programs: Readonly<Record<string, string>> = { "gitlab-rake": "/usr/bin/gitlab-rake", "gitlab-rails": "/usr/bin/gitlab-rails", tail: "/usr/bin/tail", python3: "/usr/bin/python3", date: "/usr/bin/date", docker: "/usr/bin/docker", journalctl: "/usr/bin/journalctl" };

/** A command as sudoers writes it: the program's whole path, and what sudoers itself would read as a sign escaped. */
function sudoLine(argv: readonly string[]): string {
  const [program = "", ...rest] = argv;
  return [programs[program] ?? program, ...rest.map((word) => word.replace(/([\\,:=*?[\]!\s])/gu, "\\$1"))].join(" ");
}
