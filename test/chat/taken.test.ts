import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { until } from "../kit/until.ts";
import type { Stage } from "./contract.ts";
import { openStage as openDiscord } from "./discord/stage.ts";
import { openHouse, type TestHouse } from "./house.ts";
import { openStage as openSlack } from "./slack/stage.ts";

describe.each([["Slack", () => openSlack("socket")], ["Discord", openDiscord]] as const)("a process in %s that dies after it acknowledged, and before it did anything", (_name, open) => {
  let stage: Stage;
  let house: TestHouse;
  let dies = true;
  beforeAll(async () => {
    stage = await open();
    const adapter = () => {
      const chat = stage.adapter();
      // What such a process hears leads nowhere.
      return dies ? { ...chat, start: (ears: Parameters<typeof chat.start>[0]) => chat.start({ ...ears, hear: () => new Promise<void>(() => undefined) }) } : chat;
    };
    house = await openHouse({ adapter, channels: stage.channels, leftMs: 1_500 });
  }, 60_000);
  afterAll(async () => {
    await house?.close();
    await stage?.close();
  });

  it("leaves its questions to the next one, which answers each once and keeps no secret of them", async () => {
    const secret = ["glpat", "abcdEFGH12345678wxyz"].join("-");
    const { ackMs } = await stage.command("ana", stage.one, `explain Error code: A1003 with PRIVATE-TOKEN: ${secret}`);
    expect(ackMs).toBeDefined();
    await stage.command("ben", stage.two, "check prod");
    const asked = await stage.mention("ana", stage.two, "status");
    await until("all kept", async () => (await house.store.collection("taken", z.looseObject({ text: z.string() })).list()).length === 3);
    expect(stage.messages(stage.two)).toEqual([]);
    expect(JSON.stringify(await house.store.collection("taken", z.looseObject({})).list())).not.toContain(secret);
    dies = false;
    await house.restart();
    await until("the answer", () => stage.messages(stage.two).some((message) => message.text.includes("FAIL")) && stage.messages(stage.two).length === 2 + stage.below);
    expect(stage.messages(stage.two).filter((message) => message.thread === asked.id || message.id === asked.id)).toHaveLength(1);
    await until("the explanation", () => stage.messages(stage.one)[0] ?? stage.whispers("ana")[0]);
    await until("nothing is kept any more", async () => (await house.store.collection("taken", z.looseObject({})).list()).length === 0);
    expect(house.triaged.filter(({ question }) => question.kind === "check")).toHaveLength(1);
    expect(stage.messages(stage.two)).toHaveLength(2 + stage.below);
    expect(JSON.stringify([stage.messages(stage.one), stage.whispers("ana")])).not.toContain(secret);
  });
});
