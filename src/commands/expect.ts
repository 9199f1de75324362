import type { Answer, Desk } from "../core/desk.ts";
import { nearest } from "../core/nearest.ts";
import { expectationId } from "../core/store.ts";
import { type Command, note, usage } from "./command.ts";
import { acceptFinding, dayOf, dayProblem, longestDays, reasonProblem } from "./expectations.ts";
import { chooseStack } from "./stack-choice.ts";

/** Accepts a finding for some days, by words: `expect DT220 on prod until 2026-12-01 because the migration needs it`. */
export const expect: Command = {
  name: "expect",
  synopsis: "expect <code> [stack] until <date> <reason>",
  help: "accepts a finding until a day; `expect list`, `expect <code> [stack] off`",
  role: "operator",
  async run(words, saying, desk): Promise<Answer> {
    const [first, ...more] = words;
    if (first === undefined || first === "list") return list(desk);
    const code = first.toUpperCase();
    if (!/^DT\d{3}$/u.test(code)) return usage(expect, `"${first.slice(0, 40)}" is no code of a finding; they read DT220`);
    if (desk.explain(code).causes.length === 0) return usage(expect, `There is no finding ${code}`);
    const rest = [...more];
    if (rest[0]?.toLowerCase() === "on") rest.shift();
    const names = desk.stacks.map((stack) => stack.name);
    const named = rest[0] !== undefined && names.includes(rest[0]) ? rest.shift() : undefined;
    if (named === undefined && rest[0] !== undefined && !["until", "off"].includes(rest[0].toLowerCase())) {
      const near = nearest(rest[0], names);
      return usage(expect, `"${rest[0].slice(0, 40)}" is no stack${near === undefined ? `. There are: ${names.join(", ")}` : `, did you mean "${near}"?`}`);
    }
    const chosen = chooseStack(named, saying, desk);
    if ("problem" in chosen) return usage(expect, chosen.problem);
    const { stack } = chosen;
    if (rest[0]?.toLowerCase() === "off") {
      const gone = await desk.store.expectations.remove(expectationId(stack, code));
      return gone ? { replies: [{ slot: "expected", audience: "everyone", blocks: [{ kind: "headline", mark: "info", text: `${code} on ${stack} is no longer accepted (${saying.person.name})` }] }] } : note(`${code} on ${stack} was not accepted in a chat.`);
    }
    if (rest.shift()?.toLowerCase() !== "until") return usage(expect, `Until when? At most ${longestDays} days, for example ${dayOf(desk.now().getTime() + 7 * 86_400_000)}`);
    const day = rest.shift() ?? "";
    if (rest[0]?.toLowerCase() === "because") rest.shift();
    const reason = rest.join(" ");
    const problem = dayProblem(day, desk.now()) ?? reasonProblem(reason);
    if (problem !== undefined) return usage(expect, problem);
    const kept = await acceptFinding({ code, stack, reason, day, author: saying.person.name }, desk);
    return { replies: [{ slot: "expected", audience: "everyone", blocks: [{ kind: "check", mark: "expected", title: `${code} on ${stack}`, text: `accepted until ${dayOf(kept.until)} by ${kept.author}: ${kept.reason}` }, { kind: "note", text: `It stands in every report and lapses by itself. /duo expect ${code} ${stack} off ends it.` }] }] };
  },
};

async function list(desk: Desk): Promise<Answer> {
  const now = desk.now().getTime();
  const kept = (await desk.store.expectations.list()).map(({ document }) => document).toSorted((a, b) => a.until - b.until);
  if (kept.length === 0) return note("Nothing is accepted in a chat. For example: /duo expect DT220 prod until 2026-12-01 <reason>");
  return { replies: [{ slot: "expectations", audience: "asker", blocks: kept.map((one) => ({ kind: "fact", label: `${one.code} on ${one.stack}`, text: `${one.until < now ? "LAPSED" : "until"} ${dayOf(one.until)}, ${one.author}: ${one.reason}` })) }] };
}
