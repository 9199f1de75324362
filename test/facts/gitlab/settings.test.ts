import { afterEach, describe, expect, it } from "vitest";
import { type DoubleOptions, type GitlabDouble, newSchema, oldSchema, startGitlab } from "./double.ts";
import { look } from "./look.ts";

let gitlab: GitlabDouble | undefined;
afterEach(async () => gitlab?.close());
const start = async (options: DoubleOptions = {}): Promise<GitlabDouble> => (gitlab = await startGitlab(options));
const userOnly: NonNullable<DoubleOptions["rest"]> = { "GET /api/v4/application/settings": { status: 403, json: { message: "403 Forbidden" } }, "GET /api/v4/user": { status: 200, json: { username: "triage" } } };
const wanted = ["gitlab/duo-settings", "gitlab/models", "gitlab/feature-settings", "gitlab/licence", "gitlab/add-ons", "gitlab/seat", "gitlab/user-access", "gitlab/health-check"] as const;
const boom = (): never => {
  throw new Error("BOOM");
};

describe("what an administrator reads", () => {
  it("never asks for a stored key", async () => {
    const { url, documents } = await start();
    await look(url, wanted);
    expect(documents.length).toBeGreaterThan(5);
    expect(documents.filter((document) => /\bapiToken\b/u.test(document))).toEqual([]);
  });

  it("keeps every document below GitLab's limit", async () => {
    const { url, documents } = await start();
    await look(url, wanted);
    expect(Math.max(...documents.map((document) => document.length))).toBeLessThan(10_000);
  });

  it("reads the same from a GitLab that lacks newer fields, shows no schema, or words its errors otherwise", async () => {
    for (const options of [{ schema: oldSchema }, { schema: oldSchema, introspection: false }, { schema: oldSchema, introspection: false, plainErrors: true }]) {
      const { url, close } = await start(options);
      const seen = await look(url, wanted);
      expect(seen.value("gitlab/duo-settings")).toMatchObject({ aiGatewayUrl: "http://aigw.internal:5052", aiGatewayTimeoutSeconds: null, knows: { aiGatewayUrl: true, aiGatewayTimeoutSeconds: false, duoAgentPlatformServiceUrl: false } });
      expect(seen.value("gitlab/models").models[0]).toMatchObject({ name: "mistral", family: "mistral", familyAsStored: "MISTRAL", features: ["code_completions", "code_generations", "duo_chat"] });
      expect(seen.value("gitlab/seat")).toMatchObject({ assigned: ["DUO_ENTERPRISE"], configured: false });
      await close();
    }
  });

  it("asks a known schema once, without a try that fails", async () => {
    const { url, documents } = await start({ schema: oldSchema });
    await look(url, ["gitlab/duo-settings"]);
    expect(documents.filter((document) => document.includes("duoSettings"))).toHaveLength(1);
  });

  it("knows an empty gateway address from one that it may not see", async () => {
    const empty = { aiGatewayUrl: null, aiGatewayTimeoutSeconds: null, duoAgentPlatformServiceUrl: null };
    const first = await start({ roots: { duoSettings: empty } });
    expect((await look(first.url, ["gitlab/duo-settings"])).value("gitlab/duo-settings").aiGatewayUrl).toBeNull();
    await first.close();
    const second = await start({ roots: { duoSettings: empty, aiSelfHostedModels: null }, rest: userOnly });
    expect((await look(second.url, ["gitlab/duo-settings"])).absence("gitlab/duo-settings")).toBe("not-permitted");
  });

  it("says that a release has no Duo settings", async () => {
    const schema = newSchema.replace("duoSettings: DuoSettings\n", "\n");
    expect((await look((await start({ schema })).url, ["gitlab/duo-settings"])).absence("gitlab/duo-settings")).toBe("not-applicable");
  });

  it("one broken query costs no other", async () => {
    const seen = await look((await start({ roots: { aiFeatureSettings: boom } })).url, wanted);
    expect(seen.value("gitlab/feature-settings")).toMatchObject({ state: "internal-error" });
    expect(seen.value("gitlab/models").models[0]?.features).toEqual(["duo_chat"]);
    expect(seen.value("gitlab/licence").plan).toBe("ultimate");
  });

  it("takes an empty licence for none only where both ways were open", async () => {
    const none = await start({ roots: { currentLicense: null }, rest: { "GET /api/v4/license": { status: 404, json: { message: "404 Not found" } } } });
    expect((await look(none.url, ["gitlab/licence"])).value("gitlab/licence").present).toBe(false);
    await none.close();
    const shut = await start({ roots: { currentLicense: null }, rest: { "GET /api/v4/license": { status: 403, json: { message: "403 Forbidden" } } } });
    expect((await look(shut.url, ["gitlab/licence"])).absence("gitlab/licence")).toBe("not-permitted");
  });

  it("judges the seat of the configured account, not of the token's", async () => {
    const nodes = [{ username: "jane.doe", addOnAssignments: { nodes: [] } }, { username: "jane", addOnAssignments: { nodes: [] } }];
    const seen = await look((await start({ roots: { selfManagedAddOnEligibleUsers: { nodes } } })).url, ["gitlab/seat", "gitlab/user-access"], { stack: { probeUser: "jane" } });
    expect(seen.value("gitlab/seat")).toEqual({ username: "jane", configured: true, eligible: true, assigned: [] });
    expect(seen.value("gitlab/user-access").isProbeUser).toBe(false);
  });

  it("a user's token leaves the settings not permitted and still reads its own access", async () => {
    const seen = await look((await start({ rest: userOnly })).url, wanted);
    expect(["gitlab/duo-settings", "gitlab/models", "gitlab/licence", "gitlab/seat"].map((id) => seen.absence(id))).toEqual(["not-permitted", "not-permitted", "not-permitted", "not-permitted"]);
    expect(seen.value("gitlab/user-access")).toMatchObject({ username: "triage", chatAvailable: true });
  });
});

