import { type CommandForm, type CommandPlace, commandPlaces, type Deployment, type Running } from "../core/deployment.ts";
import { quoteWord, splitShell } from "../core/shell-words.ts";

/**
 * The catalogue writes each command once: with the words of Docker for what is asked of the gateway's or a model server's container, and as it is
 * typed on a node of the Linux package for what is asked of GitLab (`inside`). The other forms are made of that one here.
 */

/** Where the command is run: named by the container that stands in it, or told. Undefined for one that is the same everywhere. */
export const placeOf = (command: string, inside?: CommandPlace): CommandPlace | undefined => inside ?? commandPlaces.find((place) => command.includes(`<${place} container>`));

/** Every form of a command, the usual one first; one entry where it is the same however a thing is installed. */
export function formsOf(command: string, inside?: CommandPlace, running?: Running): CommandForm[] {
  const place = placeOf(command, inside);
  if (place === undefined) return [];
  // The mark by which the answer is known again is printed by the reader's own shell, in each form.
  const [, mark = "", bare = command] = /^(echo '\[test [a-z0-9-]+\]'; )?([^]*)$/u.exec(command) ?? [];
  const marked = (forms: readonly (CommandForm | undefined)[]): CommandForm[] => forms.flatMap((form) => (form === undefined ? [] : [{ kind: form.kind, command: mark + nameRuntime(form, place, running) }]));
  const form = (kind: CommandForm["kind"], text: string | undefined): CommandForm | undefined => (text === undefined ? undefined : { kind, command: text });
  if (place === "gitlab") return marked([form("package", bare), form("docker", insideContainer(bare)), form("helm", insidePods(bare, running))]);
  return marked([form("docker", bare), form("helm", withKubectl(bare, place, running)), form("package", place === "model" ? withJournal(bare) : undefined)]);
}

/** The command for how its place runs; every form of it where that is not known. */
export function chooseForm(command: string, inside: CommandPlace | undefined, deployment: Deployment): { command?: string; forms?: CommandForm[]; chosen?: CommandForm["kind"] } {
  const place = placeOf(command, inside);
  const running = place === undefined ? undefined : deployment[place];
  const forms = formsOf(command, inside, running);
  const fitting = forms.find(({ kind }) => kind === running?.kind);
  if (fitting !== undefined) return { command: fitting.command, chosen: fitting.kind };
  return forms.length > 1 ? { command: forms[0]?.command ?? command, forms } : { command };
}

/** What the runtime calls the place, as far as it is known. */
function nameRuntime({ kind, command }: CommandForm, place: CommandPlace, running: Running | undefined): string {
  if (kind === "docker" && running?.kind === "docker" && running.container !== undefined) return command.replaceAll(`<${place} container>`, quoteWord(running.container));
  return kind === "helm" && running?.kind === "helm" && running.namespace !== undefined ? command.replaceAll("<namespace>", quoteWord(running.namespace)) : command;
}

/** A GitLab in one container: the first stage runs in it, a list of commands as a whole. */
function insideContainer(command: string): string {
  return `docker exec <gitlab container> ${oneStage(command)}`;
}

const oneStage = (command: string): string => (splitShell(command, ";").length > 1 ? `sh -c ${quoteWord(command.replace(/\bsudo /gu, ""))}` : command.replace(/^sudo /u, ""));

const logsOfGitlab = "kubectl -n <namespace> logs -l 'app in (webservice, sidekiq)' --all-containers --since=30m --tail=-1";

/**
 * A GitLab of the Helm chart: its log files are the output of its pods, its console stands in the toolbox
 * (https://docs.gitlab.com/charts/troubleshooting/kubernetes_cheat_sheet/). Undefined for what only the Linux package has.
 */
function insidePods(command: string, running: Running | undefined): string | undefined {
  const [first = "", ...rest] = splitShell(command, "|");
  const read = /^sudo (?:grep ((?:-\S+ )*)(\S+)|tail (?:-\S+ )*\d+) (?:\/var\/log\/gitlab\/\S+ ?)+$/u.exec(first);
  if (read !== null) return [logsOfGitlab, ...(read[2] === undefined ? [] : [`grep ${(read[1] ?? "").replace("-h ", "")}${read[2]}`]), ...rest].join(" | ");
  if (/^gitlab-ctl status\b/u.test(first)) return "kubectl -n <namespace> get pods";
  if (/^(?:sudo )?gitlab-(?:rails|rake)\b/u.test(first)) return `kubectl -n <namespace> exec ${running?.kind === "helm" && running.selector !== undefined ? firstPod(running.selector) : "deploy/<release>-toolbox"} -- ${oneStage(command)}`;
  if (/\b(?:sudo|gitlab-[a-z]+|systemctl|timedatectl)\b/u.test(command)) return undefined;
  return `kubectl -n <namespace> exec deploy/<release>-webservice-default -c webservice -- ${oneStage(command)}`;
}

