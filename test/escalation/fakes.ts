import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** What is told to any of the places. */
interface Told {
  [key: string]: unknown;
  dedup_key: string;
  alias: string;
  message?: string;
  title: string;
  issue_type: string;
  confidential: boolean;
  description: string;
  event: string;
  incident: string;
  body?: string;
  payload?: { summary?: unknown; source?: unknown; severity?: string };
}

export interface Asked {
  method: string;
  path: string;
  headers: IncomingMessage["headers"];
  body: string;
}

/** Strict doubles of the places: they refuse what the real ones would, and keep what they were told. */
export async function openPlaces() {
  const asked: Asked[] = [];
  const alerts = new Map<string, { open: boolean; times: number }>();
  const issues: { iid: number; title: string; labels: string[]; state: string; notes: string[]; issue_type: string; confidential: boolean; description: string }[] = [];
  const hooks: { event: string; incident: string; delivery: string }[] = [];
  const state = { answer: undefined as { status: number; headers?: Record<string, string> } | undefined };
  const answers = (one: Asked): { status: number; body: unknown } => {
    const { path, method } = one;
    const json = one.body === "" ? undefined : ((JSON.parse(one.body) as Told));
    if (path === "/v2/enqueue") {
      if (json?.["routing_key"] !== "R0UTING") return { status: 400, body: { status: "invalid event", errors: ["invalid routing key"] } };
      const key = json.dedup_key;
      if (json["event_action"] === "resolve") {
        const known = alerts.get(key);
        if (known !== undefined) known.open = false;
        return { status: 202, body: { status: "success", dedup_key: key } };
      }
      const { summary, source, severity } = json.payload ?? {};
      if (typeof summary !== "string" || typeof source !== "string" || !["critical", "error", "warning", "info"].includes(severity ?? "")) return { status: 400, body: { status: "invalid event" } };
      alerts.set(key, { open: true, times: (alerts.get(key)?.times ?? 0) + 1 });
      return { status: 202, body: { status: "success", dedup_key: key } };
    }
    if (path.startsWith("/v2/alerts")) {
      if (one.headers.authorization !== "GenieKey g3nie-key") return { status: 401, body: { message: "Key is not valid" } };
      const close = /^\/v2\/alerts\/([^/]+)\/close\?identifierType=alias$/u.exec(path);
      if (close !== null) {
        const known = alerts.get(close[1] ?? "");
        if (known !== undefined) known.open = false;
        return { status: 202, body: { result: "Request will be processed" } };
      }
      if (json === undefined || typeof json.message !== "string" || json.message.length > 130) return { status: 422, body: { message: "Request body is not processable" } };
      alerts.set(json.alias, { open: true, times: (alerts.get(json.alias)?.times ?? 0) + 1 });
      return { status: 202, body: { result: "Request will be processed" } };
    }
    if (path.startsWith("/api/v4/projects/ops%2Fduo/issues")) {
      if (one.headers["private-token"] !== "glpat-escalation") return { status: 401, body: { message: "401 Unauthorized" } };
      const note = /issues\/(\d+)\/notes$/u.exec(path);
      if (note !== null) {
        const issue = issues.find(({ iid }) => iid === Number(note[1]));
        if (issue === undefined) return { status: 404, body: { message: "404 Not found" } };
        issue.notes.push(String(json?.body));
        if (String(json?.body).split("\n").includes("/close")) issue.state = "closed";
        return { status: 201, body: { id: 1 } };
      }
      if (method === "GET") {
        const label = new URL(path, "http://x").searchParams.get("labels") ?? "";
        return { status: 200, body: issues.filter((issue) => issue.state === "opened" && issue.labels.includes(label)).map(({ iid }) => ({ iid, web_url: `https://gitlab.example.com/ops/duo/-/issues/${iid}` })) };
      }
      if (json?.title === undefined) return { status: 400, body: { error: "title is missing" } };
      issues.push({ iid: issues.length + 1, title: json.title, labels: String(json["labels"]).split(","), state: "opened", notes: [], issue_type: json.issue_type, confidential: json.confidential, description: json.description });
      return { status: 201, body: { iid: issues.length, web_url: `https://gitlab.example.com/ops/duo/-/issues/${issues.length}` } };
    }
    if (path === "/hook") {
      const signed = /^t=(\d+),v1=([0-9a-f]{64})$/u.exec(String(one.headers["x-duo-triage-signature"]));
      const right = createHmac("sha256", "sh4red-secret").update(`${signed?.[1]}.${one.body}`).digest();
      if (signed === null || !timingSafeEqual(right, Buffer.from(signed[2] ?? "", "hex"))) return { status: 401, body: "signature" };
      const delivery = String(one.headers["x-duo-triage-delivery"]);
      if (!hooks.some((hook) => hook.delivery === delivery)) hooks.push({ event: json?.event ?? "", incident: json?.incident ?? "", delivery });
      return { status: 200, body: {} };
    }
    return { status: 404, body: { message: "Not found" } };
  };
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const one = { method: request.method ?? "", path: request.url ?? "", headers: request.headers, body: Buffer.concat(parts).toString() };
      asked.push(one);
      if (state.answer !== undefined) {
        response.writeHead(state.answer.status, state.answer.headers).end("no");
        return;
      }
      const { status, body } = answers(one);
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url, asked, alerts, issues, hooks, state,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
