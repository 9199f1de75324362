import type { IncomingHttpHeaders } from "node:http";
import { trendsOf } from "../core/kept.ts";
import { type Redact, redactDeep } from "../core/redact.ts";
import type { ReportDesk } from "../core/report.ts";
import { readStored } from "../core/result.ts";
import { runIdSchema } from "../core/queue.ts";
import type { Store } from "../core/store.ts";
import { policyOf } from "../pages/document.ts";
import { runPage } from "../pages/run-page.ts";
import { overviewPage, plainPage, signInPage, stackPage, webNavigation } from "../pages/web-pages.ts";
import type { Route, RouteAnswer } from "./serve.ts";
import { type DoorConfig, openDoor, type Visitor } from "./web-door.ts";

export interface WebDesk {
  /** Who may look. */
  visitors: DoorConfig;
  stacks: readonly { name: string }[];
  store: Pick<Store, "runs" | "audit" | "collection">;
  reports: ReportDesk;
  redact: Redact;
  now(): number;
}

/** Below this path lies all of it. */
export const webPath = "/web";
const mostStacks = 200;
const mostRuns = 100;
const zone = "UTC";
/** Many who look at once look at the same. */
const freshMs = 5_000;

const page = (body: string, { status = 200, forms = true, headers = {} }: { status?: number; forms?: boolean; headers?: Readonly<Record<string, string>> } = {}): RouteAnswer => ({
  status, type: "text/html; charset=utf-8", body,
  headers: { "content-security-policy": `${policyOf({ forms })}; frame-ancestors 'none'`, "x-frame-options": "DENY", "cross-origin-opener-policy": "same-origin", "cross-origin-resource-policy": "same-origin", ...headers },
});

/** The read-only web page: stacks and their state, a stack's history, a run's report. Nothing in it changes anything, and it runs no script. */
export function webRoutes(desk: WebDesk): Readonly<Record<string, Route>> {
  const { store } = desk;
  const door = openDoor(desk.visitors, { path: webPath, now: desk.now });
  let seen: { at: number; html: Promise<string>; leave: boolean } | undefined;

  const remember = (visitor: Visitor, what: string, about: { stack?: string; run?: string } = {}): Promise<void> =>
    store.audit.append({ at: desk.now(), did: "saw", what, platform: "web", person: { id: visitor.id, name: visitor.name }, ...about }).catch(() => undefined);

  function closed(to: string, wrong?: { wrong: string; status: 401 | 429 }): RouteAnswer {
    if (!door.takesTokens) return page(plainPage(webPath, "Not signed in", "The proxy in front of this page did not say who you are."), { status: 401, forms: false });
    return page(signInPage({ path: webPath, to, ...(wrong === undefined ? {} : { wrong: wrong.wrong }) }), { status: wrong?.status ?? 401 });
  }

  /** A page for those who may look. */
  const guarded = (show: (visitor: Visitor, url: URL) => Promise<RouteAnswer>): Route => ({
    method: "GET",
    async answer(request) {
      const visitor = door.who(request);
      if (visitor === undefined) return closed(backTo(`${request.url.pathname}${request.url.search}`));
      return show(visitor, request.url);
    },
  });

  const missing = (what: string): RouteAnswer => page(plainPage(webPath, "Not here", what), { status: 404, forms: false });

  async function overview(leave: boolean): Promise<string> {
    const stacks = await Promise.all(desk.stacks.slice(0, mostStacks).map(async ({ name }) => ({ name, last: (await store.runs.list({ stack: name, limit: 1 }))[0] })));
    return overviewPage({ path: webPath, leave, stacks, report: redactDeep(await desk.reports.compose([], zone), desk.redact) });
  }

  return {
    [webPath]: guarded(async (visitor) => {
      if (seen === undefined || seen.leave !== visitor.session || desk.now() - seen.at > freshMs) {
        const html = overview(visitor.session);
        seen = { at: desk.now(), html, leave: visitor.session };
        html.catch(() => { seen = undefined; });
      }
      const body = await seen.html;
      await remember(visitor, "web: stacks");
      return page(body);
    }),
    [`${webPath}/stack`]: guarded(async (visitor, url) => {
      const stack = desk.stacks.find(({ name }) => name === url.searchParams.get("name"))?.name;
      if (stack === undefined) return missing("There is no stack of that name.");
      const [report, trend, runs] = await Promise.all([desk.reports.compose([stack], zone), trendsOf(store as Store).get(stack), store.runs.list({ stack, limit: mostRuns })]);
      await remember(visitor, "web: stack", { stack });
      return page(stackPage({ path: webPath, leave: visitor.session, stack, report: redactDeep(report, desk.redact), trend, runs, now: desk.now() }));
    }),
    [`${webPath}/run`]: guarded(async (visitor, url) => {
      const id = runIdSchema.safeParse(url.searchParams.get("id"));
      const stored = readStored(id.success ? await store.runs.get(id.data) : undefined);
      if (stored === undefined) return missing("This run is not stored any more.");
      await remember(visitor, "web: run", { stack: stored.result.stack, run: stored.result.run });
      const clean = redactDeep(stored.result, desk.redact);
      return page(runPage(clean, stored.saved === undefined ? undefined : redactDeep(stored.saved, desk.redact), webNavigation({ path: webPath, leave: false, here: `${clean.stack}, run ${clean.run}` })), { forms: false });
    }),
    [`${webPath}/enter`]: {
      method: "POST",
      async answer(request) {
        const fields = new URLSearchParams(request.body.subarray(0, 4_096).toString("utf8"));
        const to = backTo(fields.get("to") ?? "");
        const tried = door.enter(fields.get("token") ?? "", request);
        if ("cookie" in tried) return { status: 303, body: "", headers: { location: to, "set-cookie": tried.cookie } };
        if (tried.status === 401) await store.audit.append({ at: desk.now(), did: "refused", what: "web: sign in", platform: "web", person: { id: request.remote, name: request.remote }, outcome: "wrong token" }).catch(() => undefined);
        return closed(to, tried);
      },
    },
    [`${webPath}/leave`]: {
      method: "POST",
      answer: async (request) => (crossSite(request.headers) ? { status: 403, body: "not from here\n" } : { status: 303, body: "", headers: { location: webPath, "set-cookie": door.leave(request) } }),
    },
  };
}

const crossSite = (headers: IncomingHttpHeaders): boolean => headers["sec-fetch-site"] !== undefined && headers["sec-fetch-site"] !== "same-origin";

/** Where to go after signing in: one of these pages, and nowhere else. */
const backTo = (wanted: string): string => (/^\/web(?:\/(?:stack\?name|run\?id)=[A-Za-z0-9._@%-]{1,200})?$/u.test(wanted) ? wanted : webPath);