const firstPod = (selector: string): string => `"$(kubectl -n <namespace> get pods -l ${quoteWord(selector)} -o name | head -n 1)"`;

const servicePorts = "get svc -o 'custom-columns=NAME:.metadata.name,PORT:.spec.ports[*].port,TARGET:.spec.ports[*].targetPort'";

/** The words of Docker as those of kubectl; undefined where one of them has no counterpart. */
function withKubectl(command: string, place: "gateway" | "model", running: Running | undefined): string | undefined {
  const { selector, container } = running?.kind === "helm" ? running : {};
  const kubectl = "kubectl -n <namespace>";
  const within = container === undefined ? "" : ` -c ${quoteWord(container)}`;
  const chosen = selector === undefined ? undefined : `get pods -l ${quoteWord(selector)}`;
  const one = selector !== undefined ? firstPod(selector) : place === "gateway" ? "deploy/<gateway deployment>" : "<model pod>";
  const logs = (flags: string): string => {
    const asked = flags.replaceAll(/ --(since|tail) /gu, " --$1=");
    if (selector !== undefined) return `${kubectl} logs -l ${quoteWord(selector)}${container === undefined ? " --all-containers" : within}${asked}${asked.includes("--tail") ? "" : " --tail=-1"}`;
    // Charts differ in labels and in the name of the deployment; every pod of the gateway has its name in its own.
    return place === "gateway" ? `${kubectl} get pods -o name | grep ai-gateway | xargs -n 1 ${kubectl} logs --all-containers${asked}` : `${kubectl} logs${asked} ${one}`;
  };
  const pods = chosen === undefined ? `${kubectl} get pods` : `${kubectl} ${chosen}`;
  const told = command
    // Where the command fails, kubectl has the last word.
    .replace(new RegExp(`(docker exec <${place} container> [^;]*?2>&1) \\| tail`, "gu"), "$1 | grep -v '^command terminated' | tail")
    .replaceAll(`docker exec <${place} container>`, () => `${kubectl} exec ${one}${within} --`)
    .replace(new RegExp(`docker logs((?: --(?:since|tail) \\S+)*) <${place} container>`, "gu"), (_whole, flags: string) => logs(flags))
    .replaceAll(`docker port <${place} container>`, () => `${kubectl} ${servicePorts}`)
    .replaceAll(`docker inspect --format '{{.Config.Image}}' <${place} container>`, () => `${pods} -o jsonpath='{..image}' | tr ' ' '\\n' | grep self-hosted | sort -u`)
    .replaceAll(`docker inspect --format '{{.RestartCount}} {{.State.StartedAt}}' <${place} container>`, () => `${pods} -o 'custom-columns=RESTARTS:.status.containerStatuses[*].restartCount,SINCE:.status.containerStatuses[*].state.running.startedAt,NAME:.metadata.name'`)
    .replace(/docker ps -a --format '[^']*Ports[^']*'/gu, () => `${pods} -o wide; ${kubectl} ${servicePorts}`)
    .replace(/docker ps -a(?: --format '[^']*')?/gu, () => pods)
    .replaceAll(`docker restart <${place} container>`, () => `${kubectl} rollout restart deploy/<${place} deployment>`);
  return /\bdocker\b|<(?:gateway|model) container>/u.test(told) ? undefined : told;
}

/** A model server that runs as a service of its host, such as Ollama: its log is the journal. */
function withJournal(command: string): string | undefined {
  const told = command.replace(/docker logs(?: --since (\d+[mh]))?(?: --tail (\d+))? <model container>(?: 2>&1)?/gu, (_whole, since?: string, tail?: string) => `journalctl -u <model service> --no-pager${since === undefined ? "" : ` --since=-${since}`}${tail === undefined ? "" : ` -n ${tail}`}`);
  return told === command || /\bdocker\b/u.test(told) ? undefined : told;
}
