import type { ChildProcess } from "node:child_process";

/** What tests use of the benches' kit. */
export interface Begun {
  child: ChildProcess;
  gone: Promise<void>;
  ask(what: string, ...rest: unknown[]): Promise<unknown>;
  stop(deadlineMs?: number): Promise<void>;
}
export function begin(script: string, args: readonly string[], options?: { env?: Record<string, string>; execArgv?: readonly string[]; quiet?: boolean }): Begun;
