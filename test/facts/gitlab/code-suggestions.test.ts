import { afterEach, describe, expect, it } from "vitest";
import { type DoubleOptions, type GitlabDouble, type Reply, startGitlab } from "./double.ts";
import { look } from "./look.ts";

let gitlab: GitlabDouble | undefined;
afterEach(async () => gitlab?.close());
const start = async (options: DoubleOptions = {}): Promise<GitlabDouble> => (gitlab = await startGitlab(options));
const route = "POST /api/v4/code_suggestions/direct_access";
const completions = "POST /api/v4/code_suggestions/completions";
const origin = { "x-gitlab-error-origin": "monolith" };

describe("gitlab/token-route", () => {
  it("keeps the gateway's token out of the fact and in the vault", async () => {
    const { url, asked } = await start();
    const seen = await look(url, ["gitlab/token-route"]);
    expect(seen.value("gitlab/token-route")).toMatchObject({ outcome: "granted", baseUrl: "http://aigw.internal:5052", statuses: [201] });
    expect(JSON.stringify(seen.all)).not.toContain("gateway-token-0123456789");
    expect(seen.vault.get("gateway-token")?.reveal()).toBe("gateway-token-0123456789");
    expect(JSON.parse(seen.vault.get("gateway-headers")?.reveal() ?? "")).toEqual({ "X-Gitlab-Instance-Id": "i-1", "X-Gitlab-Realm": "self-managed" });
    expect(asked.filter((one) => one === route)).toHaveLength(1);
  });

  it.each<[string, Reply, string]>([
    ["401 of GitLab", { status: 401, json: { message: "401 Unauthorized" }, headers: origin }, "not-entitled"],
    ["403 of the switch", { status: 403, json: { message: "403 Forbidden - Direct connections are disabled" } }, "disabled"],
    ["403 for lack of scope", { status: 403, json: { error: "insufficient_scope", scope: "api ai_features" } }, "insufficient-scope"],
    ["404", { status: 404, json: { message: "404 Not Found" } }, "no-route"],
    ["429", { status: 429, json: { message: "too many" } }, "throttled"],
    ["500", { status: 500, json: { message: "500 Internal Server Error" } }, "no-answer"],
    ["500 of a proxy", { status: 500, text: "<html>oops</html>" }, "other"],
    ["502 of a proxy", { status: 502, text: "<html>Bad Gateway</html>" }, "other"],
    ["503 of the gateway", { status: 503, json: { message: "Token creation failed" } }, "refused"],
    ["503 without a token", { status: 503, json: { message: "Token is missing in response" } }, "no-token"],
    ["503 of GitLab", { status: 503, json: { message: "No Code Completion model provided" } }, "unassigned"],
    ["201 without a token", { status: 201, json: {} }, "other"],
  ])("reads %s", async (_name, reply, outcome) => {
    expect((await look((await start({ rest: { [route]: reply } })).url, ["gitlab/token-route"])).value("gitlab/token-route").outcome).toBe(outcome);
  });

  it("asks again when answers differ, and no more than six times", async () => {
    const { url, asked } = await start({ rest: { [route]: ({ count }) => (count % 2 === 1 ? { status: 500, json: { message: "500" } } : { status: 201, json: { token: "t-0123456789", base_url: "http://aigw.internal:5052" } }) } });
    const value = (await look(url, ["gitlab/token-route"])).value("gitlab/token-route");
    expect(value.statuses).toEqual([500, 201, 500, 201, 500, 201]);
    expect(asked.filter((one) => one === route)).toHaveLength(6);
  });

  it("is not asked with a token that may only read", async () => {
    const { url, asked } = await start({ rest: { "GET /api/v4/personal_access_tokens/self": { status: 200, json: { scopes: ["read_api"] } } } });
    expect((await look(url, ["gitlab/token-route"])).absence("gitlab/token-route")).toBe("not-permitted");
    expect(asked).not.toContain(route);
  });
});

