import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDiscord } from "../../../src/chat/discord/discord.ts";
import { openConversations } from "../../../src/commands/converse.ts";
import { table } from "../../../src/commands/table.ts";
import type { Result } from "../../../src/core/result.ts";
import { Secret } from "../../../src/core/secret.ts";
import { openQueues } from "../../../src/jobs/open-queues.ts";
import { sayVerdict } from "../../../src/replies/verdict.ts";
import { openBackend } from "../../../src/store/open-backend.ts";
import { openStore } from "../../../src/store/open-store.ts";
import { type FakeDiscord, openFakeDiscord } from "../../fakes/discord/fake.ts";
import { openDesk } from "../../kit/desk.ts";

// The house as it is wired: discord.js, conversations, queues, ledger. Only the looking at a stack is played.
let fake: FakeDiscord;
let close: () => Promise<void>;
let slowMs = 0;

function resultOf(run: string): Result {
  return {
    schemaVersion: 1, run, stack: "prod", trigger: "chat", startedAt: new Date().toISOString(), durationMs: 5200, vantagePoints: ["worker:default"], verdict: "fail",
    diagnosis: {
      causes: [{ code: "DT335", name: "certificate-expired", certainty: "proven", severity: "outage", title: "The certificate of vllm.internal has expired", hop: "gateway-to-model", models: [], breaks: ["chat"], explains: ["A1004"], evidence: [{ probe: "model/tls", from: "worker:default", basis: "measured", said: "notAfter is yesterday, @everyone" }], against: [], remedy: [{ do: "Renew the certificate", where: "model host", command: "openssl x509 -enddate -noout -in cert.pem" }] }],
      cannotTell: [], notices: [], notRun: [],
    },
    checks: [{ id: "model/answers", title: "The model answers", hop: "gateway-to-model", verdict: "fail", reason: "certificate has expired", startedMs: 10, durationMs: 30, evidence: [] }],
  };
}

beforeAll(async () => {
  const directory = mkdtempSync(join(tmpdir(), "duo-discord-"));
  fake = await openFakeDiscord();
  const backend = openBackend({ directory });
  const store = openStore(backend);
  const queues = openQueues({ backend, ledger: store.deliveries, onTrouble: () => undefined });
  let runs = 0;
  const desk = { ...openDesk(), store, ask: queues.ask, newRun: () => `r-${(runs += 1)}`, now: () => new Date() };
  const chat = openDiscord({ token: new Secret(fake.token), apiUrl: fake.apiUrl, guildId: fake.guild, channels: {}, verbs: table, suggest: () => [] });
  const talk = openConversations({ desk, queues, adapters: [chat], channels: () => ({}), roles: undefined, trouble: () => undefined });
  queues.startWorkers({
    async triage(job, { progress }) {
      const result = resultOf(job.run);
      for (let done = 1; done <= 4; done += 1) {
        await progress({ done, total: 14 });
        await new Promise((resolve) => setTimeout(resolve, slowMs / 4));
      }
      await store.runs.save({ run: job.run, stack: job.stack, trigger: "chat", question: job.question, verdict: "fail", startedAt: Date.now(), durationMs: 5200, result });
      await queues.deliver({ version: 1, run: job.run, slot: "verdict", conversation: job.conversation!, reply: sayVerdict(result), at: job.at });
      return { verdict: "fail" };
    },
    delivery: talk.delivery,
  }, { concurrency: 4, sites: ["default"] });
  // The embedded database opens in its own time, which is no part of what is looked at here.
  await queues.health();
  await store.runs.last("prod");
  await chat.start(talk.listener("discord"));
  close = async () => {
    talk.close();
    await queues.close(2000);
    await store.close();
    await backend.close();
    await chat.close();
    await fake.close();
    rmSync(directory, { recursive: true, force: true });
  };
}, 180_000);
afterAll(() => close?.());

const inThread = (id: string): string[] => fake.messages(id).map((one) => one.body.content ?? "");

