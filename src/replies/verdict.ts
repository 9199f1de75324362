import { deploymentNames } from "../core/deployment.ts";
import { formAction } from "../core/form.ts";
import type { Action, Block, Mark, Reply } from "../core/reply.ts";
import { unnamedModel } from "../core/reported.ts";
import type { Evidence, NamedAlarm, NamedCause, Result, SeparatingTest, Undecided } from "../core/result.ts";
import { seconds } from "../core/text.ts";
import { accessOf } from "./access.ts";
import { sayStreams } from "./streams.ts";
import { sayVantages } from "./vantages.ts";
import { requestPath, showsTrouble } from "./request-path.ts";

/** What the store knows beside the result. */
export interface History {
  /** ISO time since when the verdict is as it is, and what it was before. */
  since?: string;
  before?: string;
}

const overallMarks: Record<Result["verdict"], Mark> = { pass: "pass", warn: "warn", fail: "fail", undecided: "undecided" };

const hopNames: Record<NamedCause["hop"], string> = {
  licence: "licence and access",
  gitlab: "GitLab itself",
  "gitlab-to-gateway": "the way from GitLab to the gateway",
  gateway: "the AI gateway",
  "gateway-to-gitlab": "the gateway's way to GitLab",
  "gateway-to-model": "the gateway's way to the model",
  model: "the model server",
  "agent-platform": "the agent platform",
  triage: "duo-triage itself",
};

/** Features of GitLab Duo as people know them. */
export const featureNames: Record<string, string> = {
  all: "everything that uses this model",
  chat: "Chat",
  "code-completion": "Code Suggestions (completion)",
  "code-generation": "Code Suggestions (generation)",
  agents: "agents and flows",
};


function countLine(result: Result): string {
  const count = (verdict: string): number => result.checks.filter((check) => check.verdict === verdict).length;
  const parts = (["pass", "fail", "warn", "blocked", "unknown", "expected", "skip"] as const).map((verdict) => [count(verdict), verdict] as const).filter(([many]) => many > 0);
  return `${result.checks.length} checks: ${parts.map(([many, verdict]) => `${many} ${verdict}`).join(", ")} · ${seconds(result.durationMs)} · from ${result.vantagePoints.join(", ")} · run ${result.run}`;
}

function whoIsHit(causes: readonly NamedCause[]): string {
  const breaks = [...new Set(causes.flatMap((cause) => cause.breaks))];
  const models = [...new Set(causes.flatMap((cause) => cause.models))].filter((model) => model !== unnamedModel);
  // Where one of the causes stops everything, what another one stops is nothing more.
  if (causes.some((cause) => cause.breaks.includes("all") && cause.models.length === 0)) return "all of Duo";
  const names = breaks.map((feature) => featureNames[feature] ?? feature.replaceAll("-", " "));
  return `${names.length === 0 ? "not known" : names.join(", ")}${models.length === 0 ? "" : ` (model ${models.join(", ")})`}`;
}

/** The parent message of a run: two lines when it passed, five when somebody must act. */
export function sayVerdict(result: Result, history: History = {}): Reply {
  const access = accessOf(result);
  const blocks: Block[] = [{ kind: "headline", mark: access?.mark ?? overallMarks[result.verdict], text: access?.headline ?? headline(result) }];
  if (access !== undefined && access.found.length > 0) blocks.push({ kind: "fact", label: "Seen", text: access.found.join("; ") });
  const { causes, cannotTell, notices, falseAlarms = [] } = result.diagnosis;
  for (const cause of causes) {
    blocks.push({ kind: "fact", label: causes.length > 1 ? `Cause ${causes.indexOf(cause) + 1}` : "Cause", text: `${cause.title} (${cause.code} ${cause.name}, ${cause.certainty})` });
  }
  for (const undecided of cannotTell) {
    blocks.push({ kind: "fact", label: "Cannot tell", text: undecided.among.length === 0 ? undecided.because : `${sayAmong(undecided)}: ${undecided.because}` });
    blocks.push({ kind: "fact", label: "What would tell", text: `${undecided.separatingTest.do} (${undecided.separatingTest.where})` });
    blocks.push(...commandsOf(undecided.separatingTest));
  }
  if (causes.length > 0) {
    blocks.push({ kind: "fact", label: "Who is hit", text: whoIsHit(causes) });
    blocks.push(...causes.slice(0, 2).flatMap((cause, place) => doNow(cause, place === 0 ? "Do now" : "Do as well")));
  }
  for (const notice of notices.filter((entry) => entry.severity !== "info")) {
    blocks.push({ kind: "fact", label: notice.expected === undefined ? (notice.severity === "security" ? "Security" : "Notice") : "Expected", text: `${notice.title} (${notice.code})${notice.expected === undefined ? "" : `, accepted: ${notice.expected}`}` });
  }
  // Where our own side is what keeps the run from telling, that is what there is to do.
  const inOurWay = result.verdict === "undecided" && causes.length + cannotTell.length === 0 ? notices.find((notice) => notice.expected === undefined && notice.severity === "warning") : undefined;
  if (inOurWay !== undefined) blocks.push(...doNow(inOurWay, "Do now"));
  // Loudest first; a green row that proves nothing misleads nobody where the cause is named.
  const misleading = [...falseAlarms.filter((alarm) => alarm.direction !== "false-green").slice(0, 2), ...falseAlarms.filter((alarm) => alarm.direction === "false-green" && causes.length === 0).slice(0, 1)];
  for (const alarm of misleading.slice(0, 2)) blocks.push({ kind: "fact", label: alarm.direction === "false-red" ? "False alarm" : "Misleading", text: sayAlarm(alarm) });
  if (history.since !== undefined) blocks.push({ kind: "fact", label: "Since", text: `${history.since}${history.before === undefined ? "" : `, was ${history.before} before`}` });
  const path = result.verdict === "pass" ? undefined : requestPath(result);
  if (path !== undefined && showsTrouble(path)) blocks.push({ kind: "path", path });
  blocks.push(...linksOf(result));
  blocks.push({ kind: "note", text: countLine(result) });
  const actions = result.verdict === "pass" ? [] : actionsOf(result);
  return { slot: "verdict", audience: "everyone", blocks, actions };
}

