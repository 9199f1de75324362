import type { PracticeDesk } from "../core/desk.ts";
import { Secret } from "../core/secret.ts";
import type { ModelConfig, StackConfig } from "../core/stack.ts";
import { faults } from "../practice/faults/table.ts";
import { startPracticeStack, type PracticeOptions, type PracticeStack } from "../practice/stack.ts";

/** How much of the stack the practice configuration opens to duo-triage. */
export type Reach = "none" | "user" | "admin" | "model";

/** The configuration with which duo-triage looks at a practice stack; `model` adds the keys of the model servers. */
export function practiceConfig(stack: PracticeStack, reach: Reach = "model", name = "practice"): StackConfig {
  const models = stack.modelEndpoints.flatMap(({ name: model, apiKey }): ModelConfig[] => (apiKey === null ? [] : [{ name: model, apiKey: new Secret(apiKey), ca: stack.caPem }]));
  const person = stack.world().gitlab.users.find((user) => user.token === stack.tokens.user)?.username;
  return {
    name,
    ...(person === undefined || reach === "none" || reach === "user" ? {} : { probeUser: person }),
    gitlab: { url: stack.gitlabUrl, ca: stack.caPem, ...(reach === "none" ? {} : { token: new Secret(reach === "user" ? stack.tokens.user : stack.tokens.admin) }) },
    gateway: { ca: stack.caPem, ...(reach === "none" ? { url: stack.gatewayUrl } : {}) },
    models: reach === "model" ? models : [],
    site: "default",
    profile: "online",
    expect: [],
  };
}

/** Opens the practice stack and a desk to break and mend it; `stack` is what describes it now, for a fault may move an address. */
export async function openPractice(options: PracticeOptions = {}): Promise<{ desk: PracticeDesk; readonly stack: StackConfig; practice: PracticeStack; close(): Promise<void> }> {
  const practice = await startPracticeStack(options);
  const desk: PracticeDesk = {
    faults: () => faults.map(({ name, code, title }) => ({ name, code, title })),
    active: () => practice.faults(),
    breakWith: async (name) => void (await practice.breakWith(name)),
    mend: (name) => practice.mend(name),
    draw: () => faults[Math.floor(Math.random() * faults.length)]?.name ?? "",
  };
  return {
    desk, practice,
    get stack() {
      return practiceConfig(practice);
    },
    close: () => practice.close(),
  };
}
