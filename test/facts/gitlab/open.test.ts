import { afterEach, describe, expect, it } from "vitest";
import type { Facts } from "../../../src/core/fact.ts";
import { type DoubleOptions, type GitlabDouble, startGitlab } from "./double.ts";
import { look } from "./look.ts";

let gitlab: GitlabDouble | undefined;
afterEach(async () => gitlab?.close());
const start = async (options: DoubleOptions = {}): Promise<GitlabDouble> => (gitlab = await startGitlab(options));
const wellKnown = "GET /.well-known/openid-configuration";

describe("what GitLab shows to anybody", () => {
  it("is alive by the API's own 401, without any token sent", async () => {
    const { url } = await start();
    const seen = await look(url, ["gitlab/front", "gitlab/discovery", "worker/clock", "worker/sentinel", "gitlab/reach"], { token: null });
    expect(seen.value("gitlab/front")).toMatchObject({ alive: true, down: false, failingChecks: [] });
    expect(seen.value("gitlab/discovery").keys?.kids).toEqual(["k-1"]);
    expect(Math.abs(seen.value("worker/clock").gitlab?.offsetMs ?? 99_999)).toBeLessThan(2500);
    expect(seen.value("worker/clock").gateway).toBeNull();
  });

  it("is down when pages and API are 5xx twice, and names the checks that fail", async () => {
    const page = { status: 502, text: "<html>502</html>" };
    const seen = await look((await start({ rest: { "GET /users/sign_in": page, "GET /api/v4/metadata": page, "GET /-/readiness": { status: 503, json: { status: "failed", db_check: [{ status: "failed" }], redis_check: [{ status: "ok" }] } } } })).url, ["gitlab/front"], { token: null });
    expect(seen.value("gitlab/front")).toMatchObject({ alive: false, down: true, failingChecks: ["db"] });
  });

  it("is not down when it recovers between two looks", async () => {
    const once = ({ count }: { count: number }): { status: number; json: unknown } => (count === 1 ? { status: 503, json: {} } : { status: 401, json: { message: "401 Unauthorized" } });
    const seen = await look((await start({ rest: { "GET /users/sign_in": { status: 503, text: "x" }, "GET /api/v4/metadata": once } })).url, ["gitlab/front"], { token: null });
    expect(seen.value("gitlab/front")).toMatchObject({ alive: true, down: false });
  });
});

describe("gitlab/discovery", () => {
  it("follows redirects as the gateway does, and sees a page for what it is", async () => {
    const seen = await look((await start({ rest: { [wellKnown]: { status: 302, text: "", headers: { location: "/login" } }, "GET /login": { status: 200, text: "<html>login</html>", headers: { "content-type": "text/html" } } } })).url, ["gitlab/discovery"], { token: null });
    expect(seen.value("gitlab/discovery")).toMatchObject({ keys: null, atRoot: { form: "not-json", redirects: [expect.stringContaining("/login")] } });
  });

  it("tells an empty key list from none, and another origin", async () => {
    const { url } = await start({ rest: { "GET /oauth/discovery/keys": { status: 200, json: { keys: [] } } } });
    const seen = await look(url, ["gitlab/discovery"], { token: null });
    expect(seen.value("gitlab/discovery").keys).toMatchObject({ kids: [], otherOrigin: false });
    await gitlab?.close();
    const other = await start();
    const moved = await start({ rest: { [wellKnown]: { status: 200, json: { issuer: "https://x", jwks_uri: `${other.url}/oauth/discovery/keys` } } } });
    expect((await look(moved.url, ["gitlab/discovery"], { token: null })).value("gitlab/discovery").keys).toMatchObject({ kids: ["k-1"], otherOrigin: true });
    await other.close();
  });

  it("asks at the root of the host below a relative URL root", async () => {
    const { url } = await start({ rest: { [wellKnown]: { status: 404, text: "not found" }, "GET /gitlab/.well-known/openid-configuration": { status: 200, json: { issuer: "x" } } } });
    expect((await look(`${url}/gitlab`, ["gitlab/discovery"], { token: null })).value("gitlab/discovery")).toMatchObject({ relativeRoot: true, atRoot: { form: "not-json" }, atPath: { form: "json" } });
  });
});

