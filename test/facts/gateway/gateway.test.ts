import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { Secret } from "../../../src/core/secret.ts";
import type { FactValues } from "../../../src/facts/values.generated.ts";
import { makeIdentity } from "../../../src/practice/certificates.ts";
import { type GatewayBehaviour, startGateway } from "../../kit/gateway-server.ts";
import { look, type Looked } from "../../kit/looking.ts";
import { atEnd, probesOf } from "../../probes/kit.ts";

const everything = ["gateway/address", "gateway/reach", "gateway/health", "gateway/elsewhere", "gateway/identity", "gateway/root", "gateway/junk-token", "gateway/definitions", "gateway/post-route", "gateway/tls-versions", "gateway/metrics", "gateway/validation-detail"] as const;

const settings = (url: string | null): FactValues["gitlab/duo-settings"] => ({ aiGatewayUrl: url, aiGatewayTimeoutSeconds: 60, duoAgentPlatformServiceUrl: null, knows: { aiGatewayUrl: true, aiGatewayTimeoutSeconds: true, duoAgentPlatformServiceUrl: true }, updatedAt: null });

async function lookAt(behaviour: GatewayBehaviour, options: Parameters<typeof look>[2] = {}): Promise<Looked & { url: string; asked: string[]; requestIds: (string | undefined)[] }> {
  const gateway = await startGateway(behaviour);
  atEnd(() => gateway.close());
  const seen = await look(probesOf(), everything, { seen: { "gitlab/duo-settings": settings(gateway.url) }, ...options });
  return { ...seen, url: gateway.url, asked: gateway.asked, requestIds: gateway.requestIds };
}

async function deadPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe("a good gateway", () => {
  it("is seen with few requests, each with its own id", async () => {
    const seen = await lookAt({});
    expect(seen.value("gateway/address")).toMatchObject({ url: seen.url, source: "gitlab-settings", usable: true, malformed: null });
    expect(seen.value("gateway/reach").state).toBe("open");
    expect(seen.value("gateway/health")).toMatchObject({ good: true, marks: true, form: "good", server: "uvicorn" });
    expect(seen.value("gateway/root")).toMatchObject({ state: "auth-on", bypassByHeader: false });
    expect(seen.value("gateway/junk-token").state).toBe("keys");
    expect(seen.value("gateway/definitions")).toMatchObject({ state: "open", oldest: "19.3", newest: null });
    expect(seen.value("gateway/post-route")).toMatchObject({ state: "passed", login: false, encoded: { state: "passed" } });
    expect(seen.value("gateway/identity").kind).toBe("gateway");
    expect(seen.absent("gateway/elsewhere")?.reason).toBe("not-applicable");
    expect(seen.absent("gateway/tls-versions")?.reason).toBe("not-applicable");
    expect(seen.absent("gateway/validation-detail")).toEqual({ reason: "not-permitted", rung: "ai-features" });
    expect(seen.asked.length).toBeLessThanOrEqual(28);
    expect(new Set(seen.requestIds).size).toBe(seen.requestIds.length);
    expect(seen.requestIds.every((id) => /^[0-9a-f-]{36}$/u.test(id ?? ""))).toBe(true);
  });

  it("holds no keys: 500 without the gateway's own headers", async () => {
    const seen = await lookAt({ keys: "none" });
    expect(seen.value("gateway/junk-token").state).toBe("no-keys");
    expect(seen.value("gateway/post-route").state).toBe("passed");
    expect(seen.said("gateway/junk-token")).toContain("holds no key");
  });

  it("has a replica without keys", async () => {
    const junk = (await lookAt({ keys: "some" })).value("gateway/junk-token");
    expect(junk.state).toBeNull();
    expect(new Set([junk.first.state, junk.second?.state, ...junk.repeated])).toEqual(new Set(["keys", "no-keys"]));
  });

  it("lets everybody in", async () => {
    const seen = await lookAt({ auth: "off", requestLogging: true });
    expect(seen.value("gateway/root")).toMatchObject({ state: "auth-off", docsOpen: true });
    expect(seen.value("gateway/junk-token").state).toBe("open");
    expect(seen.value("gateway/post-route").state).toBe("passed");
    expect(seen.value("gateway/validation-detail")).toEqual({ status: 422, detailed: true });
  });

  it("lets in who sends the bypass header", async () => {
    expect((await lookAt({ auth: "by-header" })).value("gateway/root")).toMatchObject({ state: "auth-on", bypassByHeader: true });
  });

  it("is older than the open list", async () => {
    expect((await lookAt({ definitions: "closed" })).value("gateway/definitions")).toMatchObject({ state: "closed", newest: "18.3" });
  });

  it("is slow again and again", async () => {
    const health = (await lookAt({ healthDelayMs: 900 })).value("gateway/health");
    expect(health.firstByteMs.length).toBe(5);
    expect(Math.min(...health.firstByteMs)).toBeGreaterThan(800);
  });

  it("is slower than anybody waits for a health route: what was given up counts, too", async () => {
    const health = (await lookAt({ healthDelayMs: 6_300 })).value("gateway/health");
    expect(health.good).toBe(true);
    expect(health.firstByteMs.length).toBe(5);
    expect(Math.min(...health.firstByteMs)).toBeGreaterThan(2_000);
  });

  it("waits once for an issuer", async () => {
    const junk = (await lookAt({ junkDelayMs: 600 })).value("gateway/junk-token");
    expect(junk.first.ms).toBeGreaterThan(550);
    expect(junk.second?.ms ?? 1000).toBeLessThan(400);
    expect(junk.state).toBe("keys");
  });
});

