import { request } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { serveRoutes, type OpsServer, type Route } from "../../src/ops/serve.ts";

let server: OpsServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const open = async (routes: Record<string, Route>): Promise<OpsServer> => (server = await serveRoutes(routes, { host: "127.0.0.1", port: 0 }));

/** One bare request, paths as they are written. */
function ask(port: number, path: string, { method = "GET", body }: { method?: string; body?: Buffer | string } = {}): Promise<{ status: number; text: string; headers: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port, path, method }, (response) => {
      let text = "";
      response.on("data", (part: Buffer) => (text += part.toString()));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text, headers: response.headers }));
    });
    asked.once("error", reject);
    asked.end(body);
  });
}

describe("the operations port", () => {
  it("answers its routes and nothing else, with headers that forbid everything", async () => {
    const { port } = await open({ "/a": { method: "GET", answer: async () => ({ status: 200, body: "yes\n" }) } });
    const answer = await ask(port, "/a");
    expect(answer).toMatchObject({ status: 200, text: "yes\n" });
    expect(answer.headers).toMatchObject({ "x-content-type-options": "nosniff", "cache-control": "no-store", "content-security-policy": expect.stringContaining("default-src 'none'") });
    expect(await ask(port, "/a", { method: "HEAD" })).toMatchObject({ status: 200, text: "" });
    expect((await ask(port, "/a", { method: "POST", body: "x" })).status).toBe(405);
    for (const path of ["/", "/b", "/toString", "/__proto__", "/a/../../etc/passwd", "//a"]) expect((await ask(port, path)).status, path).toBe(404);
  });

  it("hands over a body, refuses a large one, and says nothing of an error", async () => {
    const { port } = await open({
      "/in": { method: "POST", answer: async ({ body }) => ({ status: 202, body: `${body.length}` }) },
      "/bad": { method: "GET", answer: () => Promise.reject(new Error("a secret inside")) },
    });
    expect(await ask(port, "/in", { method: "POST", body: "hello" })).toMatchObject({ status: 202, text: "5" });
    const large = await ask(port, "/in", { method: "POST", body: Buffer.alloc(2_000_000) }).catch((error: NodeJS.ErrnoException) => ({ status: error.code === "EPIPE" || error.code === "ECONNRESET" ? 413 : 0 }));
    expect(large.status).toBe(413);
    expect(await ask(port, "/bad")).toMatchObject({ status: 500, text: "error\n" });
  });

  it("says when its port is taken", async () => {
    const { port } = await open({});
    await expect(serveRoutes({}, { host: "127.0.0.1", port })).rejects.toThrow("EADDRINUSE");
  });
});
