import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { until } from "../../store/lanes.ts";
import { openHouse, type TestHouse } from "../house.ts";
import { openStage } from "./stage.ts";

describe("a process that dies after it acknowledged, and before it did anything", () => {
  let stage: Awaited<ReturnType<typeof openStage>>;
  let house: TestHouse;
  let dies = true;
  beforeAll(async () => {
    stage = await openStage("socket");
    const adapter = () => {
      const slack = stage.adapter();
      // What such a process hears leads nowhere.
      return dies ? { ...slack, start: (ears: Parameters<typeof slack.start>[0]) => slack.start({ ...ears, hear: () => new Promise<void>(() => undefined) }) } : slack;
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
    await until("both kept", async () => (await house.store.collection("taken", z.looseObject({ text: z.string() })).list()).length === 2);
    expect(stage.messages(stage.two)).toEqual([]);
    expect(JSON.stringify(await house.store.collection("taken", z.looseObject({})).list())).not.toContain(secret);
    dies = false;
    await house.restart();
    await until("the answer", () => stage.messages(stage.two)[0]?.text.includes("FAIL") && stage.messages(stage.two).length === 3);
    await until("the explanation", () => stage.messages(stage.one)[0] ?? stage.whispers("ana")[0]);
    await until("nothing is kept any more", async () => (await house.store.collection("taken", z.looseObject({})).list()).length === 0);
    expect(house.triaged.filter(({ question }) => question.kind === "check")).toHaveLength(1);
    expect(stage.messages(stage.two)).toHaveLength(3);
    expect(JSON.stringify([stage.messages(stage.one), stage.whispers("ana")])).not.toContain(secret);
  });
});