it("says with an editor token how much its errors show, and the token stays a secret", async () => {
  const gateway = await startGateway({ before: (request, response) => request.method === "POST" && request.headers.authorization === "Bearer editor" && (response.writeHead(422, { "content-type": "application/json" }).end('{"detail":"Validation error"}'), true) });
  atEnd(() => gateway.close());
  const vault = new Map([["gateway-token", new Secret("editor")], ["gateway-headers", new Secret('{"X-Gitlab-Realm":"self-managed"}')]]);
  const seen = await look(probesOf(), everything, { seen: { "gitlab/duo-settings": settings(gateway.url) }, vault });
  expect(seen.value("gateway/validation-detail")).toEqual({ status: 422, detailed: false });
});

describe("something before the gateway", () => {
  it("drops Authorization, or the type of the token", async () => {
    expect((await lookAt({ drops: ["authorization"] })).value("gateway/junk-token").state).toBe("header-missing");
    expect((await lookAt({ drops: ["x-gitlab-authentication-type"] })).value("gateway/junk-token").state).toBe("type-missing");
  });

  it("answers 502 in its place", async () => {
    const seen = await lookAt({ server: "nginx", before: (_request, response) => (response.writeHead(502, { "content-type": "text/html" }).end("<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>"), true) });
    expect(seen.value("gateway/health")).toMatchObject({ good: false, proxyError: true, form: "html", login: false });
    expect(seen.value("gateway/identity").kind).toBe("proxy-page");
    expect(seen.absent("gateway/junk-token")).toEqual({ reason: "blocked", by: "gateway/health" });
  });

  it("is a model server that wants a key, in vLLM's words or in those of OpenAI's API", async () => {
    const all401 = (body: unknown, server: string) => lookAt({ server, before: (_request, response) => (response.writeHead(401, { "content-type": "application/json", server }).end(JSON.stringify(body)), true) });
    expect((await all401({ error: "Unauthorized" }, "uvicorn")).value("gateway/identity")).toMatchObject({ kind: "model-server", product: "vLLM" });
    expect((await all401({ error: { message: "Invalid API Key", type: "authentication_error", code: 401 } }, "llama.cpp")).value("gateway/identity")).toMatchObject({ kind: "model-server", product: "llama.cpp" });
  });

  it("shows a login page, as a page, a challenge or a redirect", async () => {
    const page = "<!doctype html><html><body><form><input name=user><input type=password name=p></form></body></html>";
    const shown = await lookAt({ server: "nginx", before: (_request, response) => (response.writeHead(200, { "content-type": "text/html" }).end(page), true) });
    expect(shown.value("gateway/identity").kind).toBe("login");
    const challenge = await lookAt({ server: "nginx", before: (_request, response) => (response.writeHead(401, { "www-authenticate": "Basic realm=x", "content-type": "text/html" }).end("<h1>401</h1>"), true) });
    expect(challenge.value("gateway/health").login).toBe(true);
    const sent = await lookAt({ server: "nginx", before: (_request, response) => (response.writeHead(302, { location: "https://sso.example.com/oauth2/auth?client_id=1" }).end(), true) });
    expect(sent.value("gateway/health")).toMatchObject({ form: "redirect", login: true });
  });

  it("refuses addresses with an encoded slash alone, as Apache does by default", async () => {
    const seen = await lookAt({ before: (request, response) => request.url?.includes("%2F") === true && (response.writeHead(404, { "content-type": "text/html" }).end("<h1>Not Found</h1>"), true) });
    expect(seen.value("gateway/post-route")).toMatchObject({ state: "passed", encoded: { state: "refused", result: { status: 404 } } });
    expect(seen.said("gateway/post-route")).toContain("one to an address with an encoded slash is refused by something before the gateway: 404");
  });

  it("refuses POST alone", async () => {
    const seen = await lookAt({ before: (request, response) => request.method === "POST" && (response.writeHead(405, { "content-type": "text/html" }).end("<h1>405 Not Allowed</h1>"), true) });
    expect(seen.value("gateway/health").good).toBe(true);
    expect(seen.value("gateway/post-route")).toMatchObject({ state: "refused", login: false });
  });

  it("limits requests per second: what meets the limit alone is asked again, what is always refused stays refused", async () => {
    let posts = 0;
    const once = await lookAt({ before: (request, response) => request.method === "POST" && (posts += 1) === 1 && (response.writeHead(429, { "content-type": "text/html" }).end("<h1>429</h1>"), true) });
    expect(once.value("gateway/post-route")).toMatchObject({ state: "passed", encoded: { state: "passed" } });
    const always = await lookAt({ before: (request, response) => request.method === "POST" && (response.writeHead(429, { "content-type": "text/html" }).end("<h1>429</h1>"), true) });
    expect(always.value("gateway/post-route")).toMatchObject({ state: "refused", result: { status: 429 } });
  });

  it("refuses large bodies: a limit below what a long context takes is seen, the one megabyte that nginx comes with is none", async () => {
    for (const [limit, status] of [[100_000, 413], [1_048_576, 401]] as const) {
      const seen = await lookAt({
        before: (request, response) => {
          const tooLarge = Number(request.headers["content-length"] ?? 0) > limit;
          if (tooLarge) response.writeHead(413, { connection: "close" }).end("too large");
          return tooLarge;
        },
      }, { deep: true });
      expect(seen.value("gateway/post-route")).toMatchObject({ state: "passed", large: { status } });
    }
  });

  it("leaves its path on", async () => {
    const gateway = await startGateway({});
    atEnd(() => gateway.close());
    const seen = await look(probesOf(), everything, { seen: { "gitlab/duo-settings": settings(`${gateway.url}/ai/`) } });
    expect(seen.value("gateway/address").path).toBe("/ai");
    expect(seen.value("gateway/health").good).toBe(false);
    expect(seen.value("gateway/identity").kind).toBe("gateway");
    expect(seen.value("gateway/elsewhere").tried).toContainEqual(expect.objectContaining({ change: "without-path", good: true, gateway: true }));
  });
});

