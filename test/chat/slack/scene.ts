import { openSlack, type SlackOptions } from "../../../src/chat/slack/slack.ts";
import type { ChatAdapter, ChatListener, Heard, Person, PostRequest, Press, Sent, Responder } from "../../../src/core/chat.ts";
import type { Reply } from "../../../src/core/reply.ts";
import { type FakeSlack, openFakeSlack } from "../../fakes/slack/fake.ts";
import { slackOptions } from "./stage.ts";

/** An adapter with listener that only listen. */
export interface Scene {
  fake: FakeSlack;
  chat: ChatAdapter;
  heard: Heard[];
  pressed: Press[];
  sent: Sent[];
  /** What the house finds wrong with a form. */
  problems: Record<string, string>;
  troubles: string[];
  /** What the house does when it hears something. */
  onHear: (heard: Heard, responder: Responder) => Promise<void>;
  onPress: (press: Press, responder: Responder) => Promise<void>;
  onHome: (person: Person) => Reply | undefined;
  start(): Promise<void>;
  close(): Promise<void>;
}

export async function openScene(more: (fake: FakeSlack) => Partial<SlackOptions> = () => ({})): Promise<Scene> {
  const fake = await openFakeSlack();
  const chat = openSlack(slackOptions(fake, more(fake)));
  const known = new Set<string>();
  const scene: Scene = {
    fake, chat, heard: [], pressed: [], troubles: [],
    sent: [], problems: {},
    onHear: async () => undefined,
    onPress: async () => undefined,
    onHome: () => undefined,
    start: () => chat.start(listener),
    async close() {
      await chat.close();
      await fake.close();
    },
  };
  const listener: ChatListener = {
    first: async (id) => !known.has(id) && known.add(id) !== undefined,
    hear: async (heard, responder) => { scene.heard.push(heard); await scene.onHear(heard, responder); },
    press: async (press, responder) => { scene.pressed.push(press); await scene.onPress(press, responder); },
    problems: () => scene.problems,
    submit: async (sent) => void scene.sent.push(sent),
    home: async (person) => scene.onHome(person),
    trouble: (message) => void scene.troubles.push(message),
  };
  return scene;
}

export const note = (text: string, more: Partial<Reply> = {}): Reply => ({ slot: "verdict", audience: "everyone", blocks: [{ kind: "note", text }], ...more });

export const request = (text: string, more: Partial<PostRequest> = {}): PostRequest => ({ run: "r-1", slot: "verdict", conversation: { platform: "slack", channel: "C0ONE" }, reply: note(text), uncertain: false, ...more });
