import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDiscord } from "../../src/chat/discord/discord.ts";
import { openSlack } from "../../src/chat/slack/slack.ts";
import { table } from "../../src/commands/table.ts";
import { Secret } from "../../src/core/secret.ts";
import { nobody, openHouse, type TestHouse } from "../chat/house.ts";
import { slackOptions } from "../chat/slack/stage.ts";
import { laneOf, noChromium, openChromium, openPage, problemsOfPage } from "../kit/chromium.ts";
import { type DevChat, openDevChat } from "./server.ts";

const page = pathToFileURL("test/dev-chat/page/");

describe("the page of the fakes", () => {
  it("serves this machine's own page alone", async () => {
    const dev = await openDevChat({ page });
    try {
      expect((await fetch(dev.url)).headers.get("content-security-policy")).toContain("default-src 'none'");
      expect((await fetch(`${dev.url}/act`, { method: "POST", headers: { "content-type": "application/json", origin: "http://evil.example" }, body: "{}" })).status).toBe(403);
      expect((await fetch(`${dev.url}/act`, { method: "POST", headers: { "content-type": "text/plain" }, body: "{}" })).status).toBe(415);
      expect((await fetch(`${dev.url}/..%2f..%2fpackage.json`)).status).toBe(404);
    } finally {
      await dev.close();
    }
  });
});

describe.skipIf(noChromium !== undefined)(laneOf("the page of the fakes in Chromium"), { timeout: 240_000 }, () => {
  let dev: DevChat;
  let browser: Browser;
  let houses: TestHouse[] = [];
  beforeAll(async () => {
    dev = await openDevChat({ page });
    const open = (adapter: Parameters<typeof openHouse>[0]["adapter"]): Promise<TestHouse> => openHouse({ adapter, channels: {}, stacks: ["prod"], roles: { viewer: nobody, operator: nobody, admin: { ...nobody, everyone: true } } });
    houses = await Promise.all([
      open(() => openSlack(slackOptions(dev.slack))),
      open(() => openDiscord({ token: new Secret(dev.discord.token), apiUrl: dev.discord.apiUrl, guildId: dev.discord.guild, channels: {}, verbs: table, suggest: () => [] })),
    ]);
    browser = await openChromium();
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    for (const house of houses) await house.close();
    await dev?.close();
  });

  const say = async (shown: Page, text: string): Promise<void> => {
    await shown.getByLabel("Message", { exact: true }).fill(text);
    await shown.getByRole("button", { name: "Send" }).click();
  };

  it.each(["Slack", "Discord"])("lets one type in %s, read the answer, press buttons and fill in windows", async (platform) => {
    const { page: shown, complaints } = await openPage(browser);
    await shown.goto(dev.url);
    await shown.getByRole("button", { name: platform, exact: true }).click();
    await shown.locator("#channel option").first().waitFor({ state: "attached" });
    await say(shown, "/duo check prod");
    const verdict = shown.locator("article", { hasText: "FAIL" }).first();
    await verdict.waitFor();
    await shown.locator("article.thread").first().waitFor();
    // What Discord shows while the bot thinks is a whisper as well, and goes again.
    const whisper = shown.locator("article.whisper", { hasText: "Only you see this" }).filter({ hasText: "the handshake failed" });
    // A verdict that is edited under the pointer takes the press with it; a person presses again.
    let presses = 0;
    await expect.poll(async () => {
      presses += 1;
      await verdict.getByRole("button", { name: "Show evidence" }).click();
      return whisper.first().waitFor({ timeout: 10_000 }).then(() => true, () => false);
    }, { timeout: 120_000 }).toBe(true);
    expect(await whisper.first().textContent()).toContain("the handshake failed");
    await verdict.getByRole("button", { name: "Escalate…" }).or(verdict.getByRole("button", { name: "Mark expected…" })).first().click();
    const window = shown.getByRole("dialog");
    await window.waitFor();
    await shown.keyboard.press("Escape");
    await window.waitFor({ state: "hidden" });
    expect(await problemsOfPage(shown)).toEqual([]);
    // A press that came too late is refused by the platform, and nothing else may be.
    const late = complaints.filter((complaint) => complaint.includes("status of 400"));
    expect(late.length).toBeLessThan(presses);
    expect(complaints.filter((complaint) => !late.includes(complaint))).toEqual([]);
    await shown.context().close();
  });

  it("says what a platform does not let one do, and is readable in the dark", async () => {
    const { page: shown } = await openPage(browser, { colorScheme: "dark" });
    await shown.goto(dev.url);
    await shown.getByRole("button", { name: "Discord", exact: true }).click();
    await shown.locator("#channel option").first().waitFor({ state: "attached" });
    await say(shown, "/duo dance");
    await shown.getByText("/duo has no dance").waitFor();
    expect(await problemsOfPage(shown)).toEqual([]);
    await shown.context().close();
  });
});