describe("the address", () => {
  it("speaks the other scheme", async () => {
    const identity = makeIdentity({ commonName: "gw", names: ["127.0.0.1"], fromDays: -1, toDays: 30 });
    const gateway = await startGateway({ tls: { cert: identity.certificate, key: identity.key } });
    atEnd(() => gateway.close());
    const seen = await look(probesOf(), everything, { seen: { "gitlab/duo-settings": settings(gateway.url.replace("https", "http")) } });
    expect(seen.value("gateway/health").good).toBe(false);
    expect(seen.value("gateway/elsewhere").tried).toContainEqual(expect.objectContaining({ change: "other-scheme", good: true, unverified: true }));
  });

  it("has a certificate that is not trusted: looked at, without a secret", async () => {
    const identity = makeIdentity({ commonName: "gw", names: ["127.0.0.1"], fromDays: -1, toDays: 30 });
    const seen = await lookAt({ tls: { cert: identity.certificate, key: identity.key } });
    expect(seen.value("gateway/reach").state).toBe("untrusted");
    expect(seen.value("gateway/health")).toMatchObject({ good: true, result: { kind: "failure", phase: "tls" } });
    expect(seen.value("gateway/junk-token").state).toBe("keys");
    expect(seen.value("gateway/tls-versions").v13.kind).toBe("look");
  });

  it("refuses, and the configured one answers", async () => {
    const gateway = await startGateway({});
    atEnd(() => gateway.close());
    const seen = await look(probesOf(), everything, { stack: { gateway: { url: gateway.url } }, seen: { "gitlab/duo-settings": settings(`http://127.0.0.1:${await deadPort()}`) } });
    expect(seen.value("gateway/address")).toMatchObject({ source: "gitlab-settings", same: false, configured: gateway.url });
    expect(seen.value("gateway/reach").state).toBe("refused");
    expect(seen.value("gateway/elsewhere").tried).toContainEqual(expect.objectContaining({ change: "configured-address", good: true }));
    expect(seen.value("gateway/junk-token").state).toBe("keys");
    expect(seen.absent("gateway/post-route")).toEqual({ reason: "blocked", by: "gateway/health" });
  });

  it("is not known without a token and a configuration, and then nothing is asked", async () => {
    const seen = await look(probesOf(), everything);
    expect(seen.absent("gateway/address")).toEqual({ reason: "not-permitted", rung: "admin" });
    expect(Object.keys(seen.acts)).toEqual([]);
  });

  it("is none: what GitLab stores is no URL", async () => {
    for (const [text, malformed] of [["gateway:5052", "no-scheme"], ["http:// gw", "blanks"], ["ftp://gw", "other-scheme"], ["http://", "no-host"], ["http://gw:99999", "bad-port"]] as const) {
      const seen = await look(probesOf(), ["gateway/address", "gateway/reach"], { seen: { "gitlab/duo-settings": settings(text) } });
      expect(seen.value("gateway/address"), text).toMatchObject({ malformed, usable: false });
      expect(seen.absent("gateway/reach")).toEqual({ reason: "blocked", by: "gateway/address" });
    }
  });
});