describe("gitlab/health-check", () => {
  const row = (name: string, success: boolean, message: string, errors: string[] = []): unknown => ({ name, success, message, errors });
  const read = async (...probeResults: unknown[]): Promise<ReturnType<Awaited<ReturnType<typeof look>>["value"]>> => {
    const { url } = await start({ roots: { cloudConnectorStatus: { success: false, probeResults } } });
    return (await look(url, ["gitlab/health-check"])).value("gitlab/health-check");
  };

  it("finds the gateway's row among those of the cloud", async () => {
    const value = await read(row("host_probe", true, "customers.gitlab.com reachable"), row("host_probe", false, "aigw.internal connection failed: Failed to open TCP connection to aigw.internal:5052 (Connection refused - connect(2) for \"aigw.internal\" port 5052)"));
    expect(value).toMatchObject({ gatewayHost: { state: "refused" }, cloudHosts: [{ host: "customers.gitlab.com", state: "reachable" }] });
  });

  it.each([
    ["execution expired", "timeout"],
    ["Failed to open TCP connection to h:1 (getaddrinfo(3): Name or service not known)", "name-not-found"],
    ["URL is blocked: Host cannot be resolved or invalid", "name-not-found"],
    ["URL is blocked: Requests to the local network are not allowed", "blocked"],
    ["SSL_connect returned=1 errno=0 peeraddr=10.0.0.1:5052 state=error: certificate verify failed (self-signed certificate)", "certificate"],
    ["SSL_connect returned=1 errno=0 state=error: wrong version number", "not-tls"],
    ["SSL_connect returned=1 errno=0 state=error: tlsv1 alert protocol version", "tls"],
    ["end of file reached", "reset"],
    ["Net::OpenTimeout with #<Socket>", "timeout"],
  ])("reads %s as %s", async (text, state) => {
    expect(await read(row("host_probe", false, `aigw.internal connection failed: ${text}`))).toMatchObject({ gatewayHost: { state } });
  });

  it("reads the status of the exchange and the rows of the agent service", async () => {
    const value = await read(
      row("end_to_end_probe", false, 'Authentication with GitLab Cloud services failed: AI Gateway returned code 401: {"error":"Forbidden by auth provider"}'),
      row("duo_agent_platform_probe", false, "The self-hosted GitLab Duo Agent Platform service at aigw.internal:50052 is not reachable.", ["14:failed to connect to all addresses; SSL_ERROR_SSL: WRONG_VERSION_NUMBER"]),
    );
    expect(value).toMatchObject({ exchange: { success: false, status: 401 }, agentService: [{ kind: "self-hosted", state: "not-reachable", tlsHint: true }] });
  });

  it("is empty, not broken, when GitLab gives no rows", async () => {
    expect(await read()).toMatchObject({ state: "empty", gatewayHost: null });
  });
});