const shownLinks = 6;

/** Where the causes that the answer speaks of are described. */
function linksOf({ docs, diagnosis: { causes, cannotTell, notices } }: Result): Block[] {
  const codes = [...causes.map(({ code }) => code), ...cannotTell.flatMap(({ among }) => among), ...notices.filter((entry) => entry.severity !== "info").map(({ code }) => code)];
  return describedAt(docs, codes);
}

/** Links to what is written about causes; none where nobody has configured where that stands. */
export function describedAt(docs: string | undefined, codes: readonly string[]): Block[] {
  const links = docs === undefined ? [] : [...new Set(codes)].filter((code) => /^DT\d{3}$/u.test(code)).slice(0, shownLinks).map((code) => ({ text: code, url: `${docs}#${code.toLowerCase()}` }));
  return links.length === 0 ? [] : [{ kind: "links", title: "Described at", links }];
}

function actionsOf({ run, diagnosis: { causes, notices } }: Result): Action[] {
  const acceptable = causes.length > 0 || notices.some((notice) => notice.expected === undefined);
  return [
    { id: "rerun", label: "Re-run failed", value: run },
    { id: "why", label: "Show evidence", value: run },
    { id: "steps", label: "Fix steps", value: run },
    ...(acceptable ? [{ id: formAction("expect"), label: "Mark expected…", value: run }] : []),
    { id: formAction("escalate"), label: "Escalate…", value: run },
    { id: "handover", label: "Hand over…", value: run },
    ...(causes.length === 0 ? [] : [{ id: "right", label: "👍 Right cause", value: run }, { id: "wrong", label: "👎 Wrong cause", value: run }]),
  ];
}

function headline(result: Result): string {
  const { causes, cannotTell } = result.diagnosis;
  if (result.verdict === "fail") return `Duo on ${result.stack}: broken at ${[...new Set(causes.map((cause) => hopNames[cause.hop]))].join(" and ")}`;
  if (result.verdict === "undecided" && cannotTell.length > 0 && !result.checks.some((check) => check.verdict === "fail")) return `Duo on ${result.stack}: everything that was asked works now; what was reported is not explained yet`;
  if (result.verdict === "undecided") return cannotTell.length > 0 ? `Duo on ${result.stack}: something is broken, and the cause cannot be told from here` : `Duo on ${result.stack}: ${result.checks.some(({ id, verdict }) => id === "gitlab/answers" && (verdict === "unknown" || verdict === "fail")) ? "GitLab could not be asked, so nothing is said about Duo" : "nothing could be judged"}`;
  const skipped = result.checks.filter((check) => check.verdict === "skip" && check.reason.startsWith("needs ")).length;
  return `Duo on ${result.stack}: ${result.verdict === "warn" ? "works, with warnings" : "works"}${result.asked === undefined ? "" : `, as far as was asked (${sayAsked(result.asked)})`}${skipped === 0 ? "" : ` as far as was seen (${skipped} checks need a token with more rights)`}`;
}

