import type { CommandData, Exec, ExecAnswer, ExecPlace, Foothold, FootholdConfig, OwnRequests, ReadCommand } from "../../core/exec.ts";
import { readBeside, tellSettings } from "./beside.ts";
import { commands, commandsOf } from "./commands.ts";
import { openDocker } from "./docker.ts";
import { openKubernetes } from "./kubernetes.ts";
import { notListed, tellEnvironment } from "./output.ts";
import { chooseLines } from "./own-lines.ts";
import { openSsh } from "./ssh.ts";

export function openFoothold(config: FootholdConfig): Foothold {
  return config.kind === "docker" ? openDocker(config) : config.kind === "kubernetes" ? openKubernetes(config) : openSsh(config);
}

/** The footholds of one run: each question is asked once, three at a time in one place, each within its own limit and until the signal. */
export function openExec(footholds: Partial<Record<ExecPlace, Foothold>>, signal: AbortSignal): Exec {
  const asked = new Map<string, Promise<ExecAnswer>>();
  const queues: Record<ExecPlace, { running: number; waiting: (() => void)[] }> = { gateway: { running: 0, waiting: [] }, gitlab: { running: 0, waiting: [] } };
  const turn = async <Value>(place: ExecPlace, work: () => Promise<Value>): Promise<Value> => {
    const queue = queues[place];
    if (queue.running >= 3) await new Promise<void>((resolve) => { queue.waiting.push(resolve); });
    queue.running += 1;
    try {
      return await work();
    } finally {
      queue.running -= 1;
      queue.waiting.shift()?.();
    }
  };
  return async (command: ReadCommand, data?: CommandData) => {
    if (!Object.hasOwn(commands, command)) return notListed(command);
    const { place, timeoutMs, data: takes } = commands[command];
    const foothold = footholds[place];
    if (foothold === undefined) return undefined;
    const key = JSON.stringify([command, data?.url ?? null, data?.port ?? null]);
    const found = asked.get(key);
    if (found !== undefined) return found;
    const answer = turn(place, async (): Promise<ExecAnswer> => {
      if (signal.aborted) return { kind: "failure", command, reason: "timed-out", said: "the run was over", ms: 0 };
      const seen = command === stateCommand && foothold.runs?.state === undefined ? await askRuntime(foothold, { timeoutMs, signal }) : await foothold.run(command, { timeoutMs, signal }, data);
      if (seen.kind === "failure" || takes !== true) return seen;
      const json = readBeside(seen.output);
      return json === undefined ? seen : { ...seen, json };
    });
    asked.set(key, answer);
    return answer;
  };
}

const stateCommand = "gateway-container-state" satisfies ReadCommand;

/** Docker's and Kubernetes' own interfaces tell how a container is without any command in it. */
async function askRuntime(foothold: Foothold, limits: { timeoutMs: number; signal: AbortSignal }): Promise<ExecAnswer> {
  const began = performance.now();
  const told = await foothold.describe(limits);
  const ms = Math.round(performance.now() - began);
  if (told.length === 0) return { kind: "failure", command: stateCommand, reason: "not-there", said: "no runtime tells how the container is", ms };
  return { kind: "output", command: stateCommand, exitCode: 0, output: told.join("\n\n"), cut: false, ms };
}

/** What a foothold brought: its texts, and which commands gave nothing and why. */
export interface Looked {
  texts: readonly string[];
  failures: readonly Extract<ExecAnswer, { kind: "failure" }>[];
}

// What the script tells as well: asked one by one only where no Python runs it.
const withoutPython: readonly ReadCommand[] = ["gateway-environment", "gateway-listeners", "gateway-clock", "gateway-folders"];
// What Docker and Kubernetes tell by themselves; by ssh it is asked with these.
const byRuntime: readonly ReadCommand[] = ["gateway-journal", "gateway-container-log", "gateway-container-state"];
// Logs are read last, so that what this run brought about stands in them.
const logs: readonly ReadCommand[] = ["gitlab-llm-log", "gitlab-exceptions"];

/** What is known once every fact is there: settings of the gateway's process, if its script told them, and which request ids are this run's own. */
export interface Settled {
  settings: Promise<Record<string, string> | undefined>;
  own: Promise<OwnRequests>;
}

/** Runs every listed command of a place that takes no data, asks the runtime, and in the end reads the logs by the ids of this run's requests. */
export async function lookAround(foothold: Foothold, place: ExecPlace, exec: Exec, signal: AbortSignal, { settings, own }: Settled): Promise<Looked> {
  const limits = { timeoutMs: 15_000, signal };
  const described = place === "gateway" ? [] : foothold.describe(limits);
  const known = place === "gateway" ? await settings : undefined;
  const runs = place === "gateway" ? foothold.runs : undefined;
  const listed = commandsOf(place).filter((name) => commands[name].data !== true && !byRuntime.includes(name) && !logs.includes(name) && (known === undefined || !withoutPython.includes(name)));
  const ask = async (names: readonly ReadCommand[]): Promise<ExecAnswer[]> => (await Promise.all(names.map((name) => exec(name)))).filter((answer) => answer !== undefined);
  const early = ask([...listed, ...(place === "gateway" ? [stateCommand] as const : [])]);
  const ours = await own;
  const [seen, late, log] = await Promise.all([early, ask([...commandsOf(place).filter((name) => logs.includes(name)), ...(runs === undefined ? [] : [runs.log])]), place === "gateway" ? foothold.log(limits) : []]);
  const tell = (answer: ExecAnswer): string[] => (answer.kind === "failure" ? [] : [answer.command === "gateway-environment" ? tellEnvironment(answer.output) : answer.output]);
  const texts = [
    ...(known === undefined ? [] : [tellSettings(known)]), ...seen.flatMap(tell), ...(await described),
    ...late.flatMap((answer) => tell(answer).map((text) => chooseLines(text, ours, answer.command === "gitlab-exceptions"))), ...log.map((text) => chooseLines(text, ours)),
  ];
  // That no runtime tells of a container is how some machines are, and no failure.
  return { texts, failures: [...seen, ...late].filter((answer) => answer.kind === "failure").filter(({ command, reason }) => command !== stateCommand || reason !== "not-there") };
}
