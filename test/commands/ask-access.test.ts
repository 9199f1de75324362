import { describe, expect, it } from "vitest";
import { answerLine } from "../../src/commands/table.ts";
import { questionKey } from "../../src/core/queue.ts";
import { openDesk, say } from "../kit/desk.ts";

const only = ["licence/account", "licence/seat", "licence/user-access"];

describe("/duo access", () => {
  it("asks for the account that was named, with or without the @ and the stack", async () => {
    for (const line of ["/duo access mira.k", "/duo access @mira.k prod"]) {
      const desk = openDesk();
      await answerLine(say(line), desk);
      expect(desk.asked.map(({ stack, question }) => ({ stack, question }))).toEqual([{ stack: "prod", question: { kind: "access", deep: false, account: "mira.k", only } }]);
    }
  });

  it.each([["/duo access", "Which user?"], ["/duo access a;b", "is no user name"], ["/duo access --all", "is no user name"], ["/duo access mira elsewhere", 'No stack is called "elsewhere"'], ["/duo access mira prod now", "one word too many"]])("%s asks nothing and says why", async (line, why) => {
    const desk = openDesk();
    expect(JSON.stringify((await answerLine(say(line), desk)).replies)).toContain(why.replaceAll('"', '\\"'));
    expect(desk.asked).toEqual([]);
  });

  it("is not for those who may only look", async () => {
    const desk = openDesk();
    const { refused } = await answerLine(say("/duo access mira", { person: { id: "u2", name: "Vi", role: "viewer" } }), desk);
    expect([refused, desk.asked]).toEqual(["operator", []]);
  });

  it("is another question for another account, and the same for the same", () => {
    const key = (account: string): string => questionKey("prod", "default", { kind: "access", deep: false, account, only });
    expect(key("mira")).not.toBe(key("zoe"));
    expect(key("Mira")).toBe(key("mira"));
  });
});