/** What a restricted run was about. */
function sayAsked(asked: readonly string[]): string {
  const causes = asked.filter((id) => /^DT\d{3}$/u.test(id));
  const others = asked.filter((id) => !causes.includes(id)).map((id) => featureNames[id] ?? id);
  const some = [...others.slice(0, 4), ...(others.length > 4 ? [`${others.length - 4} more`] : [])];
  return [...some, ...(causes.length === 0 ? [] : [causes.length > 3 ? `what could bring about ${causes.length} causes` : causes.join(", ")])].join(", ");
}

/** The thread's first message: the tick list, failures first, and what was seen for each cause. */
export function sayEvidence(result: Result): Reply {
  const blocks: Block[] = [];
  const told = new Set(result.diagnosis.causes.flatMap(({ evidence }) => evidence.map(keyOf)));
  for (const cause of result.diagnosis.causes) {
    blocks.push({ kind: "section", title: `How we know: ${cause.code} ${cause.title}` });
    blocks.push(...nearestFirst(cause).map((one): Block => ({ kind: "evidence", ...one })));
    blocks.push(...cause.against.map((one): Block => ({ kind: "evidence", ...one, said: `against: ${one.said}` })));
  }
  for (const undecided of result.diagnosis.cannotTell) {
    blocks.push({ kind: "section", title: `What was seen${undecided.among.length === 0 ? "" : ` (${undecided.among.join(", ")})`}` });
    blocks.push(...undecided.evidence.map((one): Block => ({ kind: "evidence", ...one })));
  }
  for (const alarm of result.diagnosis.falseAlarms ?? []) {
    blocks.push({ kind: "section", title: `${alarm.direction === "false-red" ? "A false alarm" : "A misleading result"} of an official tool: ${alarm.tool}` });
    blocks.push({ kind: "note", text: sayAlarm(alarm) });
    // What a cause rests on stands above already.
    blocks.push(...alarm.evidence.filter((one) => !told.has(keyOf(one))).map((one): Block => ({ kind: "evidence", ...one })));
  }
  blocks.push(...sayVantages(result), ...sayStreams(result));
  blocks.push({ kind: "section", title: "Checks" });
  const place: Record<string, number> = { fail: 0, warn: 1, unknown: 2, blocked: 3, expected: 4, pass: 5, skip: 6 };
  const ordered = [...result.checks].sort((a, b) => (place[a.verdict] ?? 9) - (place[b.verdict] ?? 9));
  blocks.push(...ordered.filter((check) => !["pass", "skip", "blocked"].includes(check.verdict)).map((check): Block => ({ kind: "check", mark: check.verdict, title: `${check.title} [${check.id}]`, text: check.reason })));
  blocks.push(...byReason(ordered, "blocked", (count, reason) => `${count} ${reason}`));
  const passes = ordered.filter((check) => check.verdict === "pass");
  if (passes.length > 0) blocks.push({ kind: "check", mark: "pass", title: `${passes.length} hold`, text: passes.map((check) => check.id).join(", ") });
  blocks.push(...byReason(ordered, "skip", (count, reason) => `${count} not judged, ${reason}`));
  return { slot: "evidence", audience: "everyone", blocks };
}

const keyOf = ({ probe, from, said }: Evidence): string => JSON.stringify([probe, from, said]);

/** What was seen at the place of the fault comes first, the rest as the rule has read it. */
function nearestFirst({ hop, evidence }: Pick<NamedCause, "hop" | "evidence">): Evidence[] {
  const there = ({ probe }: Evidence): boolean => probe.startsWith(`${hop}/`);
  return [...evidence.filter(there), ...evidence.filter((one) => !there(one))];
}

/** Checks that nobody could judge say little one by one: one line for each reason. */
function byReason(checks: Result["checks"], verdict: "blocked" | "skip", title: (count: number, reason: string) => string): Block[] {
  const idle = checks.filter((check) => check.verdict === verdict);
  return [...new Set(idle.map(({ reason }) => reason))].map((reason): Block => {
    const same = idle.filter((check) => check.reason === reason);
    return { kind: "check", mark: verdict, title: title(same.length, reason), text: same.map(({ id }) => id).join(", ") };
  });
}

function sayAmong(undecided: Undecided): string {
  return undecided.named === undefined || undecided.named.length === 0 ? undecided.among.join(", ") : undecided.named.map((one) => `${one.code} ${one.name}`).join(", ");
}

// Steps that only look: the one that mends comes after them.
const looks = /^(?:Read|Compare|Look|See|Find|Measure|Check|Try|List|Confirm|Repeat|Resolve|Ask)\b(?! for\b)/u;
const shortCommand = 140;

