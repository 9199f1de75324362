import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renderReply } from "../../src/chat/terminal/render.ts";
import { answerLine } from "../../src/commands/table.ts";
import { openDesk, say } from "../kit/desk.ts";

const shown = async (text: string, desk = openDesk(), more = {}): Promise<string> => (await answerLine(say(text, more), desk)).replies.map((reply) => renderReply(reply, { colour: false, width: 1000 })).join("\n");

describe("typed lines", () => {
  it.each(["/duo check prod", "check", "duo check", "@duo check prod", "  /DUO   check  "])("asks for a check: %s", async (line) => {
    const desk = openDesk();
    const answer = await answerLine(say(line), desk);
    expect(desk.asked).toMatchObject([{ stack: "prod", trigger: "chat", question: { kind: "check", deep: false }, asker: { name: "Ana" } }]);
    expect(answer.run).toBe(desk.asked[0]?.run);
  });

  it("restricts a check to a hop or feature", async () => {
    const desk = openDesk();
    await answerLine(say("/duo check prod model --deep"), desk);
    await answerLine(say("/duo check chat"), desk);
    expect(desk.asked.map((job) => job.question)).toEqual([{ kind: "check", deep: true, only: ["model"] }, { kind: "check", deep: false, only: ["chat"] }]);
  });

  it("corrects what is mistyped, and runs nothing", async () => {
    const desk = openDesk();
    expect(await shown("/duo chekc", desk)).toContain('did you mean "check"?');
    expect(await shown("/duo check prdo", desk)).toContain('did you mean "prod"?');
    expect(await shown("/duo check prod gatway", desk)).toContain('did you mean "gateway"?');
    expect(await shown("/duo check --depe", desk)).toContain("--deep");
    expect(desk.asked).toEqual([]);
  });

  it("refuses --deep to a viewer and says who grants it", async () => {
    expect(await shown("/duo check prod --deep", openDesk(), { person: { id: "u", name: "Vi", role: "viewer" } })).toMatch(/role operator.*administrator of duo-triage grants it/u);
  });

  it("explains a pasted code at once and asks a targeted check for its suspects", async () => {
    const desk = openDesk();
    const text = await shown("Error code: A1003", desk);
    expect(text).toContain("A1003");
    expect(desk.asked[0]?.question).toMatchObject({ kind: "explain-check", codes: expect.arrayContaining(["A1003"]), only: expect.arrayContaining(["DT360"]) });
  });

  it("does not guess between stacks", async () => {
    const desk = openDesk({ stacks: ["prod", "lab"].map((name) => ({ name, gitlabUrl: "https://g", site: "default", tokenGiven: false })) });
    expect(await shown("A1003", desk)).toMatch(/Which stack.*prod.*lab/u);
    expect(await shown("/duo check", desk)).toContain("Which stack? prod, lab");
    expect(desk.asked).toEqual([]);
    await answerLine(say("/duo check", { channelStack: "lab" }), desk);
    expect(desk.asked[0]?.stack).toBe("lab");
  });

  it("joins a run that answers the same question already", async () => {
    const desk = openDesk({ ask: async () => ({ kind: "asked", run: "r-7f3k", joined: true, startedAt: Date.parse("2026-11-22T09:59:52Z"), by: "Sam" }) });
    expect(await shown("/duo check", desk)).toContain("joined r-7f3k, started 8 s ago by Sam");
  });

  it("says so when the queue is away", async () => {
    expect(await shown("/duo check", openDesk({ ask: async () => ({ kind: "unserved", site: "dmz", since: Date.parse("2026-11-22T02:10:00Z") }) }))).toContain("No worker of site dmz since 02:10 UTC, so prod cannot be checked");
    expect(await shown("/duo check", openDesk({ ask: async () => ({ kind: "away", reason: "connection refused" }) }))).toContain("the queue does not answer (connection refused)");
  });

  it("warns whoever pastes a secret, without repeating it", async () => {
    const text = await shown("Error code: A1001 with token glpat-AbCdEf1234567890xyzt", openDesk());
    expect(text).toContain("rotate it");
    expect(text).not.toContain("AbCdEf1234567890");
  });

  it("names the one thing to do where a code is mistyped or nothing is known", async () => {
    expect(await shown("A103")).toContain("did you mean A1003?");
    expect(await shown("the weather is nice in Ghent today")).toMatch(/Paste a code|Paste the whole line/u);
  });

  it("shows help with this channel's own stack, and practice only where it is", async () => {
    expect(await shown("/duo", openDesk(), { channelStack: "prod" })).toContain("/duo check prod");
    expect(await shown("help")).not.toContain("practice list");
  });

  it("answers any line without failing and without letting a control character through", async () => {
    await fc.assert(fc.asyncProperty(fc.oneof(fc.string({ unit: "binary", maxLength: 400 }), fc.constantFrom("/duo evidence \u001b[2J", "check \u202eprod", "/duo explain <!channel> @everyone")), async (line) => {
      const text = await shown(line);
      // eslint-disable-next-line no-control-regex
      expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/u);
    }), { numRuns: 200 });
  });
});
