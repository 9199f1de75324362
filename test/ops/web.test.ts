import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { AuditEntry } from "../../src/core/audit.ts";
import { trendsOf } from "../../src/core/kept.ts";
import { createRedact } from "../../src/core/redact.ts";
import { Secret } from "../../src/core/secret.ts";
import { type OpsServer, serveRoutes } from "../../src/ops/serve.ts";
import { type WebDesk, webRoutes } from "../../src/ops/web.ts";
import { sayReport } from "../../src/replies/report.ts";
import { gatherReport } from "../../src/reports/gather.ts";
import { addRun } from "../../src/reports/trend.ts";
import { laneOf, noChromium, openChromium, openPage, problemsOfPage } from "../kit/chromium.ts";
import { openMemoryStore } from "../kit/memory-store.ts";
import { hostile, result, saved, spoil } from "../pages/sample.ts";

const token = "correct-horse-battery";
const hour = 3_600_000;
const at = Date.parse("2026-11-23T12:00:00Z");
const servers: OpsServer[] = [];
afterEach(async () => { await Promise.all(servers.splice(0).map((server) => server.close())); });

/** A store with two days of one stack, a run that failed, and a stack that nobody checked. */
async function openWeb(visitors: WebDesk["visitors"] = { token: new Secret(token) }) {
  const store = openMemoryStore();
  const clock = { now: at };
  const stacks = [{ name: "prod", expect: [] }, { name: "lab", expect: [] }];
  for (let back = 47; back >= 0; back -= 1) {
    const startedAt = at - back * hour - 60_000;
    const verdict = back === 3 ? "fail" : "pass";
    await store.runs.save({ run: `s-prod.${back}`, stack: "prod", trigger: "schedule", question: { kind: "check", deep: false }, verdict, startedAt, durationMs: 800 + back * 10, result: { ...result, run: `s-prod.${back}`, verdict } });
    const trends = trendsOf(store);
    await trends.put("prod", addRun(await trends.get("prod"), { stack: "prod", run: `s-prod.${back}`, at: startedAt, verdict, durationMs: 800 + back * 10, blind: false, vitals: { seen: {}, addresses: {}, certificates: [], firstTokenMs: {} } } as never));
  }
  await store.runs.save({ run: "r-spoilt", stack: "prod", trigger: "chat", verdict: "fail", startedAt: at - 30_000, durationMs: 12_400, result: { ...spoil(result), run: "r-spoilt", stack: "prod", startedAt: result.startedAt }, facts: { ...spoil(saved), run: "r-spoilt" } });
  const routes = webRoutes({
    visitors, stacks, store, redact: createRedact([new Secret("hunter2-very-secret")]), now: () => clock.now,
    reports: { compose: async (names, timeZone) => sayReport((await gatherReport({ store, stacks }, names, { now: clock.now, since: clock.now - 24 * hour, timeZone })).report) },
  });
  const server = await serveRoutes(routes, { host: "127.0.0.1", port: 0 });
  servers.push(server);
  const base = `http://127.0.0.1:${server.port}`;
  return {
    base, store, clock,
    get: (path: string, headers: Record<string, string> = {}) => fetch(`${base}${path}`, { headers, redirect: "manual" }),
    post: (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) => fetch(`${base}${path}`, { method: "POST", body: new URLSearchParams(fields), headers, redirect: "manual" }),
    async remembered(): Promise<string[]> {
      const all: AuditEntry[] = [];
      for await (const entry of store.audit.read()) all.push(entry);
      return all.map(({ did, what, person, stack = "", run = "" }) => `${did} ${what} ${person.name} ${stack} ${run}`.trim());
    },
  };
}

const cookieOf = (response: Response): string => (response.headers.get("set-cookie") ?? "").split(";")[0] ?? "";

