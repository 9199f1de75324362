import { randomUUID } from "node:crypto";
import type { Absence, Earlier, Facts, Observation } from "../../../src/core/fact.ts";
import { Secret } from "../../../src/core/secret.ts";
import type { StackConfig } from "../../../src/core/stack.ts";
import { gather } from "../../../src/diagnosis/gather.ts";
import { facts } from "../../../src/facts/registry.generated.ts";
import type { FactValues } from "../../../src/facts/values.generated.ts";
import { createProbes } from "../../../src/probes/probes.ts";

export interface Looking {
  token?: string | null;
  stack?: Partial<StackConfig>;
  deep?: boolean;
  earlier?: Earlier;
}

/** Observes facts with the real probes against a real socket. */
export async function look(url: string, wanted: readonly (keyof FactValues & string)[], options: Looking = {}): Promise<Seen> {
  const probes = createProbes();
  const token = options.token === undefined ? "glpat-test-0123456789" : options.token;
  const stack: StackConfig = { name: "test", gitlab: { url, ...(token === null ? {} : { token: new Secret(token) }) }, models: [], site: "default", profile: "online", expect: [], ...options.stack };
  const vault = new Map<string, Secret>();
  try {
    const seen = await gather({
      facts,
      wanted,
      surroundings: { stack, probes, now: () => new Date(), newId: () => randomUUID(), deep: options.deep ?? false, vault, earlier: options.earlier },
      from: "worker:default",
      redact: (text) => text,
      budgetMs: 15_000,
      deep: options.deep ?? false,
      foothold: false,
      subjectsNeed: [],
      subjects: () => [],
      tokenGiven: token !== null,
    });
    return new Seen(seen, vault);
  } finally {
    await probes.close();
  }
}

export class Seen {
  readonly all: Facts;
  readonly vault: Map<string, Secret>;

  constructor(all: Facts, vault: Map<string, Secret>) {
    this.all = all;
    this.vault = vault;
  }

  of(id: string): Observation {
    const found = this.all.find((fact) => fact.id === id);
    if (found === undefined) throw new Error(`${id} was not observed`);
    return found;
  }

  value<K extends keyof FactValues & string>(id: K): FactValues[K] {
    const found = this.of(id);
    if (found.absent !== undefined) throw new Error(`${id} is absent: ${JSON.stringify(found.absent)}`);
    return found.value as FactValues[K];
  }

  absence(id: string): Absence["reason"] | undefined {
    return this.of(id).absent?.reason;
  }
}