describe("a failing run in Discord, through the whole house", () => {
  it("is one message with its buttons, then evidence and steps in its thread, in four calls", { timeout: 40_000 }, async () => {
    const from = fake.world.calls.length;
    fake.slash(fake.ana, fake.ops.id, { sub: "check", options: { stack: "prod" } });
    const parent = await fake.until("the whole answer", () => fake.messages(fake.ops.id).find((one) => inThread(one.id).length === 1));
    expect(parent.body.content).toMatch(/✗ FAIL {2}Duo on prod: broken at the gateway's way to the model/u);
    expect(parent.body.content).toContain("**Do now:** Renew the certificate");
    const [below] = inThread(parent.id);
    expect(below).toMatch(/notAfter is yesterday, @\u200beveryone.*openssl x509 -enddate/su);
    expect(fake.messages(fake.ops.id)).toHaveLength(1);
    expect(fake.world.calls.slice(from).map((call) => `${call.method} ${call.route}`)).toHaveLength(4);
  });

  it("shows its progress when it takes longer, and answers in the thread afterwards", async () => {
    slowMs = 4000;
    const from = fake.world.calls.length;
    fake.slash(fake.ana, fake.quiet.id, { sub: "check", options: { stack: "prod" } });
    await fake.until("progress", () => fake.messages(fake.quiet.id)[0]?.body.content?.match(/running \d\/14/u));
    const parent = await fake.until("the whole answer", () => fake.messages(fake.quiet.id).find((one) => inThread(one.id).length === 1));
    expect(fake.world.calls.slice(from).map((call) => `${call.method} ${call.route}`)).toHaveLength(5);
    expect(parent.past.map((body) => body.content).find((text) => /running/u.test(text ?? ""))).toMatch(/running \d\/14.*since <t:\d{10}:R>/su);
    fake.say(fake.ben, parent.id, `<@${fake.world.bot.id}> why`);
    await fake.until("why", () => inThread(parent.id).length === 3);
    slowMs = 0;
  });

  it("whispers the evidence to whoever presses the button", async () => {
    const parent = fake.messages(fake.ops.id)[0]!;
    fake.press(fake.ben, parent, "Show evidence");
    const seen = await fake.until("whispered", () => fake.whispers(fake.ben.id).at(-1));
    expect(seen.body.content).toContain("notAfter is yesterday");
    fake.press(fake.ben, seen, "Share");
    await fake.until("shared in the thread", () => inThread(parent.id).length === 2);
    expect(fake.messages(fake.ops.id)).toHaveLength(1);
  });

  it("explains a mentioned code in the message's thread and then edits the live result into it", async () => {
    const asked = fake.say(fake.ana, fake.quiet.id, `<@${fake.world.bot.id}> Error code: A1003`);
    await fake.until("the verdict over the explanation", () => inThread(asked.id).some((text) => /FAIL/u.test(text)));
    const answers = fake.messages(asked.id).filter((one) => `${one.body.content ?? ""}${(one.body.embeds ?? []).map((embed) => embed.description).join("")}`.includes("A1003"));
    expect(answers).toHaveLength(1);
  });

  it("answers help in a whisper", async () => {
    fake.slash(fake.addPerson("Cy"), fake.ops.id, { sub: "help" });
    await fake.until("help", () => [...fake.world.messages.values()].some((one) => one.onlyFor !== undefined && one.body.content?.includes("/duo check prod")));
  });

  it("loses and doubles nothing while Discord fails, limits, and drops the line", async () => {
    slowMs = 1500;
    const channels = Array.from({ length: 12 }, (_, place) => fake.addChannel(`fault-${place}`));
    fake.faults.fail(/PATCH \/webhooks/u, 500, 4);
    fake.faults.fail(/PATCH \/channels/u, 502, 6, true);
    fake.faults.fail(/POST \/channels\/:id\/messages$/u, 502, 8, true);
    fake.faults.fail(/POST \/channels\/:id\/messages$/u, 500, 4);
    fake.faults.fail(/POST \/channels\/:id\/messages\/:id\/threads/u, 502, 4, true);
    fake.faults.limit(/POST \/channels\/:id\/messages$/u, 2500);
    channels.forEach((channel, place) => {
      if (place === 6) fake.gateway.cut();
      fake.slash(fake.ana, channel.id, { sub: "check", options: { stack: "prod" } });
    });
    await fake.until("every answer", () => channels.every((channel) => fake.messages(channel.id).some((one) => /FAIL/u.test(one.body.content ?? "") && inThread(one.id).length >= 1)), 60_000);
    await new Promise((resolve) => setTimeout(resolve, 500));
    const seen = channels.map((channel) => [fake.messages(channel.id).length, ...fake.messages(channel.id).map((one) => inThread(one.id).length)]);
    expect(seen).toEqual(channels.map(() => [1, 1]));
    slowMs = 0;
  }, 90_000);
});
