import { expect, it } from "vitest";
import { openConversations } from "../../src/commands/converse.ts";
import type { AuditEntry } from "../../src/core/audit.ts";
import type { ChatAdapter, Person, Responder } from "../../src/core/chat.ts";
import type { AccessRule } from "../../src/core/queue.ts";
import { createRedact } from "../../src/core/redact.ts";
import type { Store } from "../../src/core/store.ts";
import { openDesk } from "../kit/desk.ts";
import { openMemoryStore } from "../kit/memory-store.ts";

const rule = (users: string[]): AccessRule => ({ everyone: false, users, slackGroups: [], discordRoles: [], stacks: [], channels: [] });
const roles = { viewer: rule(["U1"]), operator: rule(["U2"]), admin: rule([]) };
const person = (id: string, name: string): Person => ({ id, name, groups: [] });
const [ada, olga, zoe] = [person("U1", "Ada"), person("U2", "Olga"), person("U9", "Zoe")];
const here = { platform: "slack", channel: "C1" };

/** The conversation of all platforms, with a platform that takes whatever it is given. */
function open(store: Store = openMemoryStore()) {
  const troubles: string[] = [];
  const adapter = { platform: "slack", post: async () => ({ kind: "posted", message: { channel: "C1", id: "1" } }), start: async () => undefined, close: async () => undefined, health: () => ({ platform: "slack", state: "connected", problems: [] }) } as unknown as ChatAdapter;
  const desk = { ...openDesk({ redact: createRedact([]) }), store };
  const talk = openConversations({ desk, queues: { watch: () => () => undefined, deliver: async () => undefined }, adapters: [adapter], channels: () => ({}), roles, trouble: (message) => troubles.push(message) });
  const said: string[] = [];
  const responder: Responder = { whisper: async (reply) => void said.push(JSON.stringify(reply)) };
  return {
    store, troubles, said, listener: talk.listener("slack"), responder,
    async entries(): Promise<Partial<AuditEntry>[]> {
      const all: Partial<AuditEntry>[] = [];
      for await (const { at: _at, platform: _platform, channel: _channel, ...entry } of store.audit.read()) all.push(entry);
      return all;
    },
  };
}

const run = { run: "r-kept", stack: "prod", trigger: "chat", verdict: "fail", startedAt: Date.parse("2026-11-22T09:50:00Z"), durationMs: 5 } as const;
const result = { schemaVersion: 1, run: "r-kept", stack: "prod", trigger: "chat", startedAt: "2026-11-22T09:50:00Z", durationMs: 5, vantagePoints: [], verdict: "fail", diagnosis: { causes: [], cannotTell: [], notices: [], notRun: [] }, checks: [] };

it("remembers who asked what, in the command's own words, without what is secret in them", async () => {
  const { listener, responder, entries } = open();
  await listener.hear({ text: "check prod glpat-abcdefgh12345678", person: ada, conversation: here, how: "command" }, responder);
  await listener.hear({ text: "check prod", person: ada, conversation: here, how: "command" }, responder);
  const [odd, good] = await entries();
  expect(odd).toEqual({ did: "asked", what: "check", role: "viewer", person: { id: "U1", name: "Ada" }, words: "check prod [GitLab token hidden]" });
  expect(good).toMatchObject({ did: "asked", what: "check", stack: "prod", words: "check prod", run: expect.any(String) });
});

it("keeps nothing of what somebody pasted but the codes in it", async () => {
  const { listener, responder, entries } = open();
  const text = "Hello Bob, my salary is 5\nError code: A1003\nregards";
  await listener.hear({ text, person: ada, conversation: here, how: "passive", event: "E1" }, responder);
  await listener.hear({ text, person: ada, conversation: { ...here, channel: "C2" }, how: "picked", event: "E2" }, responder);
  await listener.hear({ text: `explain ${text}`, person: ada, conversation: { ...here, channel: "C3" }, how: "command" }, responder);
  await listener.hear({ text: "my salary is 5, what is the weather like today where you are", person: ada, conversation: here, how: "addressed" }, responder);
  // Small talk that nobody answered is nobody's business.
  await listener.hear({ text: "my salary is 6", person: ada, conversation: here, how: "passive", event: "E3" }, responder);
  const found = await entries();
  expect(found.map(({ what, words }) => [what, words])).toEqual([["explain (heard)", "A1003"], ["explain (picked)", "A1003"], ["explain", "A1003"], ["explain", undefined]]);
  expect(JSON.stringify(found)).not.toMatch(/salary|Bob|regards/u);
});

it("remembers refusals: of somebody without a role, and of one whose role is too small", async () => {
  const { listener, responder, entries, said } = open();
  await listener.hear({ text: "check prod", person: zoe, conversation: here, how: "command" }, responder);
  await listener.press({ action: "why", value: "r-kept", person: zoe, conversation: here }, responder);
  await listener.hear({ text: "expect DT220 on prod until 2026-12-01 because", person: ada, conversation: here, how: "command" }, responder);
  await listener.press({ action: "ask-escalate", value: "r-kept", person: ada, conversation: here }, responder);
  expect((await entries()).map(({ did, what, outcome, person: { name } = { name: "", id: "" }, role }) => [name, did, what, outcome, role])).toEqual([
    ["Zoe", "refused", "speak", "has no role", undefined],
    ["Zoe", "refused", "press why", "has no role", undefined],
    ["Ada", "refused", "expect", "needs the role operator", "viewer"],
    ["Ada", "refused", "ask-escalate", "needs the role operator", "viewer"],
  ]);
  expect(said).toHaveLength(4);
});

it("remembers what was pressed, sent off, and shown", async () => {
  const { listener, responder, entries, store } = open();
  await store.runs.save({ ...run, result });
  await listener.press({ action: "why", value: "r-kept", person: olga, conversation: here }, responder);
  await listener.hear({ text: "history prod", person: olga, conversation: here, how: "command" }, responder);
  await listener.submit({ form: "note", value: "r-kept", fields: { note: "It was Bob's firewall", choice: "wrong" }, person: olga, conversation: here }, responder);
  const found = await entries();
  expect(found.map(({ did, what, run: about, words }) => [did, what, about, words])).toEqual([
    ["pressed", "why", "r-kept", undefined],
    ["saw", "evidence", "r-kept", undefined],
    ["asked", "history", undefined, "history prod"],
    ["saw", "history", undefined, undefined],
    ["submitted", "note", "r-kept", "note choice=wrong"],
  ]);
});

it("answers although nothing can be remembered, and says so in the log", async () => {
  const memory = openMemoryStore();
  const { listener, responder, said, troubles } = open({ ...memory, audit: { ...memory.audit, append: async () => Promise.reject(new Error("the store is away")) } });
  await listener.hear({ text: "help", person: ada, conversation: here, how: "command" }, responder);
  expect(said.join()).toContain("duo-triage says what is broken");
  expect(troubles.join()).toContain("It is not remembered who did what: the store is away");
});
