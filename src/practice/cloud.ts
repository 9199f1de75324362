import type { RequestListener } from "node:http";
import { tokenKey } from "./base.ts";
import { cannedBedrock } from "./cloud-models.ts";
import { readBody } from "./wire.ts";
import type { World } from "./world.ts";

/** GitLab's cloud and a model vendor, as far as a self-hosted stack talks to them. Names are told apart by the Host header. */

const json = (value: unknown): string => JSON.stringify(value);

function keysOf(host: string): object {
  const name = host.startsWith("customers.") ? "portal" : "gitlab-com";
  return { keys: [{ ...tokenKey(name).publicKey.export({ format: "jwk" }), kid: `${name}-1`, use: "sig", alg: "RS256" }] };
}

/** Another GitLab of the same site, which the stack has nothing to do with. */
export const otherGitlab = "gitlab-old.example.com";

export const cloudNames = [otherGitlab, "customers.gitlab.com", "cloud.gitlab.com", "gitlab.com", "duo-workflow-svc.runway.gitlab.net"];

/** The request handler of the cloud. */
export function cloudHandler(world: () => World): RequestListener {
  return (request, response) => {
    void (async () => {
      const host = (request.headers.host ?? "").replace(/:\d+$/, "");
      const path = (request.url ?? "/").split("?")[0] ?? "/";
      const { text } = await readBody(request);
      const send = (status: number, body: string, type = "application/json", extra: Record<string, string> = {}): void => {
        response.writeHead(status, { "Content-Type": type, "Content-Length": String(Buffer.byteLength(body)), ...extra });
        response.end(request.method === "HEAD" ? undefined : body);
      };
      if (host.startsWith("bedrock-runtime.")) {
        const reply = cannedBedrock(world(), decodeURIComponent(path), request.headers.authorization, text);
        return send(reply.status, reply.body, "application/json", reply.headers);
      }
      if (path === "/.well-known/openid-configuration") return send(200, json({ issuer: `https://${host}`, jwks_uri: `https://${host}/oauth/discovery/keys` }));
      if (path === "/oauth/discovery/keys") return send(200, json(keysOf(host)));
      return send(host === "cloud.gitlab.com" ? 401 : 200, host === "cloud.gitlab.com" ? '{"error":"No authorization header presented"}' : "<html></html>", "text/html");
    })().catch(() => response.destroy());
  };
}
