import { describe, expect, it } from "vitest";
import { renderReply } from "../../src/chat/terminal/render.ts";
import { answerLine } from "../../src/commands/table.ts";
import { alertChannelsOf, reportPlansOf, silencesOf } from "../../src/core/kept.ts";
import { openDesk, say } from "../kit/desk.ts";
import { openMemoryStore } from "../kit/memory-store.ts";

/** Commands about what lasts: reports, silences, accepted findings, incidents. It is Sunday, 2026-11-22 10:00 UTC. */
function openChat(more: Parameters<typeof openDesk>[0] = {}) {
  const store = openMemoryStore();
  const desk = openDesk({ store, reports: { compose: async (stacks, zone) => ({ slot: "report", audience: "everyone", blocks: [{ kind: "note", text: `report of ${stacks.join() || "all"} in ${zone}` }] }) }, ...more });
  return { store, desk, shown: async (text: string, saying = {}): Promise<string> => (await answerLine(say(text, { conversation: { platform: "slack", channel: "C1" }, ...saying }), desk)).replies.map((reply) => renderReply(reply, { colour: false, width: 1000 })).join("\n") };
}
const viewer = { person: { id: "u2", name: "Vi", role: "viewer" } };

describe("/duo report", () => {
  it("keeps one plan for each channel, says when the first comes, and ends it", async () => {
    const { shown, store } = openChat();
    expect(await shown("/duo report daily 09:00 Europe/Berlin")).toContain("daily at 09:00 Europe/Berlin. The first comes 2026-11-23 09:00 Europe/Berlin, in 22 h");
    expect(await shown("/duo report weekly friday at 16:30 prod only when changed", { timeZone: "America/New_York" })).toMatch(/every Friday at 16:30 America\/New_York about prod, only when something changed.*No zone was named/u);
    expect((await reportPlansOf(store).list()).map(({ id, document }) => [id, document.cadence.every, document.onlyWhenChanged, document.stacks])).toEqual([["slack/C1", "weekly", true, ["prod"]]]);
    expect(await shown("/duo report list")).toContain("asked for by Ana");
    expect(await shown("/duo report off")).toContain("ended the regular report");
    expect(await shown("/duo report off")).toContain("no regular report");
  });

  it("shows one now, to viewers too, who may not plan one", async () => {
    const { shown } = openChat();
    expect(await shown("/duo report now", viewer)).toContain("report of all in UTC");
    expect(await shown("/duo report", { channelStack: "prod", person: { id: "u", name: "Ana", role: "viewer", timeZone: "Asia/Tokyo" } })).toContain("report of prod in Asia/Tokyo");
    expect(await shown("/duo report daily 09:00", viewer)).toContain("role operator");
  });

  it("takes the zone of the channel, else of the person, where none is named, and says which", async () => {
    const { shown } = openChat();
    const person = { id: "u1", name: "Ana", role: "operator" as const, timeZone: "America/New_York" };
    expect(await shown("/duo report daily 09:00", { person })).toMatch(/daily at 09:00 America\/New_York[\s\S]*No zone was named, so it is America\/New_York/u);
    expect(await shown("/duo report daily 09:00", { person, timeZone: "Asia/Tokyo" })).toContain("daily at 09:00 Asia/Tokyo");
    expect(await shown("/duo report daily 09:00", { person: { ...person, timeZone: "Mars/Olympus" } })).toContain("daily at 09:00 UTC");
  });

  it.each([["/duo report dayly 09:00", 'did you mean "daily"?'], ["/duo report daily 29:00", "no time"], ["/duo report daily 09:00 prdo", 'did you mean "prod"?'], ["/duo report daily 09:00 Europe/Berln", 'did you mean "Europe/Berlin"?']])("corrects %s", async (line, said) => {
    const { shown, store } = openChat();
    expect(await shown(line)).toContain(said);
    expect(await reportPlansOf(store).list()).toEqual([]);
  });
});

