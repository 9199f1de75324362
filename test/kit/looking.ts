import { randomUUID } from "node:crypto";
import type { Exec } from "../../src/core/exec.ts";
import type { Absence, Surroundings } from "../../src/core/fact.ts";
import type { Probes } from "../../src/core/ports.ts";
import type { StackConfig } from "../../src/core/stack.ts";
import { facts } from "../../src/facts/registry.generated.ts";
import type { FactValues } from "../../src/facts/values.generated.ts";

/** What was seen when facts were asked one after the other. */
export interface Looked {
  value<K extends keyof FactValues & string>(id: K): FactValues[K];
  absent(id: string): Absence | undefined;
  said(id: string): string;
  /** Requests and other acts by fact. */
  acts: Record<string, number>;
}

export const bareStack: StackConfig = { name: "lab", gitlab: { url: "http://gitlab.test" }, models: [], site: "default", profile: "online", expect: [] };

/** Asks real facts over real probes, in the order given; `seen` stands for facts of other hops. Values pass their own schema. */
export async function look(probes: Probes, ids: readonly (keyof FactValues & string)[], options: { stack?: Partial<StackConfig>; seen?: Partial<FactValues>; deep?: boolean; vault?: Surroundings["vault"]; exec?: Exec } = {}): Promise<Looked> {
  const values = new Map<string, unknown>(Object.entries(options.seen ?? {}));
  const gone = new Map<string, Absence>();
  const acts: Record<string, number> = {};
  for (const id of ids) {
    const fact = facts[id];
    if (fact === undefined) throw new Error(`no fact ${id}`);
    const missing = (fact.needs ?? []).find((need) => !values.has(need));
    if (missing !== undefined) {
      gone.set(id, { reason: "blocked", by: missing });
      continue;
    }
    const counted = new Proxy(probes, {
      get(target, name: keyof Probes) {
        acts[id] = (acts[id] ?? 0) + 1;
        return target[name].bind(target);
      },
    });
    const result = await fact.observe({
      stack: { ...bareStack, ...options.stack }, subject: undefined, model: undefined, probes: counted, read: (other) => values.get(other), signal: new AbortController().signal,
      leftMs: () => 60_000, now: () => new Date(), pause: (ms) => new Promise((resolve) => setTimeout(resolve, Math.min(ms, 20))), deep: options.deep === true, newId: randomUUID, vault: options.vault ?? new Map(), earlier: undefined, ...(options.exec === undefined ? {} : { exec: options.exec }),
    });
    if (typeof result === "object" && result !== null && "absent" in result) gone.set(id, (result as { absent: Absence }).absent);
    else values.set(id, fact.schema.parse(result));
  }
  return {
    value: (id) => {
      const found = values.get(id);
      if (found === undefined) throw new Error(`${id} was not seen: ${JSON.stringify(gone.get(id))}`);
      return found as never;
    },
    absent: (id) => gone.get(id),
    said: (id) => facts[id]?.describe(values.get(id)) ?? "",
    acts,
  };
}
