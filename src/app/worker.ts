import { randomUUID } from "node:crypto";
import type { Config } from "../config/config.ts";
import type { Probes } from "../core/ports.ts";
import type { Handlers } from "../core/queue.ts";
import type { StackConfig } from "../core/stack.ts";
import { type Background, openBackground } from "./background.ts";
import { footholdReader } from "./footholds.ts";
import { loadRegistry } from "./registry.ts";
import { openRuntime, type Runtime } from "./runtime.ts";
import { finishMs, untilStopped } from "./until-stopped.ts";

/** How a process answers the questions that it takes from the queue; the same in a worker and in a bot. */
export async function openTriage({ config, runtime, background, stack, probes }: { config: Config; runtime: Runtime; background: Background; stack(name: string): Promise<StackConfig | undefined>; probes: Probes }): Promise<Handlers["triage"]> {
  const [registry, { handleTriage }, { customAsker }, { openCanary }, { historiesOf }] = await Promise.all([loadRegistry(config.causesUrl), import("../jobs/handle-triage.ts"), import("../custom/ask.ts"), import("../canary/canary.ts"), import("../canary/histories.ts")]);
  const { queues, store, redact, log, afford, told, tracer } = runtime;
  const hands = tracer === undefined ? probes : (await import("../traces/around.ts")).traceProbes(probes, tracer);
  const foothold = footholdReader(config, redact, (line) => log.warn(line));
  const custom = customAsker(config.custom, hands, () => new Date());
  const after = openCanary({ every: config.canary, histories: historiesOf(store), probes: hands, redact, now: Date.now, newId: randomUUID });
  return handleTriage({
    registry, store, queues, afford, told, now: runtime.now,
    stack: async (name) => background.withAccepted(await stack(name)),
    after: background.after,
    means: () => ({ probes: hands, redact, now: () => new Date(), newId: randomUUID, foothold, custom, after }),
  });
}

/** Starts a process that only probes, for the sites of its configuration, and runs until it is told to stop. Gives the exit status. */
export async function runWorker({ config, version }: { config: Config; version: string }): Promise<number> {
  const stacks = Object.values(config.stacks).map(({ name, site }) => ({ name, site }));
  const stack = async (name: string): Promise<Config["stacks"][string] | undefined> => config.stacks[name];
  const [runtime, { createProbes }] = await Promise.all([openRuntime({ config, version, posts: false, stacks, stack }), import("../probes/probes.ts")]);
  const { queues, store, redact, log } = runtime;
  const probes = createProbes(config.extraRoots === undefined ? {} : { extraRoots: config.extraRoots });
  const background = await openBackground({
    config, store, queues, redact, now: runtime.now, timeIsKnown: runtime.timeIsKnown, http: (...act) => probes.http(...act), trouble: (message) => log.warn(message),
    stacks: stacks.map(({ name, site }) => {
      const every = config.checkEvery[name] ?? "off";
      return { name, site, ...(every === "off" ? {} : { everyMs: every }) };
    }),
  });
  const triage = await openTriage({ config, runtime, background, stack, probes });
  queues.startWorkers(runtime.within({ triage }), { concurrency: config.worker.concurrency, sites: config.worker.sites });
  await runtime.serve();
  const { sites } = config.worker;
  const known = stacks.filter(({ site }) => sites.includes(site)).map(({ name }) => name);
  process.stdout.write(`duo-triage ${version}: worker of ${sites.length === 1 ? "site" : "the sites"} ${sites.join(", ")} on ${runtime.where}; stacks ${known.length === 0 ? "none: it has no stack of its sites in its configuration" : known.join(", ")}\n`);
  await untilStopped();
  log.info("told to stop: running checks finish or are handed back");
  await runtime.close(finishMs, () => background.close());
  await probes.close();
  return 0;
}
