import type { Answer, Desk, Saying } from "../core/desk.ts";
import { nearest } from "../core/nearest.ts";
import { jobVersion, type Question } from "../core/queue.ts";
import { sayUnserved } from "../replies/self.ts";
import { type Command, lacks, usage } from "./command.ts";
import { chooseStack } from "./stack-choice.ts";

export const hopWords = ["licence", "gitlab", "gitlab-to-gateway", "gateway", "gateway-to-model", "model", "agent-platform"] as const;
export const featureWords = ["chat", "code-completion", "code-generation", "agents"] as const;

/** Queues a question about a stack for whoever asked, or says whose run answers it already. */
export async function askAbout(stack: string, question: Question, saying: Saying, desk: Desk): Promise<Answer> {
  const run = desk.newRun();
  const site = desk.stacks.find((card) => card.name === stack)?.site ?? "default";
  const asked = await desk.ask({
    version: jobVersion, run, stack, site, trigger: "chat", question,
    asker: { name: saying.person.name.slice(0, 200), role: saying.person.role },
    conversation: saying.conversation, at: desk.now().getTime(),
  });
  if (asked.kind === "away") {
    return { replies: [{ slot: "queued", audience: "everyone", blocks: [{ kind: "headline", mark: "unknown", text: `The check was not started: the queue does not answer (${asked.reason})` }, { kind: "note", text: "Try again in a minute; DT913 · `/duo self` tells more." }] }] };
  }
  if (asked.kind === "unserved") {
    const text = sayUnserved(stack, asked.site, asked.since, desk.now().getTime());
    return { replies: [{ slot: "queued", audience: "everyone", blocks: [{ kind: "headline", mark: "unknown", text }, { kind: "note", text: `DT912 · start \`duo-triage worker\` with worker.sites: [${asked.site}] inside that network zone; \`/duo explain DT912\` tells the steps.` }] }] };
  }
  const age = Math.max(0, Math.round((desk.now().getTime() - asked.startedAt) / 1000));
  const text = asked.joined ? `joined ${asked.run}, started ${age} s ago by ${asked.by}` : `queued as ${asked.run}`;
  return { run: asked.run, asked: { stack, site, joined: asked.joined }, replies: [{ slot: "verdict", audience: "everyone", blocks: [{ kind: "note", text: `Duo on ${stack}: ${text}` }] }] };
}

export const check: Command = {
  name: "check",
  synopsis: "check [stack] [feature|hop] [--deep]",
  help: "asks the stack and names the root cause",
  role: "viewer",
  async run(words, saying, desk) {
    const deep = words.includes("--deep");
    const odd = words.find((word) => word.startsWith("-") && word !== "--deep");
    if (odd !== undefined) return usage(check, `"${odd.slice(0, 40)}" is not known${nearest(odd, ["--deep"]) === undefined ? "" : ', did you mean "--deep"?'}`);
    const plain = words.filter((word) => !word.startsWith("-"));
    const [first] = plain;
    const known: readonly string[] = [...hopWords, ...featureWords];
    const isPlace = first !== undefined && known.includes(first) && !desk.stacks.some((stack) => stack.name === first);
    const chosen = chooseStack(isPlace ? undefined : first, saying, desk);
    if ("problem" in chosen) return usage(check, chosen.problem);
    const rest = plain.slice(chosen.used ? 1 : 0);
    const unknown = rest.find((word) => !known.includes(word) && !/^(?:[a-z-]+\/[a-z0-9-]+|DT\d{3}|custom(?:\.[a-z0-9-]+)?)$/u.test(word));
    if (unknown !== undefined) {
      const near = nearest(unknown, [...known, ...desk.stacks.map((stack) => stack.name)]);
      return usage(check, `"${unknown.slice(0, 40)}" is no stack, feature or hop${near === undefined ? `. Features and hops: ${known.join(", ")}` : `, did you mean "${near}"?`}`);
    }
    if (deep && saying.person.role === "viewer") return lacks("operator", "--deep spends model tokens; it", saying);
    return askAbout(chosen.stack, { kind: "check", deep, ...(rest.length === 0 ? {} : { only: [...rest] }) }, saying, desk);
  },
};
