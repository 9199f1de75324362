import type { App, webApi } from "@slack/bolt";
import type { HomeView } from "@slack/types";
import type { ChatListener, Responder } from "../../core/chat.ts";
import type { Conversation } from "../../core/queue.ts";
import type { Reply } from "../../core/reply.ts";
import { readView, type SentView, viewPattern } from "./forms.ts";
import type { Admit, Owe } from "./inbound.ts";
import { call } from "./outbound.ts";
import { renderReply } from "./render.ts";

type Client = InstanceType<typeof webApi.WebClient>;

const closed: Reply = { slot: "home", audience: "asker", blocks: [{ kind: "headline", mark: "unknown", text: "You have no role in duo-triage: this needs the role viewer. An administrator of duo-triage grants it." }] };
// A page takes no file.
const cutNote = "Too long for this page; the rest is left out. Ask for one stack: /duo check, or for all of them: /duo stacks";
const silent: Responder = { whisper: async () => undefined };

/** Listens to windows that people send off, and to the bot's own page. */
export function listenToWindows(app: App, { client, listener, admit, owe }: { client: Client; listener: ChatListener; admit: Admit; owe: Owe }): void {
  app.view({ callback_id: viewPattern, type: "view_submission" }, async ({ ack, body, view }) => {
    const read = readView(view as unknown as SentView);
    const problems = read === undefined ? {} : listener.problems(read.submitted);
    const wrong = Object.entries(problems).filter(([name]) => view.state.values[name] !== undefined);
    const acknowledged = ack(wrong.length > 0 ? { response_action: "errors", errors: Object.fromEntries(wrong) } : undefined as never);
    if (wrong.length > 0 || read === undefined) return acknowledged.catch((error: unknown) => listener.trouble(`A window could not be acknowledged: ${String(error)}`));
    const { submitted, channel, thread } = read;
    const event = `v-${view.id}`;
    const team = body.user.team_id ?? body.team?.id;
    const conversation: Conversation = { platform: "slack", channel, ...(thread === undefined ? {} : { thread }) };
    await owe(acknowledged, "window", event, { id: `slack-${event}`, user: body.user.id, ...(team === undefined ? {} : { team }), conversation, ...(thread === undefined ? {} : { thread }), sent: submitted }, {});
  });

  app.event("app_home_opened", async ({ event }) => {
    if (event.tab !== "home") return;
    const person = await admit(event.user, undefined, silent, true);
    const reply = (person === undefined ? undefined : await listener.home(person)) ?? closed;
    const view: HomeView = { type: "home", blocks: renderReply(reply, [], cutNote).blocks };
    const hash = (event.view as { hash?: string } | undefined)?.hash;
    const publish = (more: { hash?: string }): ReturnType<typeof call<unknown>> => call(() => client.views.publish({ user_id: event.user, view, ...more }));
    try {
      const published = await publish(hash === undefined ? {} : { hash });
      // Another process was faster: what it published is as fresh.
      if (published.kind === "refused" && published.error !== "hash_conflict") listener.trouble(`Slack: the page of the app could not be shown (${published.error})`);
    } catch (error) {
      listener.trouble(`Slack: the page of the app could not be shown (${String((error as Error).message).slice(0, 200)})`);
    }
  });
}
