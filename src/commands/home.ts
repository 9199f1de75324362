import type { Desk } from "../core/desk.ts";
import { formAction } from "../core/form.ts";
import type { Reply } from "../core/reply.ts";
import { stateOf } from "./about-runs.ts";

/** The bot's own page: the stacks that somebody may look at with their last verdict, and where to begin. Undefined: there is nothing for them. */
export async function sayHome(desk: Desk, stacks: Desk["stacks"]): Promise<Reply | undefined> {
  if (stacks.length === 0 && desk.stacks.length > 0) return undefined;
  const rows = await stateOf(desk, stacks);
  return {
    slot: "home", audience: "asker",
    blocks: [
      { kind: "headline", mark: "info", text: "Stacks under care" },
      ...(rows.length === 0 ? [{ kind: "note" as const, text: "No stack is configured. Run `duo-triage init`." }] : rows),
      { kind: "note", text: `As of ${desk.now().toISOString()}. Ask in a channel: /duo check, or paste a code such as A1003.` },
    ],
    actions: rows.length === 0 ? [] : [{ id: formAction("check"), label: "Check…", value: "-" }],
  };
}
