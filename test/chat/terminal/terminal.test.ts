import { PassThrough } from "node:stream";
import { afterEach, describe, expect, it } from "vitest";
import { openTerminal, type Terminal } from "../../../src/chat/terminal/terminal.ts";
import { answerForm, formProblems } from "../../../src/commands/forms.ts";
import { answerPress } from "../../../src/commands/press.ts";
import { answerLine } from "../../../src/commands/table.ts";
import type { Responder } from "../../../src/core/chat.ts";
import type { Answer, Desk, Saying } from "../../../src/core/desk.ts";
import { sayVerdict } from "../../../src/replies/verdict.ts";
import { openDesk, say } from "../../kit/desk.ts";
import { until } from "../../store/lanes.ts";

const result = {
  schemaVersion: 1, run: "r-1", stack: "prod", trigger: "chat", startedAt: "2026-11-22T09:30:00Z", durationMs: 10, vantagePoints: ["worker:default"], verdict: "fail",
  diagnosis: { causes: [{ code: "DT335", name: "certificate-expired", certainty: "proven", severity: "outage", title: "the certificate has expired", hop: "gateway-to-model", models: [], breaks: ["chat"], explains: ["A1003"], evidence: [], against: [], remedy: [] }], cannotTell: [], notices: [], notRun: [] },
  checks: [{ id: "model/answers", title: "the model answers", hop: "model", verdict: "fail", reason: "expired", startedMs: 1, durationMs: 1, evidence: [] }],
} as const;

let terminal: Terminal | undefined;
afterEach(() => terminal?.close());

const person = { id: "terminal", name: "you", groups: [] };

async function open(desk: Desk, interactive = true): Promise<{ type(line: string): void; end(): void; seen(): string; next(): () => string; verdict(): Promise<void> }> {
  const input = new PassThrough();
  const output = new PassThrough();
  let text = "";
  output.on("data", (chunk) => { text += String(chunk); });
  const saying = (words: string): Saying => say(words, { person: { id: "terminal", name: "you", role: "admin" } });
  const tell = async (answering: Promise<Answer>, responder: Responder): Promise<void> => {
    const { replies, form } = await answering;
    if (form !== undefined && responder.ask !== undefined) return responder.ask(form);
    for (const reply of replies) await responder.whisper(reply);
  };
  terminal = openTerminal({ seats: [{ person, channel: "tty", input, output, interactive }], look: { colour: false, width: 200 }, patienceMs: 5_000, now: Date.now });
  await terminal.start({
    first: async () => true,
    hear: (heard, responder) => tell(answerLine(saying(`duo ${heard.text}`), desk), responder),
    press: (press, responder) => tell(answerPress(press, saying(""), desk), responder),
    problems: (submitted) => formProblems(submitted, desk),
    submit: (sent, responder) => tell(answerForm(sent, saying(""), desk), responder),
    home: async () => undefined,
    trouble: () => undefined,
  });
  const verdict = async (): Promise<void> => void (await terminal?.post({ run: "r-1", slot: "verdict", conversation: { platform: "terminal", channel: "tty" }, reply: sayVerdict(result as never), uncertain: false }));
  return { type: (line) => void input.write(`${line}\n`), end: () => void input.end(), seen: () => text, next: () => { const from = text.length; return () => text.slice(from); }, verdict };
}
const stored = (): ReturnType<typeof openDesk> => openDesk({ runs: [{ run: "r-1", stack: "prod", trigger: "chat", verdict: "fail", startedAt: Date.parse(result.startedAt), durationMs: 10, question: { kind: "check", deep: false }, result }] });

describe("buttons in a terminal", () => {
  it("are numbers, and what is asked in a window elsewhere is asked line by line", async () => {
    const desk = stored();
    const { type, next, verdict } = await open(desk);
    let since = next();
    await verdict();
    expect(since()).toContain("[1] Re-run failed  [2] Show evidence  [3] Fix steps  [4] Mark expected…");
    type("4");
    await until("the finding", () => since().includes("Finding [DT335"));
    type("");
    await until("the reason", () => since().includes("Reason (Why"));
    type("");
    await until("it is needed", () => since().includes("This is needed"));
    type("planned work");
    await until("the day", () => since().includes("[2026-11-29]?"));
    type("2020-01-01");
    await until("a correction", () => since().includes("This day is over"));
    since = next();
    type("2026-11-25");
    await until("the acceptance", () => since().includes("accepted until 2026-11-25 by you: planned work"));
    expect(await desk.store.expectations.get("prod/DT335")).toMatchObject({ reason: "planned work" });
    since = next();
    type("1");
    await until("a run", () => desk.asked.length === 1);
    expect(desk.asked[0]?.question).toMatchObject({ only: ["model/answers"] });
  });

  it("leave everything as it was on cancel, and a number without a button is an ordinary line", async () => {
    const desk = stored();
    const { type, next, verdict } = await open(desk);
    let since = next();
    type("7");
    await until("not understood", () => since().includes("does not know what to make of"));
    await verdict();
    type("4");
    await until("the finding", () => since().includes("Finding [DT335"));
    since = next();
    type("cancel");
    await until("left", () => since().includes("Left as it was"));
    since = next();
    type("4");
    await until("the finding again", () => since().includes("Finding [DT335"));
    type("/duo stacks");
    await until("another command", () => since().includes("gitlab.example.com"));
    expect(await desk.store.expectations.list()).toEqual([]);
  });

  it("are pressed in a pipe as well, where nobody can be asked", async () => {
    const desk = stored();
    const { type, end, seen } = await open(desk, false);
    type("/duo");
    type("press 1");
    end();
    await until("a check", () => desk.asked.length === 1);
    expect(desk.asked[0]).toMatchObject({ stack: "prod" });
    expect(seen()).toContain("[1] Check prod");
  });

  it("stand beside lines that name the bot in any way, each a line of its own", async () => {
    const { type, end, seen } = await open(stored(), false);
    for (const line of ["duo stacks", "duo help", "@duo self", "Duo Chat shows:", "Error code: A1003"]) type(line);
    end();
    await until("the explained code", () => seen().includes("A1003"));
    expect(seen()).toContain("gitlab.example.com");
    expect(seen()).toContain("/duo explain");
  });
});