/** The line that ends the incident: the first step, and where that one only looks, the one that mends as well; its command where it can be pasted as it is. */
function doNow(cause: Pick<NamedCause, "remedy">, label: string): Block[] {
  const [first, second] = cause.remedy;
  if (first === undefined) return [];
  const mends = looks.test(first.do) && second !== undefined && !looks.test(second.do) && !/^(?:Or|If|Run)\b/u.test(second.do) ? second : undefined;
  const say = (step: { do: string; where: string }): string => `${step.do} (${step.where})`;
  const command = (mends ?? first).command;
  const pasted = command !== undefined && command.length <= shortCommand && !/[<\n]/u.test(command);
  return [
    { kind: "fact", label, text: mends === undefined ? say(first) : `${say(first)}, then: ${say(mends)}` },
    ...(pasted ? [{ kind: "code" as const, text: command }] : []),
  ];
}

/** The command to type; one for each way of installing it, where nobody said which one it is. */
function commandsOf({ command, forms }: Pick<SeparatingTest, "command" | "forms">): Block[] {
  if (forms !== undefined) return forms.map((form): Block => ({ kind: "code", label: deploymentNames[form.kind], text: form.command }));
  return command === undefined ? [] : [{ kind: "code", text: command }];
}

/** What the tool showed, and what is so instead. */
function sayAlarm(alarm: NamedAlarm): string {
  return `${alarm.tool}${alarm.model === undefined ? "" : ` (model ${alarm.model})`} says "${alarm.shows.replace(/[.\s]+$/u, "")}". ${alarm.says}`;
}

/** The thread's second message: numbered steps for each cause. */
export function saySteps(result: Result): Reply {
  const blocks: Block[] = [];
  for (const cause of result.diagnosis.causes) blocks.push({ kind: "steps", title: `${cause.code} ${cause.title}`, steps: cause.remedy as never });
  for (const undecided of result.diagnosis.cannotTell) {
    const { reading, forms, command, ...asked } = undecided.separatingTest;
    const test = forms === undefined && command !== undefined ? { ...asked, command } : asked;
    blocks.push({ kind: "steps", title: undecided.among.length === 0 ? "What would tell" : undecided.among.length === 1 ? `What would prove or refute ${undecided.among[0] ?? ""}` : `What would tell ${undecided.among.join(", ")} apart`, steps: [{ ...test, ...(reading === undefined ? {} : { expect: reading }) } as never] });
    if (forms !== undefined) blocks.push(...commandsOf({ forms }));
  }
  for (const notice of result.diagnosis.notices.filter((entry) => entry.severity !== "info" && entry.expected === undefined)) blocks.push({ kind: "steps", title: `${notice.code} ${notice.title}`, steps: notice.remedy as never });
  if (blocks.length === 0) blocks.push({ kind: "note", text: "Nothing to do." });
  // One button for each cause: it asks only for what that cause rests on.
  const verify = [...result.diagnosis.causes.map(({ code }) => [code]), ...result.diagnosis.cannotTell.map(({ among }) => among.slice(0, 8))].filter((codes) => codes.length > 0).slice(0, 3);
  const actions = verify.map((codes): Action => ({ id: "verify", label: verify.length === 1 ? "Verify step" : `Verify ${codes.join(", ")}`, value: `${result.run}/${codes.join("+")}` }));
  return { slot: "steps", audience: "everyone", blocks, ...(actions.length === 0 ? {} : { actions }) };
}

/** Evidence of one check, or nothing where the run has no such check. */
export function sayCheck(result: Result, id: string): Reply | undefined {
  const check = result.checks.find((one) => one.id === id) ?? result.checks.find((one) => one.id.startsWith(`${id}@`) || one.id.endsWith(`/${id}`));
  if (check === undefined) return undefined;
  return {
    slot: `check-${check.id}`, audience: "asker",
    blocks: [{ kind: "check", mark: check.verdict, title: `${check.title} [${check.id}]`, text: check.reason }, ...check.evidence.map((one): Block => ({ kind: "evidence", ...one }))],
  };
}

/** Bars of what took how long. */
export function sayTimings(result: Result): Reply {
  const rows = result.checks.filter((check) => check.durationMs > 0).sort((a, b) => a.startedMs - b.startedMs).map((check) => ({ label: check.id, startedMs: check.startedMs, durationMs: check.durationMs, mark: check.verdict as Mark }));
  return { slot: "timings", audience: "asker", blocks: [{ kind: "waterfall", totalMs: result.durationMs, rows }] };
}
