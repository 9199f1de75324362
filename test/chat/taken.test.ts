import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { ChatListener } from "../../src/core/chat.ts";
import { opensForm } from "../../src/core/form.ts";
import { until } from "../kit/until.ts";
import type { Stage } from "./contract.ts";
import { openStage as openDiscord } from "./discord/stage.ts";
import { nobody, openHouse, type TestHouse } from "./house.ts";
import { openStage as openSlack } from "./slack/stage.ts";

describe.each([["Slack", () => openSlack("socket")], ["Discord", openDiscord]] as const)("a process in %s that dies after it acknowledged, and before it did anything", (_name, open) => {
  let stage: Stage;
  let house: TestHouse;
  let dies = true;
  beforeAll(async () => {
    stage = await open();
    const adapter = () => {
      const chat = stage.adapter();
      const never = () => new Promise<void>(() => undefined);
      // What such a process hears leads nowhere; a window still opens, because that is no work.
      const deaf = (listener: ChatListener): ChatListener => ({ ...listener, hear: never, submit: never, press: (pressed, responder) => (opensForm(pressed.action) ? listener.press(pressed, responder) : never()) });
      return dies ? { ...chat, start: (listener: ChatListener) => chat.start(deaf(listener)) } : chat;
    };
    house = await openHouse({ adapter, channels: stage.channels, leftMs: 1_500, roles: { viewer: nobody, operator: { ...nobody, everyone: true }, admin: nobody } });
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

  it("leaves its buttons, windows and picked messages to the next one, too", async () => {
    const parent = await until("a verdict with buttons", () => stage.messages(stage.two).find((message) => message.buttons.includes("Mark expected…")));
    const before = house.triaged.length;
    dies = true;
    await house.restart();
    const taken = () => house.store.collection("taken", z.looseObject({})).list();
    expect((await stage.press("ana", parent, "👎 Wrong cause")).ackMs).toBeDefined();
    expect((await stage.press("ben", parent, "Re-run failed")).ackMs).toBeDefined();
    await stage.press("ana", parent, "Mark expected…");
    await until("the window", () => stage.window("ana"));
    const secret = ["glpat", "zyxwEFGH12345678abcd"].join("-");
    await stage.submit("ana", { reason: `planned work, token ${secret}`, until: new Date(Date.now() + 86_400_000).toISOString().slice(0, 10) });
    const { id } = await stage.type("ben", stage.one, "Error code: A1002");
    await stage.pick?.("ben", stage.one, id);
    await until("all kept", async () => (await taken()).length === 4);
    expect(JSON.stringify(await taken())).not.toContain(secret);
    expect(await house.store.feedback.list()).toEqual([]);
    expect(await house.store.expectations.list()).toEqual([]);
    dies = false;
    await house.restart();
    await until("the thumb", async () => (await house.store.feedback.list()).length === 1);
    await until("what is expected", async () => (await house.store.expectations.list()).length === 1);
    await until("the explanation", () => stage.messages(stage.one).some((message) => message.text.includes("A1002")));
    await until("nothing is kept any more", async () => (await taken()).length === 0);
    await until("both runs", () => house.triaged.length - before === 2);
    expect((await house.store.feedback.list())[0]?.document).toMatchObject({ right: false });
    expect((await house.store.expectations.list())[0]?.document).toMatchObject({ author: "Ana" });
    expect(stage.messages(stage.two).filter((message) => message.text.includes("accepted until"))).toHaveLength(1);
    expect(stage.messages(stage.one).filter((message) => message.text.includes("A1002"))).toHaveLength(1);
  });
});
