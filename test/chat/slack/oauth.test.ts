import { afterEach, describe, expect, it } from "vitest";
import type { Kept, SealedInstallation } from "../../../src/chat/slack/installations.ts";
import { openSeal } from "../../../src/core/seal.ts";
import { openSlack } from "../../../src/chat/slack/slack.ts";
import type { ChatAdapter, ChatListener, Heard, Kept as KeptAct } from "../../../src/core/chat.ts";
import { Secret } from "../../../src/core/secret.ts";
import { type FakeSlack, openFakeSlack, tokens } from "../../fakes/slack/fake.ts";
import { until } from "../../store/lanes.ts";
import { note } from "./scene.ts";
import { freePort } from "../../kit/free-port.ts";
import { slackOptions } from "./stage.ts";

function kept<T>(): Kept<T> & { all: Map<string, T> } {
  const all = new Map<string, T>();
  return { all, put: async (id, document) => void all.set(id, document), get: async (id) => all.get(id), remove: async (id) => all.delete(id), list: async (limit = 100) => [...all].slice(0, limit).map(([id, document]) => ({ id, document })) };
}

const key = new Secret("a key of the configuration, 32 long");
let fake: FakeSlack;
let chats: ChatAdapter[] = [];
let base = "";
const heard: Heard[] = [];
const troubles: string[] = [];
const installations = kept<SealedInstallation>();
const channels = kept<{ installation: string }>();
let now = () => Date.now();

const acts: KeptAct[] = [];
const listener: ChatListener = {
  first: async () => true,
  keep: async (one) => void acts.push(one),
  hear: async (one, responder) => { heard.push(one); await responder.whisper(note("for you")); },
  press: async () => undefined, problems: () => ({}), submit: async () => undefined, home: async () => undefined,
  trouble: (message) => void troubles.push(message),
};

async function open(groups: readonly string[] = []): Promise<ChatAdapter> {
  const port = await freePort();
  const { appToken: _socket, botToken: _token, ...rest } = slackOptions(fake);
  const chat = openSlack({ ...rest, groups, port, now: () => now(), signingSecret: new Secret(tokens.signingSecret), oauth: { clientId: "1.2", clientSecret: new Secret("client-secret"), stateSecret: new Secret("state-secret"), key, installations, channels } });
  chats.push(chat);
  await chat.start(listener);
  base = `http://127.0.0.1:${port}`;
  fake.deliverTo = `${base}/slack/events`;
  return chat;
}

