import { afterEach, describe, expect, it } from "vitest";
import { type DoubleOptions, type GitlabDouble, startGitlab } from "./double.ts";
import { look } from "./look.ts";

let gitlab: GitlabDouble | undefined;
afterEach(async () => gitlab?.close());
const start = async (options: DoubleOptions = {}): Promise<GitlabDouble> => (gitlab = await startGitlab(options));

const refused = (status: number, json: unknown): DoubleOptions["rest"] =>
  Object.fromEntries(["GET /api/v4/metadata", "GET /api/v4/user", "GET /api/v4/personal_access_tokens/self", "GET /api/v4/application/settings"].map((path) => [path, { status, json }]));
const scope = { error: "insufficient_scope", error_description: "The request requires higher privileges than provided by the access token.", scope: "api read_api" };

describe("gitlab/token", () => {
  it("reaches the rung of an administrator by the settings that it may read", async () => {
    const seen = await look((await start()).url, ["gitlab/token"]);
    expect(seen.value("gitlab/token")).toMatchObject({ rung: "admin", username: "triage", scopes: ["api"], administrator: true, problem: null });
  });

  it("reaches it by a list that only administrators see, where something in front hides the settings", async () => {
    const hidden = { status: 404, json: { error: "404 Not Found" } };
    const rest = { "GET /api/v4/application/settings": hidden, "GET /api/v4/user": hidden };
    expect((await look((await start({ rest })).url, ["gitlab/token"])).value("gitlab/token").rung).toBe("admin");
    await gitlab?.close();
    expect((await look((await start({ rest, roots: { aiSelfHostedModels: null } })).url, ["gitlab/token"])).value("gitlab/token").rung).toBe("ai-features");
  });

  it("sends nothing and says so without a token", async () => {
    const { url, asked } = await start();
    const seen = await look(url, ["gitlab/token"], { token: null });
    expect(seen.value("gitlab/token")).toMatchObject({ given: false, rung: "none" });
    expect(asked).toEqual([]);
  });

  it("tells an expired, a revoked and an unknown token apart", async () => {
    const token = { error: "invalid_token" };
    for (const [said, problem] of [["Token is expired. You can either do re-authorization or token refresh.", "expired"], ["Token was revoked. You have to re-authorize from the user.", "revoked"]] as const) {
      const { url, close } = await start({ rest: refused(401, { ...token, error_description: said }) });
      expect((await look(url, ["gitlab/token"])).value("gitlab/token").problem).toBe(problem);
      await close();
    }
    const seen = await look((await start()).url, ["gitlab/token"], { token: "glpat-another-token-99" });
    expect(seen.value("gitlab/token")).toMatchObject({ problem: "invalid", rung: "none" });
  });

  it("takes no page, no empty object and nothing at all with 200 for a permission", async () => {
    for (const answer of [{ status: 200, text: "<html>Welcome to the guest network</html>", headers: { "content-type": "text/html" } }, { status: 200, json: {} }, { status: 200, text: "" }, { status: 200, json: [] }]) {
      const { url, close } = await start({ rest: Object.fromEntries(Object.keys(refused(200, {}) ?? {}).map((path) => [path, answer])) });
      expect((await look(url, ["gitlab/token"])).value("gitlab/token")).toMatchObject({ rung: "none", administrator: null, scopes: null });
      await close();
    }
  });

  it("does not take a proxy's 401 page for GitLab's word", async () => {
    const page = { status: 401, text: "<html>login</html>", headers: { "content-type": "text/html" } };
    const rest = Object.fromEntries(Object.keys(refused(401, {}) ?? {}).map((path) => [path, page]));
    expect((await look((await start({ rest })).url, ["gitlab/token"])).value("gitlab/token").problem).toBe("unreadable");
  });

  it("is not judged by answers that are not GitLab's: sent on elsewhere, refused before the path was read", async () => {
    for (const page of [{ status: 301, text: "", headers: { location: "https://gitlab.example.com/" } }, { status: 400, text: "<html>The plain HTTP request was sent to HTTPS port</html>", headers: { "content-type": "text/html" } }]) {
      const rest = Object.fromEntries(Object.keys(refused(401, {}) ?? {}).map((path) => [path, page]));
      const { url, close } = await start({ rest });
      expect((await look(url, ["gitlab/token"])).absence("gitlab/token")).toBe("blocked");
      await close();
    }
  });

  it("sees a blocked account, which GitLab words as 403 without a scope", async () => {
    const seen = await look((await start({ rest: refused(403, { message: "403 Forbidden - Your account has been blocked." }) })).url, ["gitlab/token"]);
    expect(seen.value("gitlab/token").problem).toBe("blocked");
  });

  it("knows a token for AI features alone by its scopes", async () => {
    const rest = { ...refused(403, scope), "GET /api/v4/personal_access_tokens/self": { status: 200, json: { scopes: ["ai_features"] } } };
    const value = (await look((await start({ rest })).url, ["gitlab/token"])).value("gitlab/token");
    expect(value).toMatchObject({ rung: "ai-features", problem: null, administrator: null });
    expect(value.lacksScopes[0]).toEqual({ asked: "/api/v4/metadata", wanted: "api read_api" });
  });

  it("sees Admin Mode: an administrator who is refused without a scope", async () => {
    const seen = await look((await start({ rest: { "GET /api/v4/application/settings": { status: 403, json: { message: "403 Forbidden" } } } })).url, ["gitlab/token"]);
    expect(seen.value("gitlab/token")).toMatchObject({ rung: "ai-features", adminModeBlocks: true });
  });

  it("is absent, and blames nobody, when GitLab is not there", async () => {
    const { url, close } = await start();
    await close();
    expect((await look(url, ["gitlab/token"])).absence("gitlab/token")).toBe("blocked");
  });
});

describe("gitlab/version", () => {
  it("falls back to the connection details with a token for AI features", async () => {
    const rest = { "GET /api/v4/metadata": { status: 403, json: scope }, "POST /api/graphql": { status: 403, json: scope }, "POST /api/v4/code_suggestions/connection_details": { status: 200, json: { instance_version: "18.9.2" } } };
    expect((await look((await start({ rest })).url, ["gitlab/version"])).value("gitlab/version")).toMatchObject({ major: 18, minor: 9, patch: 2, source: "connection-details" });
  });
});
