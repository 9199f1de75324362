import type { ExecPlace, ReadCommand } from "../../core/exec.ts";

export interface ListedCommand {
  place: ExecPlace;
  /** The whole argument vector, fixed when duo-triage was built: nothing that a person, a configuration or a target says becomes part of it. */
  argv: readonly string[];
  shows: string;
  timeoutMs: number;
}

// What the gateway's own Python sees on its way to GitLab, with its own certificates and proxies; prints one JSON line, changes nothing.
const toGitlab = "import json,os,requests\nu=os.environ.get('AIGW_GITLAB_URL','https://gitlab.com').rstrip('/')+'/.well-known/openid-configuration'\nr={'logger':'duo-triage','level':'error','extra':{'oidc_provider':'Gitlab'}}\ntry:\n  d=requests.get(u,timeout=10).json()\n  k=requests.get(d['jwks_uri'],timeout=10).json()['keys']\n  r={'logger':'duo-triage','level':'info','message':'JWKS refreshed','provider':'CompositeProvider','kids':[x.get('kid') for x in k]}\nexcept Exception as e:\n  r['exception_class']=type(e).__name__\n  r['message']=str(e)[:600]\nprint(json.dumps(r))";

// Settings of GitLab in one start of the runner, as GraphQL would give them; keys are told as present or not.
const settings = "v=->(&b){begin;b.call;rescue StandardError,NotImplementedError;nil;end};puts({duoSettings:{aiGatewayUrl:v.(){Gitlab::AiGateway.self_hosted_url},duoAgentPlatformServiceUrl:v.(){Gitlab::DuoWorkflow::Client.self_hosted_url}},aiSelfHostedModels:{nodes:(v.(){Ai::SelfHostedModel.all.map{|m|{name:m.name,model:m.model,endpoint:m.endpoint,identifier:m.identifier,hasApiToken:m.api_token.present?}}}||[])},aiFeatureSettings:{nodes:(v.(){Ai::FeatureSetting.all.map{|f|{feature:f.feature,provider:f.provider}}}||[])},signingKeys:v.(){CloudConnector::Keys.valid.any?},licence:v.(){l=License.current;{plan:l.plan,expiresAt:l.expires_at}}}.to_json)";

/** The closed list. */
export const commands: Readonly<Record<ReadCommand, ListedCommand>> = {
  "gateway-environment": { place: "gateway", argv: ["cat", "/proc/1/environ"], shows: "names and safe values of the settings of the running process; keys only by their shape", timeoutMs: 10_000 },
  "gateway-listeners": { place: "gateway", argv: ["cat", "/proc/net/tcp", "/proc/net/tcp6"], shows: "ports that listen", timeoutMs: 10_000 },
  "gateway-clock": { place: "gateway", argv: ["date", "-u"], shows: "the clock", timeoutMs: 10_000 },
  "gateway-folders": { place: "gateway", argv: ["ls", "-ld", "/tmp", "/home/aigateway/.hf"], shows: "owner and rights of the folders that the gateway writes", timeoutMs: 10_000 },
  "gateway-to-gitlab": { place: "gateway", argv: ["python3", "-c", toGitlab], shows: "GitLab's discovery document and keys, fetched with the gateway's own certificates and proxies", timeoutMs: 30_000 },
  "gitlab-verify": { place: "gitlab", argv: ["gitlab-rake", "gitlab:duo:verify_self_hosted_setup"], shows: "GitLab's own check of the set-up", timeoutMs: 180_000 },
  "gitlab-settings": { place: "gitlab", argv: ["gitlab-rails", "runner", settings], shows: "gateway address, models without their keys, assignment of features, licence: one start of the runner", timeoutMs: 180_000 },
  "gitlab-llm-log": { place: "gitlab", argv: ["tail", "-n", "400", "/var/log/gitlab/gitlab-rails/llm.log"], shows: "the newest lines of llm.log, redacted", timeoutMs: 15_000 },
  "gitlab-clock": { place: "gitlab", argv: ["date", "-u"], shows: "the clock", timeoutMs: 10_000 },
};

export const commandsOf = (place: ExecPlace): ReadCommand[] => (Object.keys(commands) as ReadCommand[]).filter((name) => commands[name].place === place);

/** One word of a command line as a POSIX shell reads it; sshd hands every command to the login shell of its user. */
export const quoteWord = (word: string): string => (/^[A-Za-z0-9_@%+=:,./-]+$/u.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

export const commandLine = (argv: readonly string[]): string => argv.map(quoteWord).join(" ");

/** What an administrator reads and installs: every vector, the sudo rules and the role of Kubernetes that allow exactly these. */
export function describeExec(user = "duo-triage", namespace = "<namespace>"): string {
  const entries = Object.entries(commands);
  const list = entries.map(([name, { place, argv, shows }]) => `# ${name} (${place}): ${shows}\n${commandLine(argv)}`).join("\n\n");
  const sudo = entries.filter(([, { place }]) => place === "gitlab").map(([, { argv }]) => `${user} ALL=(root) NOPASSWD: ${sudoLine(argv)}`).join("\n");
  return `# Commands that duo-triage may run through a foothold: these argument vectors, without a shell, and nothing else.\n\n${list}\n\n# /etc/sudoers.d/duo-triage on a GitLab node (check it with visudo -c); arguments are compared literally\n${sudo}\n\n# Kubernetes: a role for the namespace of the gateway\napiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: { name: duo-triage, namespace: ${namespace} }\nrules:\n  - { apiGroups: [""], resources: [pods, pods/log, events], verbs: [get, list] }\n  - { apiGroups: [""], resources: [pods/exec], verbs: [create, get] }\n`;
}

const programs: Readonly<Record<string, string>> = { "gitlab-rake": "/usr/bin/gitlab-rake", "gitlab-rails": "/usr/bin/gitlab-rails", tail: "/usr/bin/tail", date: "/usr/bin/date" };

/** A command as sudoers writes it: the program's whole path, and what sudoers itself would read as a sign escaped. */
function sudoLine(argv: readonly string[]): string {
  const [program = "", ...rest] = argv;
  return [programs[program] ?? program, ...rest.map((word) => word.replace(/([\\,:=*?[\]!\s])/gu, "\\$1"))].join(" ");
}