describe("the door of the web page", () => {
  it("lets in who knows the token, for twelve hours, by a cookie that no script reads and no other site sends", async () => {
    const { get, post, clock } = await openWeb();
    expect((await get("/web")).status).toBe(401);
    const entered = await post("/web/enter", { token, to: "/web/stack?name=prod" });
    expect([entered.status, entered.headers.get("location")]).toEqual([303, "/web/stack?name=prod"]);
    expect(entered.headers.get("set-cookie")).toMatch(/^duo_triage_web=\d{13}\.[\w-]{43}; Max-Age=43200; Path=\/web; HttpOnly; SameSite=Strict$/u);
    expect((await post("/web/enter", { token }, { "x-forwarded-proto": "https" })).headers.get("set-cookie")).toContain("; Secure");
    const cookie = cookieOf(entered);
    expect((await get("/web", { cookie })).status).toBe(200);
    for (const forged of [cookie.replace(/=\d/u, "=9"), `${cookie}x`, cookie.replace(/\.[\w-]+$/u, "."), "duo_triage_web=", `duo_triage_web=${token}`]) expect((await get("/web", { cookie: forged })).status, forged).toBe(401);
    clock.now += 12 * hour + 1;
    expect((await get("/web", { cookie })).status).toBe(401);
  });

  it("is shut for a while to who keeps trying, and sends nobody to another site", async () => {
    const { post, clock, remembered } = await openWeb();
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 12; attempt += 1) statuses.push((await post("/web/enter", { token: `wrong ${attempt}` })).status);
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429, 429]);
    expect((await post("/web/enter", { token })).status).toBe(429);
    clock.now += 61_000;
    for (const to of ["https://evil.example/", "//evil.example", "/web/../x", "/web/run?id=r-1&x=//evil", "/metrics", "/web/enter"]) expect((await post("/web/enter", { token, to })).headers.get("location"), to).toBe("/web");
    expect((await remembered()).filter((line) => line === "refused web: sign in 127.0.0.1")).toHaveLength(10);
  });

  it("ends a session, but not because another site says so", async () => {
    const { post } = await openWeb();
    expect((await post("/web/leave", {})).headers.get("set-cookie")).toMatch(/^duo_triage_web=; Max-Age=0;/u);
    expect((await post("/web/leave", {}, { "sec-fetch-site": "cross-site" })).status).toBe(403);
  });

  it("believes a proxy's header from the proxy's address alone, and only when it is there once", async () => {
    const near = await openWeb({ proxy: { header: "X-Forwarded-User", from: ["127.0.0.0/8", "::1"] } });
    expect((await near.get("/web", { "x-forwarded-user": "ada@example.com" })).status).toBe(200);
    expect((await near.get("/web")).status).toBe(401);
    expect((await near.get("/web", { "x-forwarded-user": "ada, eve" })).status).toBe(401);
    expect((await near.post("/web/enter", { token: "" })).status).toBe(401);
    expect(await near.remembered()).toContain("saw web: stacks ada@example.com");
    const far = await openWeb({ proxy: { header: "X-Forwarded-User", from: ["10.0.0.5", "2001:db8::/32"] }, token: new Secret(token) });
    expect((await far.get("/web", { "x-forwarded-user": "eve" })).status).toBe(401);
  });
});

