import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import axe from "axe-core";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

function find(): string | undefined {
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  for (const path of (process.env["PATH"] ?? "").split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)))) {
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not here.
    }
  }
  return undefined;
}

const path = find();

/** Why this machine has no browser; tests say it in their name. */
export const noChromium = path === undefined ? "chromium not found" : undefined;

/** For the name of a lane that needs the browser. */
export const laneOf = (what: string): string => `${what}${noChromium === undefined ? "" : ` — LANE NOT RUN: ${noChromium}`}`;

export function openChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: path ?? "", args: ["--no-sandbox", "--disable-dev-shm-usage"], timeout: 60_000 });
}

/** A page that keeps what it asked for and complained about. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<{ page: Page; asked: string[]; complaints: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1100, height: 900 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const asked: string[] = [];
  const complaints: string[] = [];
  page.on("request", (request) => void asked.push(request.url()));
  page.on("console", (message) => { if (message.type() === "error" || message.type() === "warning") complaints.push(message.text()); });
  page.on("pageerror", (error) => void complaints.push(error.message));
  page.on("dialog", (dialog) => { complaints.push(`dialog: ${dialog.message()}`); void dialog.dismiss(); });
  return { page, asked, complaints };
}

/** What axe finds wrong, one line each. */
export async function problemsOfPage(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: { run(): Promise<import("axe-core").AxeResults> } }).axe.run());
  return violations.flatMap((violation) => violation.nodes.map((node) => `${violation.id}: ${node.html.slice(0, 160)}`));
}
