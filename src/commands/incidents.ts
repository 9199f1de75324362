import type { Answer, Desk, Saying } from "../core/desk.ts";
import { alertChannelsOf, channelId, silencesOf } from "../core/kept.ts";
import { nearest } from "../core/nearest.ts";
import type { Block, Mark } from "../core/reply.ts";
import { span } from "../core/text.ts";
import { blastRadius } from "../replies/incident.ts";
import { type Command, usage } from "./command.ts";

const shownClosed = 5;

/** What is open and what was, and whether this channel hears of new ones. */
export const incidents: Command = {
  name: "incidents",
  synopsis: "incidents [stack|here|off]",
  help: "open and recent incidents; `here` announces new ones in this channel",
  role: "viewer",
  async run(words, saying, desk): Promise<Answer> {
    const [word] = words;
    const names = desk.stacks.map((stack) => stack.name);
    if (word === "here" || word === "off") return follow(word === "here", saying, desk);
    if (word !== undefined && !names.includes(word)) {
      const near = nearest(word, [...names, "here", "off"]);
      return usage(incidents, `"${word.slice(0, 40)}" is no stack${near === undefined ? `. There are: ${names.join(", ")}` : `, did you mean "${near}"?`}`);
    }
    // Whoever was just answered asks about what that run found.
    await desk.settled?.();
    const now = desk.now().getTime();
    const all = (await desk.store.incidents.list(500)).map(({ document }) => document).filter((one) => names.includes(one.stack) && (word === undefined || one.stack === word));
    const open = all.filter((one) => one.closedAt === undefined).toSorted((a, b) => a.since - b.since);
    const closed = all.filter((one) => one.closedAt !== undefined).toSorted((a, b) => (b.closedAt ?? 0) - (a.closedAt ?? 0)).slice(0, shownClosed);
    const silenced = (await silencesOf(desk.store).list()).map(({ document }) => document).filter((one) => one.until > now && (word === undefined || one.stack === word));
    const blocks: Block[] = [{ kind: "headline", mark: open.length === 0 ? "pass" : "fail", text: open.length === 0 ? `No open incident${word === undefined ? "" : ` of ${word}`}` : `${open.length} open ${open.length === 1 ? "incident" : "incidents"}${word === undefined ? "" : ` of ${word}`}` }];
    for (const one of open) {
      const mark: Mark = one.kind === "switch" ? "warn" : one.code === "undecided" ? "undecided" : "fail";
      blocks.push({ kind: "check", mark, title: `${one.stack}: ${one.title} (${one.code})`, text: `for ${span(now - one.since)}${one.kind === "switch" ? "" : `, hits ${blastRadius(one)}`}${one.flapping ? ", comes and goes" : ""}${one.announced ? "" : ", not announced"} · ${one.id}` });
    }
    for (const one of closed) blocks.push({ kind: "check", mark: one.accepted === undefined ? "pass" : "expected", title: `${one.stack}: ${one.title} (${one.code})`, text: `${one.accepted === undefined ? "over" : "accepted"} for ${span(now - (one.closedAt ?? now))}, lasted ${span((one.closedAt ?? now) - one.since)} · ${one.id}` });
    for (const one of silenced) blocks.push({ kind: "note", text: `${one.stack} is silenced for ${span(one.until - now)} more (${one.author}: ${one.reason})` });
    return { replies: [{ slot: "incidents", audience: "everyone", blocks }] };
  },
};

async function follow(on: boolean, saying: Saying, desk: Desk): Promise<Answer> {
  if (saying.person.role === "viewer") return usage(incidents, `This needs the role operator; you have ${saying.person.role}.`);
  const { platform, channel } = saying.conversation;
  const channels = alertChannelsOf(desk.store);
  const id = channelId(saying.conversation);
  if (on) await channels.put(id, { conversation: { platform, channel }, stacks: saying.channelStack === undefined ? [] : [saying.channelStack], author: saying.person.name, at: desk.now().getTime() });
  const had = on || (await channels.remove(id));
  const text = on ? `Incidents of ${saying.channelStack ?? "all stacks"} are announced in this channel from now on (${saying.person.name}).` : had ? `${saying.person.name} ended the announcements in this channel.` : "Nobody asked for announcements in this channel; where the configuration has `alerts: true`, they go on.";
  return { replies: [{ slot: "incidents-here", audience: had ? "everyone" : "asker", blocks: [{ kind: "headline", mark: "info", text }] }] };
}