describe("the web page", () => {
  const enter = async (web: Awaited<ReturnType<typeof openWeb>>): Promise<{ cookie: string }> => ({ cookie: cookieOf(await web.post("/web/enter", { token })) });

  it("shows stacks, a stack's history, a run's report, and remembers who saw them", async () => {
    const web = await openWeb();
    const headers = await enter(web);
    const stacks = await (await web.get("/web", headers)).text();
    for (const text of ["Stacks under care", ">prod</a>", ">lab</a>", "not checked", "The last 24 hours"]) expect(stacks).toContain(text);
    const stack = await (await web.get("/web/stack?name=prod", headers)).text();
    for (const text of ["The latest 49 runs", "id=s-prod.3", "Two weeks", "Hour by hour"]) expect(stack).toContain(text);
    const run = await (await web.get("/web/run?id=s-prod.3", headers)).text();
    expect(run).toContain("Packets from the gateway to the model vanish");
    expect([(await web.get("/web/stack?name=nope", headers)).status, (await web.get("/web/run?id=../etc", headers)).status, (await web.get("/web/run?id=r-gone", headers)).status]).toEqual([404, 404, 404]);
    expect(await web.remembered()).toEqual(["saw web: stacks holder of the web token", "saw web: stack holder of the web token prod", "saw web: run holder of the web token prod s-prod.3"]);
  });

  it("may run and load nothing, be framed nowhere, and is kept by no cache; changing is not possible", async () => {
    const web = await openWeb();
    const headers = await enter(web);
    for (const path of ["/web", "/web/stack?name=prod", "/web/run?id=r-spoilt"]) {
      const response = await web.get(path, headers);
      const policy = response.headers.get("content-security-policy") ?? "";
      expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/=]+'; base-uri 'none'; form-action '(?:self|none)'; frame-ancestors 'none'$/u);
      expect([response.headers.get("x-frame-options"), response.headers.get("cache-control"), response.headers.get("referrer-policy")]).toEqual(["DENY", "no-store", "no-referrer"]);
      const text = await response.text();
      const tags = [...text.replaceAll(/"[^"]*"/gu, "\"\"").matchAll(/<[a-z][^<>]*>/giu)].join("\n");
      expect(tags).toContain("<main>");
      expect(tags).not.toMatch(/<script|<img|\sstyle=|\son[a-z]+=/u);
      expect(text).not.toContain("hunter2-very-secret");
      expect((await web.post(path, {}, headers)).status).toBe(405);
    }
  });

  it("tells nobody outside what there is", async () => {
    const web = await openWeb();
    for (const path of ["/web", "/web/stack?name=prod", "/web/stack?name=nope", "/web/run?id=s-prod.3"]) {
      const response = await web.get(path);
      expect(response.status).toBe(401);
      expect((await response.text()).replaceAll(/name="to" value="[^"]*"|href="[^"]*"/gu, "")).not.toMatch(/\bprod\b|>lab\b|vanish/u);
    }
  });
});

describe.skipIf(noChromium !== undefined)(laneOf("the web page in Chromium"), { timeout: 180_000 }, () => {
  let browser: Browser;
  beforeAll(async () => { browser = await openChromium(); }, 120_000);
  afterAll(async () => { await browser?.close(); });

  it.each([["light", 1100], ["dark", 380]] as const)("is entered by its form, read by links, left by its button; axe objects to nothing, %s, %i wide", async (colorScheme, width) => {
    const { base, store } = await openWeb();
    await store.runs.save({ run: "r-odd", stack: "lab", trigger: "chat", verdict: "undecided", startedAt: at, durationMs: 5, result: { ...spoil(result), run: "r-odd", stack: "lab", startedAt: result.startedAt } });
    const { page, asked, complaints } = await openPage(browser, { colorScheme, viewport: { width, height: 800 } });
    const well = async (title: string): Promise<void> => {
      await page.waitForFunction(`document.title === ${JSON.stringify(title)} || document.title.includes(${JSON.stringify(title)})`);
      expect(await problemsOfPage(page)).toEqual([]);
      expect(await page.evaluate<number>("document.documentElement.scrollWidth - document.documentElement.clientWidth")).toBeLessThanOrEqual(0);
    };
    await page.goto(`${base}/web/stack?name=prod`);
    await well("sign in");
    await page.getByLabel("Access token").fill("wrong");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("alert").waitFor();
    await well("sign in");
    await page.getByLabel("Access token").fill(token);
    await page.getByRole("button", { name: "Sign in" }).click();
    await well("duo-triage: prod");
    await page.getByRole("link", { name: "2026-11-23 08:59 UTC" }).click();
    await well("Duo on prod");
    await page.getByRole("link", { name: "Stacks" }).click();
    await well("stacks under care");
    await page.getByRole("link", { name: "lab" }).click();
    await well("duo-triage: lab");
    await page.goto(`${base}/web/run?id=r-odd`);
    await well("Duo on lab");
    expect(await page.evaluate<string>("document.cookie")).toBe("");
    await page.goto(`${base}/web`);
    await page.getByRole("button", { name: "Sign out" }).click();
    await well("sign in");
    expect(asked.every((address) => address.startsWith(`${base}/web`))).toBe(true);
    // A browser complains of a page that is refused; nothing else may be wrong.
    expect(complaints.filter((text) => !text.includes("401 (Unauthorized)"))).toEqual([]);
    expect(hostile.length).toBeGreaterThan(0);
    await page.context().close();
  });
});
