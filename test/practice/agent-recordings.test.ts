import { Client, credentials, Metadata, status as grpcStatus } from "@grpc/grpc-js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startPracticeStack } from "../../src/practice/stack.ts";
import type { PracticeStack } from "../../src/practice/stack.ts";
import type { World } from "../../src/practice/world.ts";
import { recordings, tokenFor } from "./kit.ts";

let stack: PracticeStack;
beforeAll(async () => {
  stack = await startPracticeStack();
});
afterAll(() => stack.close());

/** The world of a recording, by the prefix of its id. */
function setup(id: string): (world: World) => void {
  return (world) => {
    const { env } = world.agent;
    if (id.startsWith("portal-empty-")) env.DUO_WORKFLOW_AUTH__OIDC_CUSTOMER_PORTAL_URL = "";
    if (id.startsWith("nosignkey-")) delete env.DUO_WORKFLOW_SELF_SIGNED_JWT__SIGNING_KEY;
    if (id.startsWith("badsignkey-")) env.DUO_WORKFLOW_SELF_SIGNED_JWT__SIGNING_KEY = "no pem";
    if (id.startsWith("auth-off-")) env.DUO_WORKFLOW_AUTH__ENABLED = "false";
    if (id.startsWith("gitlab-down-")) world.routes.push({ from: "gateway", host: "127.0.0.1", port: world.ports.gitlab, to: "refused" });
  };
}

async function call(method: string, metadata: Metadata, request: Buffer): Promise<{ status: string; details: string }> {
  const client = new Client(stack.agentAddress, credentials.createInsecure());
  try {
    return await new Promise((resolve) => {
      const done = (code: number, details: string): void => resolve({ status: grpcStatus[code] ?? String(code), details });
      const plain = (bytes: Buffer): Buffer => bytes;
      if (method.endsWith("ExecuteWorkflow")) {
        const stream = client.makeBidiStreamRequest(method, plain, plain, metadata);
        stream.on("error", (error: { code?: number; details?: string }) => done(error.code ?? 2, error.details ?? ""));
        stream.end();
        return;
      }
      client.makeUnaryRequest(method, plain, plain, request, metadata, (error) => done(error?.code ?? 0, error?.details ?? ""));
    });
  } finally {
    client.close();
  }
}

test.each(recordings("dws").map((recording) => [recording.id, recording] as const))("recorded answer of the agent service: %s", async (id, recording) => {
  await stack.reshape(setup(id));
  const request = recording.request as unknown as { method: string; metadata?: [string, string][] };
  const metadata = new Metadata();
  for (const [name, value] of request.metadata ?? []) {
    const audience = id.includes("aigw-aud") ? "gitlab-ai-gateway" : "gitlab-duo-workflow-service";
    metadata.set(name, value.includes("<token>") ? value.replace("<token>", await tokenFor(id, audience)) : value);
  }
  const service = /service "([^"]*)"/.exec(recording.condition)?.[1] ?? "";
  const health = service === "" ? Buffer.alloc(0) : Buffer.concat([Buffer.from([0x0a, service.length]), Buffer.from(service)]);
  const answer = await call(request.method, metadata, request.method.includes("Health") ? health : Buffer.alloc(0));
  expect(answer).toEqual({ status: recording.response.status, details: recording.response.details ?? "" });
});
