import { expect, it } from "vitest";
import { suggestionsOf } from "../../src/app/suggestions.ts";
import { applicationCommands } from "../../src/chat/discord/commands.ts";
import { renderReply } from "../../src/chat/terminal/render.ts";
import { answerLine, table } from "../../src/commands/table.ts";
import { openDesk, say } from "../kit/desk.ts";

const suggestions = suggestionsOf(["prod"]);
const valuesOf = (option: string): string[] => (suggestions[option] ?? []).map(({ value }) => value);

it("there are suggestions for every option that offers some", () => {
  const [duo] = applicationCommands(table) as unknown as [{ options: { options?: { name: string; autocomplete?: boolean }[] }[] }];
  const offered = duo.options.flatMap(({ options = [] }) => options.filter(({ autocomplete }) => autocomplete === true).map(({ name }) => name));
  expect(offered).toContain("code-or-text");
  for (const name of offered) expect(valuesOf(name).length, name).toBeGreaterThan(0);
});

it("each is what its command takes", async () => {
  const answer = async (line: string): Promise<string> => (await answerLine(say(line), openDesk())).replies.map((reply) => renderReply(reply, { colour: false, width: 1000 })).join("\n");
  for (const word of valuesOf("feature-or-hop")) {
    const desk = openDesk();
    await answerLine(say(`/duo check prod ${word}`), desk);
    expect(desk.asked.map(({ question }) => question), word).toMatchObject([{ kind: "check", only: [word] }]);
  }
  for (const code of valuesOf("code")) expect(await answer(`/duo expect ${code} prod until 2026-01-01 x`), code).not.toMatch(/is no code of a finding|There is no finding/u);
  for (const code of valuesOf("code-or-text")) expect(await answer(`/duo explain ${code}`), code).toContain(code);
});
