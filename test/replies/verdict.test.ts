import { expect, it } from "vitest";
import type { Block } from "../../src/core/reply.ts";
import type { NamedAlarm, NamedCause, Result, Undecided } from "../../src/core/result.ts";
import { plainText } from "../../src/chat/slack/pieces.ts";
import { renderReply } from "../../src/chat/terminal/render.ts";
import { sayEvidence, saySteps, sayVerdict } from "../../src/replies/verdict.ts";

const cause = (remedy: NamedCause["remedy"], more: Partial<NamedCause> = {}): NamedCause => ({ code: "DT324", name: "served-name-mismatch", certainty: "proven", severity: "outage", title: "The name is wrong", hop: "gateway-to-model", models: ["m"], breaks: ["all"], explains: [], evidence: [], against: [], remedy, ...more });
const alarm = (direction: NamedAlarm["direction"], id: string): NamedAlarm => ({ id, tool: "Test connection", direction, shows: "it could not connect. ", says: "It never asked.", evidence: [] });

function result(more: Partial<Result["diagnosis"]>, verdict: Result["verdict"] = "fail"): Result {
  return { schemaVersion: 1, run: "r-1", stack: "prod", trigger: "cli", startedAt: "2026-11-22T10:00:00Z", durationMs: 900, vantagePoints: ["worker:default"], verdict, diagnosis: { causes: [], cannotTell: [], notices: [], notRun: [], ...more }, checks: [] };
}
const lines = (blocks: readonly Block[]): string[] => blocks.flatMap((block) => (block.kind === "fact" ? [`${block.label}: ${block.text}`] : block.kind === "code" ? [block.text] : []));

it("puts the step that mends into the fifth line, after one that only looks, with what can be pasted as it is", () => {
  const told = lines(sayVerdict(result({ causes: [cause([{ do: "Read the names", where: "any host", command: "curl <endpoint>" }, { do: "Use that name", where: "Admin", command: "custom_openai/mistral" }])] })).blocks);
  expect(told.slice(-2)).toEqual(["Do now: Read the names (any host), then: Use that name (Admin)", "custom_openai/mistral"]);
  const fix = lines(sayVerdict(result({ causes: [cause([{ do: "Append /v1", where: "Admin", command: "http://<model host>/v1" }, { do: "Check it", where: "here" }])] })).blocks);
  expect(fix.at(-1)).toBe("Do now: Append /v1 (Admin)");
  // An alternative is no continuation, and a look that is followed by looks stays alone.
  expect(lines(sayVerdict(result({ causes: [cause([{ do: "See where it listens", where: "host" }, { do: "Or move it", where: "host" }])] })).blocks).at(-1)).toBe("Do now: See where it listens (host)");
});

it("says what to do for two faults, and who is hit in plain words", () => {
  const told = lines(sayVerdict(result({ causes: [cause([{ do: "Renew", where: "Admin" }], { models: [] }), cause([{ do: "Assign a seat", where: "Admin" }], { code: "DT612", breaks: ["chat"], models: [] })] })).blocks);
  expect(told).toContain("Who is hit: all of Duo");
  expect(told.slice(-2)).toEqual(["Do now: Renew (Admin)", "Do as well: Assign a seat (Admin)"]);
});

it("names false alarms beside the verdict, one sentence each; green rows that prove nothing only where no cause is named", () => {
  const falseAlarms = [alarm("wrong-blame", "a"), alarm("false-green", "b")];
  const named = lines(sayVerdict(result({ causes: [cause([])], falseAlarms })).blocks);
  expect(named.filter((line) => /^(?:Misleading|False alarm)/u.test(line))).toEqual(['Misleading: Test connection says "it could not connect". It never asked.']);
  const open: Undecided = { among: ["DT301"], named: [{ code: "DT301", name: "model-server-down", title: "t" }], because: "both fit", separatingTest: { do: "Look", where: "there" }, evidence: [] };
  const undecided = lines(sayVerdict(result({ cannotTell: [open], falseAlarms: [alarm("false-red", "c"), ...falseAlarms.slice(1)] }, "undecided")).blocks);
  expect(undecided).toEqual(["Cannot tell: DT301 model-server-down: both fit", "What would tell: Look (there)", 'False alarm: Test connection says "it could not connect". It never asked.', 'Misleading: Test connection says "it could not connect". It never asked.']);
  expect(sayEvidence(result({ causes: [cause([])], falseAlarms })).blocks.filter((block) => block.kind === "section").length).toBe(4);
});


it("says how far a run that was restricted to a part has looked", () => {
  const headline = (asked: string[]): string => (sayVerdict({ ...result({}, "pass"), asked }).blocks[0] as { text: string }).text;
  expect(headline(["gateway/health"])).toBe("Duo on prod: works, as far as was asked (gateway/health)");
  expect(headline(["chat", "DT301", "DT302", "DT303", "DT304"])).toBe("Duo on prod: works, as far as was asked (Chat, what could bring about 4 causes)");
});

it("shows what was seen at the place of the fault first, and nothing twice beside a misleading tool", () => {
  const seen = (probe: string, said: string): NamedCause["evidence"][number] => ({ probe, from: "worker:default", basis: "measured", said });
  const [button, clock, expired, green] = [seen("gitlab/connection-check", "the button says 500"), seen("worker/clock", "the clocks agree"), seen("model/reach", "the certificate has expired"), seen("gitlab/health-check", "all rows are green")];
  const told = sayEvidence(result({ causes: [cause([], { hop: "model", evidence: [button, clock, expired] })], falseAlarms: [{ ...alarm("wrong-blame", "a"), evidence: [button, green] }] })).blocks.flatMap((block) => (block.kind === "evidence" ? [block.said] : []));
  expect(told).toEqual([expired, button, clock, green].map(({ said }) => said));
});

it("speaks of one suspect as of one", () => {
  const title = (among: string[]): string => JSON.stringify(saySteps(result({ cannotTell: [{ among, because: "b", separatingTest: { do: "Look", where: "there" }, evidence: [] }] }, "undecided")).blocks);
  expect(title(["DT243"])).toContain("What would prove or refute DT243");
  expect(title(["DT243", "DT244"])).toContain("What would tell DT243, DT244 apart");
});

it("shows the command of a test for each way of installing, named, where nobody said which one it is", () => {
  const forms = [{ kind: "docker" as const, command: "docker exec x date" }, { kind: "helm" as const, command: "kubectl exec x -- date" }];
  const asking = (more: object) => result({ cannotTell: [{ among: ["DT301"], because: "b", separatingTest: { do: "Look", where: "there", command: "docker exec x date", ...more }, evidence: [] }] }, "undecided");
  const codes = (blocks: readonly Block[]) => blocks.filter((block) => block.kind === "code");
  const both = [{ kind: "code", label: "Docker", text: "docker exec x date" }, { kind: "code", label: "Kubernetes", text: "kubectl exec x -- date" }];
  expect(codes(sayVerdict(asking({ forms })).blocks)).toEqual(both);
  expect(codes(saySteps(asking({ forms })).blocks)).toEqual(both);
  expect(codes(sayVerdict(asking({})).blocks)).toEqual([{ kind: "code", text: "docker exec x date" }]);
  expect(JSON.stringify(saySteps(asking({})).blocks)).toContain('"command":"docker exec x date"');
  for (const render of [plainText, (blocks: readonly Block[]) => renderReply({ slot: "s", audience: "everyone", blocks }, { colour: false, width: 100 })]) expect(render(sayVerdict(asking({ forms })).blocks)).toMatch(/Docker:\s+docker exec x date\s+Kubernetes:\s+kubectl exec x -- date/u);
});
