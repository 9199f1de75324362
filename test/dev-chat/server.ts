import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type FakeDiscord, openFakeDiscord } from "../fakes/discord/fake.ts";
import { type FakeSlack, openFakeSlack } from "../fakes/slack/fake.ts";
import { discordSide } from "./discord-side.ts";
import { slackSide } from "./slack-side.ts";

/** What a person does on the page. */
export interface Act {
  platform: "slack" | "discord";
  kind: "say" | "press" | "submit" | "cancel" | "explain" | "home";
  as: string;
  channel: string;
  text?: string;
  thread?: string;
  message?: string;
  label?: string;
  values?: Record<string, string>;
}

/** One platform as the page shows it. */
export interface Side {
  state(as: string, channel: string): unknown;
  file(id: string): { name: string; bytes: Buffer } | undefined;
  /** Throws for what the platform's own app would not let a person do; the message is for them. */
  act(act: Act): Promise<void>;
}

/** The stack that the bot looks at, where one can be broken from the page. */
export interface Bench {
  faults(): readonly { name: string; title: string }[];
  active(): readonly string[];
  breakWith(name: string): Promise<void>;
  mend(): Promise<void>;
}

export interface DevChat {
  url: string;
  slack: FakeSlack;
  discord: FakeDiscord;
  close(): Promise<void>;
}

const types: Record<string, string> = { html: "text/html; charset=utf-8", js: "text/javascript; charset=utf-8", css: "text/css; charset=utf-8", png: "image/png", txt: "text/plain; charset=utf-8" };
const pageFiles = ["index.html", "page.js", "dom.js", "slack.js", "discord.js", "style.css"];
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return JSON.parse(Buffer.concat(parts).toString());
}

/** Opens the fakes of Slack and Discord, and a page on this machine to type, press and fill in windows. `page`: folder of its files. */
export async function openDevChat({ page, port = 0, bench }: { page: URL; port?: number; bench?: Bench }): Promise<DevChat> {
  const [slack, discord] = await Promise.all([openFakeSlack(), openFakeDiscord({ messageContent: true })]);
  const sides: Record<string, Side> = { slack: slackSide(slack), discord: discordSide(discord) };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const send = (status: number, type: string, body: string | Buffer, more: Record<string, string> = {}): void =>
      void response.writeHead(status, { "content-type": types[type] ?? "application/octet-stream", "content-security-policy": policy, "x-content-type-options": "nosniff", "cache-control": "no-store", ...more }).end(body);
    const url = new URL(request.url ?? "/", dev.url);
    // Only this page may act: another site's page in the same browser has another host or origin.
    if (request.headers.host !== new URL(dev.url).host || (request.headers.origin !== undefined && request.headers.origin !== dev.url)) return send(403, "txt", "This page is for this machine alone.");
    const [, first = "", second = "", third = ""] = url.pathname.split("/");
    if (request.method === "POST") {
      if (request.headers["content-type"] !== "application/json") return send(415, "txt", "JSON only");
      const body = await bodyOf(request);
      try {
        if (first === "act") await sides[(body as Act).platform]?.act(body as Act);
        else if (first === "bench") await ((body as { fault?: string }).fault === undefined ? bench?.mend() : bench?.breakWith((body as { fault: string }).fault));
        else return send(404, "txt", "nothing here");
      } catch (error) {
        return send(400, "txt", error instanceof Error ? error.message : String(error));
      }
      return send(204, "txt", "");
    }
    if (first === "state") return send(200, "json", JSON.stringify({ ...(sides[second]?.state(url.searchParams.get("as") ?? "", url.searchParams.get("channel") ?? "") as object), faults: bench?.active() ?? [] }), { "content-type": "application/json" });
    if (first === "faults") return send(200, "json", JSON.stringify(bench?.faults() ?? []), { "content-type": "application/json" });
    if (first === "file") {
      const file = sides[second]?.file(decodeURIComponent(third));
      if (file === undefined) return send(404, "txt", "no such file");
      const ending = file.name.split(".").at(-1) ?? "";
      // A page of a run is opened as a download: what stands in it is not this page's.
      return send(200, ending === "html" ? "bin" : ending, file.bytes, ending === "png" ? {} : { "content-disposition": `attachment; filename="${file.name.replace(/[^A-Za-z0-9._-]/gu, "-")}"` });
    }
    if (first === "favicon.ico") return send(204, "txt", "");
    const name = first === "" ? "index.html" : first;
    if (!pageFiles.includes(name)) return send(404, "txt", "nothing here");
    return send(200, name.split(".").at(-1) ?? "txt", readFileSync(new URL(name, page)));
  }

  const server = createServer((request, response) => void answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error))));
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const dev: DevChat = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, slack, discord,
    async close() {
      server.closeAllConnections();
      server.close();
      await Promise.all([slack.close(), discord.close()]);
    },
  };
  return dev;
}
