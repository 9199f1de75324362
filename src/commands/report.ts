import { isTimeZone, nextDue, readCadence, sayCadence, wallText } from "../core/cadence.ts";
import type { Answer, Desk, Saying } from "../core/desk.ts";
import { channelId, planRun, reportMarksOf, reportPlansOf } from "../core/kept.ts";
import { nearest } from "../core/nearest.ts";
import type { ReportPlan } from "../core/report.ts";
import { span } from "../core/text.ts";
import { type Command, note, usage } from "./command.ts";

const acts = ["now", "hourly", "daily", "weekly", "list", "off", "stop"] as const;
const fillers = new Set(["only", "when", "changed", "at", "on", "every", "for", "of"]);

/** The regular report of a channel: one plan for each channel, kept in the store, so that every process knows it. */
export const report: Command = {
  name: "report",
  synopsis: "report now|hourly|daily HH:MM [zone]|weekly [day] HH:MM [zone] [only when changed] [stack]|list|off",
  help: "a report here, once or regularly",
  role: "viewer",
  async run(words, saying, desk): Promise<Answer> {
    const [act = "now", ...rest] = words.map((word) => (/^[a-z]+$/iu.test(word) ? word.toLowerCase() : word));
    if (!acts.includes(act as (typeof acts)[number])) {
      const near = nearest(act, acts);
      return usage(report, `"${act.slice(0, 40)}" is not known${near === undefined ? "" : `, did you mean "${near}"?`}`);
    }
    if (act === "list") return list(saying, desk);
    if (act === "now") return now(words.slice(1), saying, desk);
    if (saying.person.role === "viewer") return usage(report, `A regular report needs the role operator; you have ${saying.person.role}. /duo report now works.`);
    if (act === "off" || act === "stop") return off(saying, desk);
    return set([act, ...words.slice(1)], rest, saying, desk);
  },
};

const zoneOf = (saying: Saying): string => [saying.timeZone, saying.person.timeZone].find((zone) => zone !== undefined && isTimeZone(zone)) ?? "UTC";

function stacksIn(words: readonly string[], saying: Saying, desk: Desk): { stacks: string[] } | { problem: string } {
  const names = desk.stacks.map((stack) => stack.name);
  const said = words.filter((word) => !fillers.has(word.toLowerCase()));
  const odd = said.find((word) => !names.includes(word));
  if (odd !== undefined) {
    const near = nearest(odd, [...names, "only", "changed"]);
    return { problem: `"${odd.slice(0, 40)}" is no stack${near === undefined ? (names.length === 0 ? "" : `. There are: ${names.join(", ")}`) : `, did you mean "${near}"?`}` };
  }
  return { stacks: said.length > 0 ? [...new Set(said)] : saying.channelStack === undefined ? [] : [saying.channelStack] };
}

async function now(words: readonly string[], saying: Saying, desk: Desk): Promise<Answer> {
  const about = stacksIn(words, saying, desk);
  if ("problem" in about) return usage(report, about.problem);
  if (desk.reports === undefined) return note("This process makes no reports.", "unknown");
  return { replies: [await desk.reports.compose(about.stacks, zoneOf(saying))] };
}

async function set(words: readonly string[], lower: readonly string[], saying: Saying, desk: Desk): Promise<Answer> {
  const read = readCadence(words.filter((word) => !["at", "every", "on"].includes(word.toLowerCase())), zoneOf(saying));
  if ("problem" in read) return usage(report, read.problem);
  const about = stacksIn(read.rest, saying, desk);
  if ("problem" in about) return usage(report, about.problem);
  const { platform, channel } = saying.conversation;
  const at = desk.now().getTime();
  const plan: ReportPlan = { conversation: { platform, channel }, cadence: read.cadence, onlyWhenChanged: lower.includes("changed"), stacks: about.stacks, author: saying.person.name, at };
  await reportPlansOf(desk.store).put(channelId(plan.conversation), plan);
  const next = nextDue(plan.cadence, at);
  const zone = read.zoneGiven || plan.cadence.every === "hourly" ? "" : ` No zone was named, so it is ${plan.cadence.timeZone}.`;
  return { replies: [{ slot: "report-plan", audience: "everyone", blocks: [{ kind: "headline", mark: "info", text: `${sayPlan(plan)}. The first comes ${wallText(plan.cadence.timeZone, next)} ${plan.cadence.timeZone}, in ${span(next - at)}.${zone}` }, { kind: "note", text: "/duo report off ends it, /duo report now shows one." }] }] };
}

async function off(saying: Saying, desk: Desk): Promise<Answer> {
  const gone = await reportPlansOf(desk.store).remove(channelId(saying.conversation));
  return gone ? { replies: [{ slot: "report-plan", audience: "everyone", blocks: [{ kind: "headline", mark: "info", text: `${saying.person.name} ended the regular report of this channel.` }] }] } : note("This channel has no regular report.");
}

async function list(saying: Saying, desk: Desk): Promise<Answer> {
  const plans = (await reportPlansOf(desk.store).list()).filter(({ document }) => document.conversation.platform === saying.conversation.platform);
  if (plans.length === 0) return note("No channel has a regular report. For example: /duo report daily 09:00 Europe/Berlin");
  const marks = reportMarksOf(desk.store);
  const blocks = await Promise.all(plans.map(async ({ id, document: plan }) => {
    const mark = await marks.get(planRun(id, plan));
    const missed = mark?.missed.at(-1);
    const next = nextDue(plan.cadence, desk.now().getTime());
    const here = id === channelId(saying.conversation);
    return { kind: "fact" as const, label: here ? "Here" : plan.conversation.channel, text: `${sayPlan(plan)}; next ${wallText(plan.cadence.timeZone, next)}; asked for by ${plan.author}${missed === undefined ? "" : `; missed ${wallText(plan.cadence.timeZone, missed.due)} (${missed.because})`}` };
  }));
  return { replies: [{ slot: "report-plans", audience: "asker", blocks }] };
}

function sayPlan(plan: ReportPlan): string {
  return `A report ${sayCadence(plan.cadence)}${plan.stacks.length === 0 ? "" : ` about ${plan.stacks.join(", ")}`}${plan.onlyWhenChanged ? ", only when something changed, and once a week in any case" : ""}`;
}
