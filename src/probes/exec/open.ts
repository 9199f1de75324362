import type { CommandData, Exec, ExecAnswer, ExecPlace, Foothold, FootholdConfig, ReadCommand } from "../../core/exec.ts";
import { readBeside, tellSettings } from "./beside.ts";
import { commands, commandsOf } from "./commands.ts";
import { openDocker } from "./docker.ts";
import { openKubernetes } from "./kubernetes.ts";
import { tellEnvironment } from "./output.ts";
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
    const { place, timeoutMs, data: takes } = commands[command];
    const foothold = footholds[place];
    if (foothold === undefined) return undefined;
    const key = JSON.stringify([command, data?.url ?? null, data?.port ?? null]);
    const found = asked.get(key);
    if (found !== undefined) return found;
    const answer = turn(place, async (): Promise<ExecAnswer> => {
      if (signal.aborted) return { kind: "failure", command, reason: "timed-out", said: "the run was over", ms: 0 };
      const seen = await foothold.run(command, { timeoutMs, signal }, data);
      if (seen.kind === "failure" || takes !== true) return seen;
      const json = readBeside(seen.output);
      return json === undefined ? seen : { ...seen, json };
    });
    asked.set(key, answer);
    return answer;
  };
}

/** What a foothold brought: its texts, and which commands gave nothing and why. */
export interface Looked {
  texts: readonly string[];
  failures: readonly Extract<ExecAnswer, { kind: "failure" }>[];
}

// What the script tells as well: asked one by one only where no Python runs it.
const withoutPython: readonly ReadCommand[] = ["gateway-environment", "gateway-listeners", "gateway-clock", "gateway-folders"];

/** Runs every listed command of a place that takes no data, and asks the runtime. `settings`: of the gateway's process, once its script has told them. */
export async function lookAround(foothold: Foothold, place: ExecPlace, exec: Exec, signal: AbortSignal, settings: Promise<Record<string, string> | undefined>): Promise<Looked> {
  const described = foothold.describe({ timeoutMs: 15_000, signal });
  const known = place === "gateway" ? await settings : undefined;
  const names = commandsOf(place).filter((name) => commands[name].data !== true && (known === undefined || !withoutPython.includes(name)));
  const answers = (await Promise.all(names.map((name) => exec(name)))).filter((answer) => answer !== undefined);
  const outputs = answers.flatMap((answer) => (answer.kind === "output" ? [answer.command === "gateway-environment" ? tellEnvironment(answer.output) : answer.output] : []));
  return { texts: [...(known === undefined ? [] : [tellSettings(known)]), ...outputs, ...(await described)], failures: answers.filter((answer) => answer.kind === "failure") };
}
