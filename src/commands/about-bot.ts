import { sayQueue } from "../replies/self.ts";
import type { Command } from "./command.ts";

export const stacks: Command = {
  name: "stacks",
  synopsis: "stacks",
  help: "the stacks under care",
  role: "viewer",
  quiet: true,
  async run(_words, _saying, desk) {
    const blocks = desk.stacks.map((stack) => ({ kind: "fact" as const, label: stack.name, text: `${stack.gitlabUrl}${stack.tokenGiven ? "" : ", no token"}${stack.site === "default" ? "" : `, site ${stack.site}`}` }));
    return { replies: [{ slot: "stacks", audience: "asker", blocks: blocks.length === 0 ? [{ kind: "note", text: "No stack is configured. Run `duo-triage init`." }] : blocks }] };
  },
};

export const self: Command = {
  name: "self",
  synopsis: "self",
  help: "how duo-triage itself is, and what it lacks",
  role: "viewer",
  quiet: true,
  async run(_words, _saying, desk) {
    const health = await desk.queueHealth();
    const rows = [...(await desk.self())];
    rows.unshift(...sayQueue(health).slice(0, 1));
    return { replies: [{ slot: "self", audience: "asker", blocks: rows.map((row) => ({ kind: "fact", label: row.label, text: row.text })) }] };
  },
};
