import type { Answer } from "../core/desk.ts";
import type { Result } from "../core/result.ts";
import { cleanLine, shorten } from "../core/text.ts";
import { acceptFinding, dayOf, dayProblem, reasonProblem } from "./expectations.ts";
import type { FormKind } from "./forms.ts";
import { note } from "./command.ts";
import { goneAnswer, oldAnswer, storedResult } from "./stored-result.ts";

const usualDays = 7;

const findingsOf = (result: Result): { code: string; title: string }[] => [...result.diagnosis.causes, ...result.diagnosis.notices.filter((one) => one.expected === undefined)].map(({ code, title }) => ({ code, title }));

/** Accepts a finding of a run for some days, with a reason. */
export const askExpect: FormKind = {
  id: "expect",
  role: "operator",
  what: "Marking a finding as expected",
  async open(value, saying, desk): Promise<Answer> {
    const stored = await storedResult(value, desk);
    if (stored === undefined) return goneAnswer(saying, desk);
    if (stored.old) return oldAnswer(stored.result);
    const findings = findingsOf(stored.result);
    const [first] = findings;
    if (first === undefined) return note("This run has no finding that could be marked as expected.");
    const day = dayOf(desk.now().getTime() + usualDays * 24 * 3_600_000);
    return {
      form: {
        id: "expect", value, title: "Mark expected", submit: "Mark expected",
        fields: [
          { kind: "choice", name: "code", label: "Finding", choices: findings.map(({ code, title }) => ({ value: code, label: shorten(`${code} ${cleanLine(title)}`, 70) })), value: first.code },
          { kind: "text", name: "reason", label: "Reason", hint: "Why this may be so for now", most: 500 },
          { kind: "day", name: "until", label: "Until (end of day, UTC)", hint: "YYYY-MM-DD, at most 30 days", value: day },
        ],
      },
      replies: note(`Type it instead: /duo expect ${first.code} ${stored.result.stack} until ${day} <reason>`).replies,
    };
  },
  problems(fields, desk) {
    const reason = reasonProblem(fields["reason"] ?? "");
    const until = dayProblem(fields["until"] ?? "", desk.now());
    return { ...(reason === undefined ? {} : { reason }), ...(until === undefined ? {} : { until }) };
  },
  async answer({ value, fields }, saying, desk) {
    const stored = await storedResult(value, desk);
    if (stored === undefined) return goneAnswer(saying, desk);
    const finding = findingsOf(stored.result).find(({ code }) => code === fields["code"]);
    if (finding === undefined) return note("This run has no such finding.", "unknown");
    const { stack } = stored.result;
    const kept = await acceptFinding({ code: finding.code, stack, reason: fields["reason"] ?? "", day: fields["until"] ?? "", author: saying.person.name }, desk);
    return { replies: [{ slot: "expected", audience: "everyone", blocks: [{ kind: "check", mark: "expected", title: `${finding.code} on ${stack}`, text: `accepted until ${dayOf(kept.until)} by ${kept.author}: ${kept.reason}` }] }] };
  },
};