describe("/duo silence", () => {
  it("opens a maintenance window with a reason, lists it, ends it", async () => {
    const { shown, store } = openChat();
    expect(await shown("/duo silence prod 2h because of the upgrade")).toContain("prod is silenced for 2 h, until 2026-11-22 12:00 UTC, by Ana: of the upgrade");
    expect((await silencesOf(store).get("prod"))?.until).toBe(Date.parse("2026-11-22T12:00:00Z"));
    expect(await shown("/duo silence 30 min")).toContain("for 30 min");
    expect(await shown("/duo silence list")).toContain("by Ana");
    expect(await shown("/duo silence prod off")).toContain("ended the silence");
    expect(await shown("/duo silence prod 2h", viewer)).toContain("role operator");
    expect(await shown("/duo silence prod")).toContain("For how long?");
    expect(await shown("/duo silence prod 90d")).toContain("at most 14 d");
    expect(await shown("/duo silence prdo 2h")).toContain('did you mean "prod"?');
  });
});

describe("/duo expect", () => {
  it("takes the words in both orders, with a day and a reason, and ends it", async () => {
    const { shown, store } = openChat();
    expect(await shown("/duo expect DT220 on prod until 2026-12-01 because the migration needs it")).toContain("accepted until 2026-12-01 by Ana: the migration needs it");
    expect(await shown("/duo expect dt301 until 2026-11-30 known and ordered")).toContain("DT301 on prod");
    expect((await store.expectations.list()).map(({ id }) => id)).toEqual(["prod/DT301", "prod/DT220"]);
    expect(await shown("/duo expect list")).toContain("until 2026-12-01, Ana");
    expect(await shown("/duo expect DT220 prod off")).toContain("no longer accepted");
    for (const [line, said] of [["DT999 until 2026-12-01 because so it is", "no finding DT999"], ["DT220 prod until 2027-12-01 because why", "At most 30 days"], ["DT220 prod until 2026-12-01", "Say why"], ["DT220 prod because", "Until when?"], ["A1003 until 2026-12-01 x", "no code of a finding"], ["DT220 prdo until 2026-12-01 because", 'did you mean "prod"?']]) expect(await shown(`/duo expect ${line}`)).toContain(said);
  });
});

describe("/duo incidents", () => {
  it("waits for what the run before it found to be remembered", async () => {
    const at = Date.parse("2026-11-22T08:00:00Z");
    const found = { id: "i-1", code: "DT301", title: "Nothing listens", stack: "prod", severity: "outage", openedAt: at, lastSeenAt: at, since: at, runs: ["r-1"], kind: "cause" as const, hop: "model", breaks: ["chat"], models: [], changes: [], causes: [], peak: "outage", missed: 0, returns: [], flapping: false, announced: true, remindedAt: at, seq: 1 };
    const { shown, store, desk } = openChat();
    desk.settled = async () => { await store.incidents.put("i-1", found); };
    expect(await shown("/duo incidents")).toContain("1 open incident");
  });

  it("lists open and past ones, and announces in a channel that asks for it", async () => {
    const { shown, store } = openChat();
    expect(await shown("/duo incidents")).toContain("No open incident");
    const at = Date.parse("2026-11-22T08:00:00Z");
    const common = { stack: "prod", severity: "outage", openedAt: at, lastSeenAt: at, since: at, runs: ["r-1"], kind: "cause" as const, hop: "model", breaks: ["chat"], models: [], changes: [], causes: [], peak: "outage", missed: 0, returns: [], flapping: false, announced: true, remindedAt: at, seq: 1 };
    await store.incidents.put("i-1", { ...common, id: "i-1", code: "DT301", title: "Nothing listens" });
    await store.incidents.put("i-2", { ...common, id: "i-2", code: "DT105", title: "Was unset", closedAt: at + 3_600_000 });
    expect(await shown("/duo incidents prod")).toMatch(/1 open incident of prod\n.*Nothing listens \(DT301\).*for 2 h, hits Chat · i-1\n.*Was unset \(DT105\).*over for 1 h, lasted 1 h/u);
    expect(await shown("/duo incidents here", { channelStack: "prod" })).toContain("Incidents of prod are announced in this channel");
    expect((await alertChannelsOf(store).list()).map(({ document }) => document.stacks)).toEqual([["prod"]]);
    expect(await shown("/duo incidents off")).toContain("ended the announcements");
    expect(await shown("/duo incidents here", viewer)).toContain("role operator");
  });
});