describe("gitlab/cable", () => {
  it("sees an upgrade that arrives", async () => {
    expect((await look((await start()).url, ["gitlab/cable"], { token: null })).value("gitlab/cable")).toMatchObject({ stripped: false, cable: { status: 101 } });
  });

  it("does not wait for one upgrade after the other where both are swallowed", async () => {
    const { url, upgrades } = await start({ swallowsUpgrades: true });
    const seen = await look(url, ["gitlab/token", "gitlab/cable"]);
    expect(seen.value("gitlab/cable")).toMatchObject({ stripped: false, cable: { kind: "failure", reason: "no-answer" }, workflow: { kind: "failure", reason: "no-answer" } });
    expect(upgrades.map(({ path }) => path)).toEqual(["/-/cable", "/api/v4/ai/duo_workflows/ws"]);
    expect((upgrades[1]?.at ?? 9e9) - (upgrades[0]?.at ?? 0)).toBeLessThan(5_000);
  });
});

describe("other facts", () => {
  it("worker/sentinel asks no network for a GitLab on this machine", async () => {
    expect((await look((await start()).url, ["worker/sentinel"], { token: null })).value("worker/sentinel")).toMatchObject({ reachable: true, target: "this machine" });
  });

  it("worker/sentinel takes a refusal of its neighbour for an answer", async () => {
    const { url, close } = await start();
    await close();
    expect((await look("http://gitlab.invalid", ["worker/sentinel"], { token: null, stack: { sentinel: url.replace("http:", "tcp:") } })).value("worker/sentinel").reachable).toBe(true);
  });

  it("gitlab/project-access asks projects of several groups", async () => {
    const rest: DoubleOptions["rest"] = { "POST /api/v4/code_suggestions/enabled": ({ body }) => ({ status: (body as { project_path: string }).project_path === "b/three" ? 403 : 200, json: {} }) };
    const seen = await look((await start({ rest })).url, ["gitlab/project-access"]);
    expect(seen.value("gitlab/project-access").projects).toEqual([{ path: "a/one", topGroup: "a", status: 200 }, { path: "b/three", topGroup: "b", status: 403 }, { path: "a/two", topGroup: "a", status: 200 }]);
  });

  it("gitlab/sidekiq reads the queues twice", async () => {
    const seen = await look((await start({ rest: { "GET /api/v4/sidekiq/queue_metrics": ({ count }) => ({ status: 200, json: { queues: { default: { backlog: count * 100, latency: 90 } } } }), "GET /api/v4/sidekiq/process_metrics": { status: 200, json: { processes: [{}] } } } })).url, ["gitlab/sidekiq"], { deep: true });
    expect(seen.value("gitlab/sidekiq")).toEqual({ backlogFirst: 100, backlogSecond: 200, latencySeconds: 90, processes: 1 });
  });

  it("the agent service's refusal keeps its gRPC status", async () => {
    const seen = await look((await start({ rest: { "POST /api/v4/ai/duo_workflows/direct_access": { status: 400, json: { message: "400 Bad request - 14:failed to connect to all addresses" } } } })).url, ["gitlab/agent-token-route"], { deep: true });
    expect(seen.value("gitlab/agent-token-route")).toMatchObject({ status: 400, grpcStatus: 14 });
  });

  it("gitlab/earlier remembers what the last run saw", async () => {
    const base = { from: "worker:default", basis: "measured", startedMs: 0, durationMs: 1, at: "2026-11-20T10:00:00.000Z", said: "" } as const;
    const earlier: Facts = [
      { ...base, id: "gitlab/version", value: { version: "19.1.0" } },
      { ...base, id: "gitlab/duo-settings", value: { aiGatewayUrl: "http://a:1" } },
      { ...base, id: "gitlab/add-ons", value: { addOns: [{ name: "DUO_ENTERPRISE" }] } },
      { ...base, id: "model/reach", subject: "m", value: { dns: { system: ["10.0.0.1"] } } },
    ];
    expect((await look((await start()).url, ["gitlab/earlier"], { token: null, earlier: { lastRunAt: "2026-11-21T10:00:00.000Z", good: earlier } })).value("gitlab/earlier")).toEqual({ lastRunAt: "2026-11-21T10:00:00.000Z", at: base.at, version: "19.1.0", aiGatewayUrl: "http://a:1", kids: null, addOns: ["DUO_ENTERPRISE"], modelAddresses: { m: ["10.0.0.1"] } });
  });
});
