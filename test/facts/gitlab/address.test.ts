import { createServer, type RequestListener } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { makeIdentity } from "../../../src/practice/certificates.ts";
import { startGitlab } from "./double.ts";
import { look } from "./look.ts";

const identity = makeIdentity({ commonName: "gitlab.test", names: ["127.0.0.1"], fromDays: -1, toDays: 2 });
const closing: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function listen(answer: RequestListener, tls = false): Promise<number> {
  const server = tls ? createTlsServer({ cert: identity.certificate, key: identity.key }, answer) : createServer(answer);
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  closing.push(() => new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  }));
  return (server.address() as AddressInfo).port;
}
const redirectTo = (place: (path: string) => string): RequestListener => (request, response) => void response.writeHead(301, { location: place(request.url ?? "/") }).end();
const address = async (url: string) => (await look(url, ["gitlab/address"])).value("gitlab/address");

describe("gitlab/address", () => {
  it("is good where GitLab answers", async () => {
    const gitlab = await startGitlab();
    closing.push(() => gitlab.close());
    expect(await address(gitlab.url)).toEqual({ fault: null, instead: null, problem: null });
  });

  it("sees that every request is sent on to the same path of another address, and keeps GitLab's own path", async () => {
    const port = await listen(redirectTo((path) => `https://gitlab.example.com${path}`));
    expect(await address(`http://127.0.0.1:${port}`)).toMatchObject({ fault: "moved", instead: "https://gitlab.example.com" });
    expect(await address(`http://127.0.0.1:${port}/gitlab`)).toMatchObject({ fault: "moved", instead: "https://gitlab.example.com/gitlab" });
  });

  it("does not take a login for a move", async () => {
    const port = await listen(redirectTo((path) => `https://login.example.com/start?next=${encodeURIComponent(path)}`));
    expect((await address(`http://127.0.0.1:${port}`)).fault).toBeNull();
    const own = await listen(redirectTo(() => "/users/sign_in"));
    expect((await address(`http://127.0.0.1:${own}`)).fault).toBeNull();
  });

  it("sees TLS behind http, whether the server says so or hangs up", async () => {
    const port = await listen((_request, response) => void response.end("hello"), true);
    expect(await address(`http://127.0.0.1:${port}`)).toMatchObject({ fault: "speaks-tls", instead: `https://127.0.0.1:${port}` });
  });

  it("sees plain http behind https", async () => {
    const port = await listen((_request, response) => void response.end("hello"));
    expect(await address(`https://127.0.0.1:${port}`)).toMatchObject({ fault: "speaks-plain-http", instead: `http://127.0.0.1:${port}` });
  });

  it("does not blame the address for a server that answers 400 or hangs up in plain http", async () => {
    const odd = await listen((_request, response) => void response.writeHead(400).end("bad"));
    expect((await address(`http://127.0.0.1:${odd}`)).fault).toBeNull();
    const rude = await listen((request) => void request.socket.destroy());
    expect((await address(`http://127.0.0.1:${rude}`)).fault).toBeNull();
  });
});