/** As an administrator's browser does it: the install page, Slack's consent, and back with a code. */
async function install(team: string): Promise<number> {
  const begin = await fetch(`${base}/slack/install`, { redirect: "manual" });
  const consent = new URL(begin.headers.get("location") ?? "");
  expect(consent.searchParams.get("scope")?.split(",")).toContain("chat:write");
  const cookie = (begin.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
  const back = await fetch(`${base}/slack/oauth_redirect?code=code-${team}&state=${encodeURIComponent(consent.searchParams.get("state") ?? "")}`, { headers: { cookie } });
  return back.status;
}

const say = (team: string, channel: string, user: string): Promise<unknown> => fake.event({ type: "app_mention", user, channel, text: "<@U0BOT> check", ts: fake.world.ts(), team }, { team });
const post = (chat: ChatAdapter, channel: string): ReturnType<ChatAdapter["post"]> => chat.post({ run: `r-${channel}`, slot: "verdict", conversation: { platform: "slack", channel }, reply: note("a report"), uncertain: false });

afterEach(async () => {
  for (const chat of chats) await chat.close();
  chats = [];
  await fake.close();
});

describe("several Slack workspaces", () => {
  it("install the app, are answered each with its own token, have it renewed for reports too, and leave nothing behind", async () => {
    fake = await openFakeSlack();
    fake.world.users.set("U0ZOE", { ...(fake.world.users.get("U0BEN") ?? { name: "zoe", real_name: "Zoe", tz: "Europe/Berlin" }), id: "U0ZOE", team_id: "T0ZOE", profile: { display_name: "Zoe" } });
    fake.world.channels.set("C0ZOE", { id: "C0ZOE", members: new Set(["U0ZOE", "U0BOT"]) });
    const chat = await open();
    expect(await install("T0HOME")).toBe(200);
    expect(await install("T0ZOE")).toBe(200);
    expect([...installations.all.keys()]).toEqual(["T0HOME", "T0ZOE"]);
    // Nobody reads a token in the store, and none moves to another workspace.
    expect(JSON.stringify([...installations.all])).not.toMatch(/xox/u);
    const home = installations.all.get("T0HOME") as SealedInstallation;
    expect(openSeal(key, "slack installations").open("T0HOME", home)).toMatchObject({ bot: { token: "xoxe.xoxb-T0HOME-1" } });
    expect(() => openSeal(key, "slack installations").open("T0ZOE", home)).toThrow();
    expect(() => openSeal(new Secret("another key of 32 characters, too"), "slack installations").open("T0HOME", home)).toThrow();

    await say("T0HOME", "C0ONE", "U0ANA");
    await say("T0ZOE", "C0ZOE", "U0ZOE");
    await until("both", () => heard.length === 2 && fake.world.ephemerals.length === 2);
    expect(heard.map(({ person }) => person.name)).toEqual(["Ana", "Zoe"]);
    const whispered = fake.calls.filter(({ method }) => method === "chat.postEphemeral").map(({ args, token }) => [args["channel"], token]);
    expect(whispered).toEqual(expect.arrayContaining([["C0ONE", "xoxe.xoxb-T0HOME-1"], ["C0ZOE", "xoxe.xoxb-T0ZOE-2"]]));

    // What the first process took is heard again by another, with the token of the workspace that it came from.
    expect(acts.map(({ workspace }) => workspace)).toEqual(["T0HOME", "T0ZOE"]);

    // Another process, later: it finds the workspace of a channel again, and renews a token that is about to end.
    await chat.close();
    const later = await open();
    const zoe = acts[1] as KeptAct;
    // A channel that two workspaces share says nothing.
    channels.all.clear();
    await later.again?.(zoe);
    await until("heard again", () => heard.length === 3 && fake.world.ephemerals.length === 3);
    expect(heard[2]).toMatchObject({ person: { name: "Zoe" }, kept: zoe.id });
    expect(fake.calls.findLast(({ method }) => method === "chat.postEphemeral")).toMatchObject({ args: { channel: "C0ZOE" }, token: "xoxe.xoxb-T0ZOE-2" });
    await expect(later.again?.({ ...zoe, workspace: "T0GONE" })).rejects.toThrow("cannot be reached");
    channels.all.set("C0ZOE", { installation: "T0ZOE" });
    channels.all.set("C0ONE", { installation: "T0HOME" });
    const [real, ahead] = [Date.now, 11 * 3_600_000];
    Date.now = () => real() + ahead;
    now = () => real() + ahead;
    try {
      expect((await post(later, "C0ZOE")).kind).toBe("posted");
      expect((await post(later, "C0ZOE")).kind).toBe("posted");
    } finally {
      Date.now = real;
      now = () => real();
    }
    expect(fake.calls.filter(({ method }) => method === "chat.postMessage").map(({ token }) => token)).toEqual(["xoxe.xoxb-T0ZOE-3", "xoxe.xoxb-T0ZOE-3"]);
    expect(fake.calls.filter(({ method, args }) => method === "oauth.v2.access" && args["grant_type"] === "refresh_token")).toHaveLength(1);
    expect(openSeal(key, "slack installations").open("T0ZOE", installations.all.get("T0ZOE") as SealedInstallation)).toMatchObject({ bot: { token: "xoxe.xoxb-T0ZOE-3" } });

    await fake.event({ type: "app_uninstalled" }, { team: "T0ZOE" });
    await until("deleted", () => !installations.all.has("T0ZOE"));
    expect(await post(later, "C0ZOE")).toMatchObject({ kind: "undeliverable", reason: expect.stringContaining("not installed") });
    // What only loses a person's token stays.
    await fake.event({ type: "tokens_revoked", tokens: { oauth: ["U0ANA"] } }, { team: "T0HOME" });
    expect((await post(later, "C0ONE")).kind).toBe("posted");
    const many = heard.length;
    await say("T0NOBODY", "C0TWO", "U0ANA");
    await say("T0HOME", "C0ONE", "U0BEN");
    await until("the known one", () => heard.length === many + 1);
    expect(troubles.join("\n")).not.toMatch(/xox/u);
  }, 60_000);

  it("serve a whole organisation that installs the app once: roles by a workspace's user groups, progress to who waits there", async () => {
    fake = await openFakeSlack();
    Object.assign(fake.world, { enterprise: "E0ORG", orgWide: true });
    for (const user of fake.world.users.values()) Object.assign(user, { enterprise_user: { enterprise_id: "E0ORG" } });
    heard.length = 0;
    const chat = await open(["S0OPS"]);
    expect(await install("E0ORG")).toBe(200);
    await fake.command("U0BEN", "C0ONE", "check");
    await fake.command("U0ANA", "C0ONE", "check");
    await until("both", () => heard.length === 2);
    expect(Object.fromEntries(heard.map(({ person }) => [person.name, person.groups]))).toEqual({ Ben: ["S0OPS"], Ana: [] });
    const ts = fake.world.ts();
    fake.world.messages.push({ channel: "C0ONE", ts, user: "U0BEN", text: "it broke", history: [] });
    const running = (waits: string, slot: string): ReturnType<ChatAdapter["post"]> => chat.post({ run: "r-1", slot, conversation: { platform: "slack", channel: "C0ONE", thread: ts }, reply: note("prod: queued"), progress: { done: 0, total: 0 }, waits, uncertain: false });
    expect((await running("U0BEN", "verdict")).kind).toBe("posted");
    expect(fake.calls.findLast(({ method }) => method === "chat.startStream")).toMatchObject({ args: { recipient_user_id: "U0BEN", recipient_team_id: fake.world.team } });
    // Of somebody whom this process has not met it does not know the workspace: the message is posted, and nobody is refused.
    expect((await running("U0NEW", "verdict.2")).kind).toBe("posted");
    expect(fake.calls.filter(({ method }) => method === "chat.startStream")).toHaveLength(1);
    expect(troubles.filter((trouble) => trouble.includes("streams no progress"))).toEqual([]);
  });

  it("takes no callback without the state of its own page, and needs the receiver that Slack can reach", async () => {
    fake = await openFakeSlack();
    await open();
    const forged = await fetch(`${base}/slack/oauth_redirect?code=code-T0EVIL&state=forged`);
    expect(forged.status).toBeGreaterThanOrEqual(400);
    expect(installations.all.has("T0EVIL")).toBe(false);
    const { appToken: _socket, ...rest } = slackOptions(fake);
    const unsigned = openSlack({ ...rest, oauth: { clientId: "1", clientSecret: new Secret("c"), stateSecret: new Secret("s"), key, installations, channels } });
    await expect(unsigned.start(listener)).rejects.toThrow("SLACK_SIGNING_SECRET");
  });
});
