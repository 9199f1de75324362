import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { startPracticeStack } from "../../src/practice/stack.ts";

it("leaves nothing open where a port of its own was taken by somebody else", async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
  const free = createServer();
  await new Promise<void>((resolve) => free.listen(0, "127.0.0.1", resolve));
  const gitlab = (free.address() as AddressInfo).port;
  await new Promise((resolve) => free.close(resolve));
  try {
    await expect(startPracticeStack({ ports: { gitlab, model1: (taken.address() as AddressInfo).port } })).rejects.toThrow(/EADDRINUSE/u);
    // GitLab's port had been opened before the model's was found taken; it is free again.
    const again = createServer();
    await new Promise<void>((resolve, reject) => again.once("error", reject).listen(gitlab, "127.0.0.1", resolve));
    await new Promise((resolve) => again.close(resolve));
  } finally {
    await new Promise((resolve) => taken.close(resolve));
  }
});

it("finds a free port where 0 is asked for, and says which", async () => {
  const stack = await startPracticeStack({ ports: { gitlab: 0 } });
  try {
    expect(Number(new URL(stack.gitlabUrl).port)).toBeGreaterThan(0);
    expect((await fetch(`${stack.gitlabUrl}/api/v4/version`, { headers: { authorization: `Bearer ${stack.tokens.admin}` } })).status).toBe(200);
  } finally {
    await stack.close();
  }
});