describe("gitlab/completion", () => {
  const read = async (reply: Reply): Promise<unknown> => (await look((await start({ rest: { [completions]: reply } })).url, ["gitlab/completion"])).value("gitlab/completion");

  it("knows the page of a forward proxy by its form, in any language", async () => {
    const squid = { status: 503, headers: { "content-type": "text/html" }, text: '<!DOCTYPE html><html><head><title>FEHLER: Der angeforderte URL konnte nicht geholt werden</title></head><body id="ERR_CONNECT_FAIL"><h1>FEHLER</h1></body></html>' };
    const nginx = { status: 503, headers: { "content-type": "text/html" }, text: "<html><head><title>503</title></head><body><h1>503</h1></body></html>" };
    expect(await read(squid)).toMatchObject({ form: "html", proxyPage: true });
    await gitlab?.close();
    expect(await read(nginx)).toMatchObject({ form: "html", proxyPage: false });
  });

  it("tells the gateway's refusal from GitLab's own and from Workhorse's plain 500", async () => {
    expect(await read({ status: 401, json: { error: "Forbidden by auth provider" }, headers: { "x-process-time": "0.01" } })).toMatchObject({ status: 401, fromGitlab: false, fromGateway: true, said: "Forbidden by auth provider", form: "json" });
    await gitlab?.close();
    expect(await read({ status: 403, json: { message: "403 Forbidden" }, headers: origin })).toMatchObject({ fromGitlab: true, fromGateway: false });
    await gitlab?.close();
    expect(await read({ status: 500, text: "Internal Server Error\n" })).toMatchObject({ form: "text", said: "Internal Server Error", fromGateway: false });
    await gitlab?.close();
    expect(await read({ status: 200, json: { choices: [] } })).toMatchObject({ noChoices: true, text: null });
  });

  it("spends nothing when GitLab gets no answer from the gateway, or completion is on the cloud", async () => {
    const first = await start({ rest: { [route]: { status: 500, json: { message: "500" } } } });
    expect((await look(first.url, ["gitlab/completion"])).absence("gitlab/completion")).toBe("not-asked");
    expect(first.asked).not.toContain(completions);
    await first.close();
    const second = await start({ roots: { aiFeatureSettings: { nodes: [{ feature: "code_completions", provider: "vendored", selfHostedModel: null }] } } });
    expect((await look(second.url, ["gitlab/completion"])).absence("gitlab/completion")).toBe("not-asked");
    expect(second.asked).not.toContain(completions);
  });

  it("spends nothing on a model whose endpoint no client can use, and asks where another one serves completion", async () => {
    const stored = (id: number, endpoint: string, feature: string): object => ({ id: `gid://gitlab/Ai::SelfHostedModel/${id}`, name: `m${id}`, model: "MISTRAL", endpoint, identifier: "custom_openai/m", hasApiToken: false, releaseState: "GA", createdAt: "2026-01-02T00:00:00Z", featureSettings: { nodes: [{ feature, provider: "self_hosted" }] } });
    const first = await start({ roots: { aiSelfHostedModels: { nodes: [stored(1, "vllm.internal:8000/v1", "code_completions")] } } });
    expect((await look(first.url, ["gitlab/completion"])).absence("gitlab/completion")).toBe("not-asked");
    expect(first.asked).not.toContain(completions);
    await first.close();
    const second = await start({ roots: { aiSelfHostedModels: { nodes: [stored(1, "http://vllm.internal:8000/v1", "code_completions"), stored(2, "vllm.internal:8000/v1", "duo_chat")] } } });
    await look(second.url, ["gitlab/completion"]);
    expect(second.asked).toContain(completions);
  });
});

describe("gitlab/chat", () => {
  it("is asked with --deep only", async () => {
    expect((await look((await start()).url, ["gitlab/chat"])).absence("gitlab/chat")).toBe("not-asked");
  });

  it("reads the code from the errors, not from the sentence", async () => {
    const error = "I'm sorry, I can't generate a response. Please try again. Error code: [A9999](https://docs.gitlab.com/ee/user/gitlab_duo_chat/troubleshooting.html#error-a9999)";
    const seen = await look((await start({ roots: { aiMessages: { nodes: [{ content: "I'm sorry", errors: [error] }] } } })).url, ["gitlab/chat"], { deep: true });
    expect(seen.value("gitlab/chat")).toMatchObject({ accepted: true, answered: true, code: "A9999" });
  });

  it("keeps GitLab's refusal to take the question", async () => {
    const refusal = "AI features are not enabled or resource is not permitted to be sent.";
    const seen = await look((await start({ roots: { aiAction: { requestId: null, errors: [refusal] } } })).url, ["gitlab/chat"], { deep: true });
    expect(seen.value("gitlab/chat")).toMatchObject({ accepted: false, refusal, answered: false });
  });
});
