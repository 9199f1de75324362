import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ChannelRule, ChatAdapter } from "../../src/core/chat.ts";
import { until } from "../store/lanes.ts";
import { nobody, openHouse, type TestHouse } from "./house.ts";

/** A message of the bot as people see it. */
export interface Seen {
  id: string;
  /** Id of the message whose thread it stands in. */
  thread: string | undefined;
  /** People see it in the channel itself: outside threads, or sent to the channel from one. */
  inChannel: boolean;
  text: string;
  /** Everything that it said, oldest first, the present text last. */
  history: readonly string[];
  buttons: readonly string[];
  /** Whom it would notify. */
  pings: readonly string[];
  files: readonly { name: string; content: string }[];
}

export type Who = "ana" | "ben";

/** One platform with its fake: people who type and press, and what they see. */
export interface Stage {
  /** Opens the adapter anew, as a process would. */
  adapter(): ChatAdapter;
  channels: Readonly<Record<string, ChannelRule>>;
  /** Ids of two ordinary channels and one that is configured as passive. */
  one: string;
  two: string;
  passive: string;
  /** Messages below the verdict of a failing run: evidence and steps, both in one, or none where they are told when somebody asks. */
  below: 0 | 1 | 2;
  /** The platform's id of a person. */
  idOf(who: Who): string;
  /** `/duo <text>`; undefined: not acknowledged within 3 s. */
  command(who: Who, channel: string, text: string): Promise<{ ackMs: number | undefined }>;
  /** Names the bot in a message, in a thread where one is given. */
  mention(who: Who, channel: string, text: string, thread?: string): Promise<{ id: string }>;
  /** Says something to nobody. `twice`: the platform brings the event once more. */
  type(who: Who, channel: string, text: string, twice?: "twice", thread?: string): Promise<{ id: string }>;
  /** As another bot would say it. */
  typeAsBot(channel: string, text: string): Promise<void>;
  press(who: Who, message: Seen, label: string): Promise<{ ackMs: number | undefined }>;
  pressPrivate(who: Who, label: string): Promise<{ ackMs: number | undefined }>;
  /** Picks a message in a channel to have it explained, where the platform has a menu for that. */
  pick?(who: Who, channel: string, message: string): Promise<{ ackMs: number | undefined }>;
  /** The window that a person has open: its words, and the names of its fields. */
  window(who: Who): { text: string; fields: readonly string[] } | undefined;
  /** Fills in that window and sends it. `problems`: what the platform shows beside the fields, where it can. */
  submit(who: Who, values: Record<string, string>): Promise<{ ackMs: number | undefined; problems: readonly string[] }>;
  /** Messages of the bot, oldest first. */
  messages(channel: string): readonly Seen[];
  /** Acknowledgements that still show nothing but that somebody thinks, where the platform has such. */
  thinking?(): number;
  /** The secrets by which such are filled in. */
  interactionTokens?(): readonly string[];
  /** What a person alone was shown, oldest first. */
  whispers(who: Who): readonly { text: string; buttons: readonly string[] }[];
  close(): Promise<void>;
}

const quiet = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * The conversation that every platform must be able to have. `flat`: without threads, without messages that change in place, and nothing is
 * said to nobody: what stands in a thread elsewhere is told when somebody asks, and a message that changes is told anew.
 */
export function describeChat(name: string, open: () => Promise<Stage>, { flat = false } = {}): void {
  const overheard = flat ? it.skip : it;
  describe(`chat: ${name}`, () => {
    let stage: Stage;
    let house: TestHouse;

    beforeAll(async () => {
      stage = await open();
      const rule = (more: Partial<typeof nobody>) => ({ ...nobody, ...more });
      house = await openHouse({ adapter: () => stage.adapter(), channels: stage.channels, roles: { viewer: rule({ everyone: true }), operator: rule({ users: [stage.idOf("ana")] as never }), admin: rule({}) } });
    }, 180_000);
    afterAll(async () => {
      await house?.close();
      await stage?.close();
    }, 30_000);

    const calm = (): void => void Object.assign(house.script, { verdict: "fail", title: "the model's certificate has expired", said: "the handshake failed", steps: 2, checks: 2, gate: undefined });
    /** Messages of a failing run. */
    const full = (): number => 1 + stage.below;
    /** The thread that something belongs in, where there are threads. */
    const place = (id: string | undefined): string | undefined => (flat ? undefined : id);
    const fresh = (channel: string): (() => readonly Seen[]) => {
      const before = new Set(stage.messages(channel).map((message) => message.id));
      return () => stage.messages(channel).filter((message) => !before.has(message.id));
    };
    const whispered = (who: Who): (() => readonly { text: string; buttons: readonly string[] }[]) => {
      const before = stage.whispers(who).length;
      return () => stage.whispers(who).slice(before);
    };
    /** Holds runs until called. */
    const hold = (): (() => void) => {
      let release: () => void = () => undefined;
      house.script.gate = new Promise((resolve) => { release = resolve; });
      return release;
    };

    it("acknowledges a command at once, shows progress in one message, edits it to the verdict, and fills its thread in order", async () => {
      calm();
      house.script.steps = 12;
      const news = fresh(stage.one);
      const { ackMs } = await stage.command("ana", stage.one, "check prod");
      expect(ackMs).toBeLessThan(1_000);
      const [parent] = await until("evidence and steps", () => (news().length >= full() && news()[0]?.text.includes("FAIL") === true ? news() : undefined));
      expect(news()).toHaveLength(full());
      expect(parent?.history[0]).toMatch(/queued as r-/u);
      expect(parent?.history.some((text) => /running \d+\/12/u.test(text))).toBe(true);
      expect(parent?.text).toMatch(/FAIL.*broken at/su);
      expect(parent?.text).toContain("certificate has expired");
      expect(parent?.buttons).toEqual(["Re-run failed", "Show evidence", "Fix steps", "Mark expected…", "Escalate…", "Hand over…", "👍 Right cause", "👎 Wrong cause"]);
      // Progress is coalesced: far fewer edits than steps.
      expect(parent?.history.length).toBeLessThan(10);
      if (flat) return;
      const evidence = news()[1];
      const steps = news()[full() - 1];
      expect([evidence?.thread, steps?.thread]).toEqual([parent?.id, parent?.id]);
      expect(evidence?.text).toContain("the handshake failed");
      expect(steps?.text).toContain("openssl x509 -noout -enddate");
    });

    it("says a pass in one message without a thread", async () => {
      calm();
      house.script.verdict = "pass";
      const news = fresh(stage.one);
      await stage.command("ana", stage.one, "check prod");
      await until("the verdict", () => news()[0]?.text.includes("PASS"));
      await quiet(600);
      expect(news()).toHaveLength(1);
      expect(news()[0]?.buttons).toEqual([]);
    });

    it("shows help, usage errors and refusals to the asker alone", async () => {
      const news = fresh(stage.one);
      const said = whispered("ben");
      await stage.command("ben", stage.one, "help");
      await until("help", () => said().some(({ text }) => text.includes("/duo check prod")));
      await stage.command("ben", stage.one, "chekc");
      await until("a correction", () => said().some(({ text }) => text.includes('did you mean "check"')));
      await stage.command("ben", stage.one, "check prod --deep");
      await until("a refusal", () => said().some(({ text }) => /role operator.*administrator/su.test(text)));
      expect(news()).toEqual([]);
    });

    it("answers a mention in its thread, and speaks there about that thread's run", async () => {
      calm();
      const news = fresh(stage.one);
      const { id } = await stage.mention("ana", stage.one, "check prod");
      await until("three messages", () => news().length === full() && news()[0]?.text.includes("FAIL"));
      expect(news().map((message) => message.thread)).toEqual(Array.from({ length: full() }, () => place(id)));
      await stage.mention("ana", stage.one, "steps", id);
      const again = await until("the steps again", () => news()[full()]);
      expect(again.thread).toBe(place(id));
      expect(again.text).toContain("renew the certificate");
    });

    it("explains a pasted code at once and edits the answer to the live verdict", async () => {
      calm();
      const news = fresh(stage.one);
      const release = hold();
      const { id } = await stage.mention("ana", stage.one, "Error code: A1003");
      const first = await until("the explanation", () => news()[0]);
      expect(first.thread).toBe(place(id));
      expect(first.history[0]).toContain("A1003");
      release();
      const final = await until("the verdict", () => (news()[0]?.text.includes("FAIL") === true ? news()[0] : undefined));
      if (flat) return;
      expect(final.text).toContain("A1003");
      expect(final.text.indexOf("certificate has expired")).toBeLessThan(final.text.indexOf("A1003"));
    });

    overheard("listens in passive channels only, answers each code once in a thread, and never another bot", async () => {
      calm();
      const elsewhere = fresh(stage.two);
      const news = fresh(stage.passive);
      await stage.type("ben", stage.two, "look: Error code: A1003");
      await stage.type("ben", stage.passive, "good morning all");
      await stage.typeAsBot(stage.passive, "Error code: A1003");
      const { id } = await stage.type("ben", stage.passive, "users see Error code: A1004 since noon", "twice");
      await until("an answer", () => news().some((message) => message.text.includes("FAIL")));
      await quiet(800);
      expect(elsewhere()).toEqual([]);
      expect(news().every((message) => message.thread === id)).toBe(true);
      expect(news().filter((message) => message.history[0]?.includes("A1004") === true)).toHaveLength(1);
    });

    it("lets a second asker join the run and gives both their answer", async () => {
      calm();
      const release = hold();
      const here = fresh(stage.one);
      const there = fresh(stage.two);
      const asked = house.triaged.length;
      await stage.command("ana", stage.one, "check prod");
      await until("the first", () => here()[0]);
      await stage.command("ben", stage.two, "check prod");
      const joined = await until("the second", () => there()[0]);
      expect(joined.history[0]).toMatch(/joined r-\S+ started \d+ s ago by/u);
      expect(joined.pings).toEqual([]);
      release();
      await until("both verdicts", () => here()[0]?.text.includes("FAIL") && there()[0]?.text.includes("FAIL"));
      await until("both threads", () => here().length === full() && there().length === full());
      expect(house.triaged.length - asked).toBe(1);
    });

    it("tells somebody who asks again in the same place about the run that goes on", async () => {
      calm();
      const release = hold();
      const news = fresh(stage.one);
      await stage.command("ana", stage.one, "check prod");
      await until("the first", () => news()[0]);
      const said = whispered("ben");
      await stage.command("ben", stage.one, "check prod");
      await until("joined", () => said().some(({ text }) => text.includes("joined r-")));
      expect(news()).toHaveLength(1);
      release();
      await until("the answer", () => news().length === full() && news()[0]?.text.includes("FAIL"));
    });

    it("answers buttons: evidence for one person, shared on demand, a double click once", async () => {
      calm();
      const news = fresh(stage.one);
      await stage.command("ana", stage.one, "check prod");
      await until("the answer", () => news().length === full() && news()[0]?.text.includes("FAIL"));
      const said = whispered("ben");
      const [first] = await Promise.all([stage.press("ben", news()[0] as Seen, "Show evidence"), stage.press("ben", news()[0] as Seen, "Show evidence")]);
      expect(first.ackMs).toBeLessThan(1_000);
      await until("evidence", () => said().some(({ text }) => text.includes("the handshake failed")));
      await quiet(400);
      expect(said()).toHaveLength(1);
      expect(said()[0]?.buttons).toContain("Share");
      expect(news()).toHaveLength(full());
      await stage.pressPrivate("ben", "Share");
      const shared = await until("shared", () => news()[full()]);
      // Where the evidence stands, and not in the middle of the channel.
      expect(shared.thread).toBe(place(news()[0]?.id));
    });

    /** A failing run of a channel, with everything said. */
    const failed = async (channel: string): Promise<{ parent: Seen; news: () => readonly Seen[] }> => {
      calm();
      const news = fresh(channel);
      await stage.command("ana", channel, "check prod");
      await until("the answer", () => news().length === full() && news()[0]?.text.includes("FAIL"));
      return { parent: news()[0] as Seen, news };
    };

    it("asks again only what failed, and what a cause rests on, in the thread of the run", async () => {
      const { parent, news } = await failed(stage.one);
      if (flat) await stage.mention("ben", stage.one, "steps");
      const steps = await until("the steps", () => news().find(({ buttons }) => buttons.includes("Verify step")));
      expect(steps.buttons).toEqual(["Verify step"]);
      const many = news().length;
      house.script.verdict = "pass";
      await stage.press("ben", parent, "Re-run failed");
      const again = await until("the second run", () => (news()[many]?.text.includes("PASS") === true ? news()[many] : undefined));
      expect(house.triaged.at(-1)?.question).toMatchObject({ kind: "check", only: ["model/check-0", "model/check-1"] });
      expect(again.thread).toBe(place(parent.id));
      await stage.press("ben", steps, "Verify step");
      const verified = await until("the verification", () => (news()[many + 1]?.text.includes("PASS") === true ? news()[many + 1] : undefined));
      expect(house.triaged.at(-1)?.question).toMatchObject({ only: ["DT335"] });
      expect(verified.thread).toBe(place(parent.id));
    });

    it("marks a finding as expected: by who may, with a reason and a day, once", async () => {
      const { parent, news } = await failed(stage.one);
      const refused = whispered("ben");
      expect((await stage.press("ben", parent, "Mark expected…")).ackMs).toBeLessThan(2_500);
      await until("a refusal", () => refused().some(({ text }) => /role operator.*viewer.*administrator/su.test(text)));
      expect(stage.window("ben")).toBeUndefined();
      await stage.press("ana", parent, "Mark expected…");
      const window = await until("a window", () => stage.window("ana"));
      expect(window.fields.toSorted()).toEqual(["code", "reason", "until"]);
      expect(window.text).toContain("DT335");
      const told = whispered("ana");
      const wrong = await stage.submit("ana", { reason: "planned work on the model", until: "2020-01-01" });
      await until("a correction", () => [...wrong.problems, ...told().map(({ text }) => text)].some((text) => text.includes("This day is over")));
      // Two presses within a moment are one.
      await quiet(800);
      if (wrong.problems.length === 0) await stage.pressPrivate("ana", "Fill in again…");
      await until("the window again", () => stage.window("ana"));
      expect((await stage.submit("ana", { reason: "planned work on the model", until: new Date(Date.now() + 86_400_000).toISOString().slice(0, 10) })).ackMs).toBeLessThan(1_000);
      const said = await until("the acceptance", () => news()[full()]);
      expect(said.text).toMatch(/DT335 on prod.*accepted until .* by ana.*planned work on the model/isu);
      expect(said.thread).toBe(place(parent.id));
      expect(await house.store.expectations.list()).toMatchObject([{ id: "prod/DT335", document: { code: "DT335", stack: "prod", reason: "planned work on the model" } }]);
    });

    it("escalates what it has shown, word for word, and not twice", async () => {
      const { parent, news } = await failed(stage.two);
      await stage.press("ana", parent, "Escalate…");
      const window = await until("a window", () => stage.window("ana"));
      await stage.submit("ana", { note: "nobody knows this server" });
      const said = await until("the escalation", () => news()[full()]);
      expect(said.text).toMatch(/escalated run r-\S+ to the pager of the platform team.*pager\.example\.com\/1/su);
      expect(house.escalated).toHaveLength(1);
      const [first = "", ...lines] = (house.escalated[0]?.text ?? "").split("\n\n")[0]?.split("\n") ?? [];
      for (const line of [first, ...lines]) expect(window.text).toContain(line.trim());
      expect(house.escalated[0]?.text).toMatch(/nobody knows this server$/u);
      await quiet(3_100);
      const told = whispered("ana");
      await stage.press("ana", parent, "Escalate…");
      await until("a window", () => stage.window("ana"));
      await stage.submit("ana", {});
      await until("told so", () => told().some(({ text }) => text.includes("already by")));
      expect(house.escalated).toHaveLength(1);
    });

    it("hands a run over as a file in its thread, to operators only", async () => {
      const { parent, news } = await failed(stage.two);
      const run = house.triaged.at(-1)?.run ?? "";
      const told = whispered("ben");
      await stage.press("ben", parent, "Hand over…");
      await until("a refusal", () => told().some(({ text }) => text.includes("needs the role operator")));
      await stage.press("ana", parent, "Hand over…");
      const below = (): readonly Seen[] => news().slice(full());
      await until("the file", () => below().some((message) => message.files.length > 0));
      expect(below().some((message) => /Hand-over packet of run r-\S+, asked for by ana.*GitLab token 2/isu.test(message.text))).toBe(true);
      expect(below().flatMap((message) => message.files.map(({ name, content }) => ({ name: name.split("/").at(-1), content })))).toEqual([{ name: `duo-${run}.tar.gz`, content: `packet of ${run}` }]);
      expect(below().every((message) => message.thread === place(parent.id))).toBe(true);
    });

    it("keeps thumbs with the run, and what it was instead", async () => {
      const { parent } = await failed(stage.one);
      const run = house.triaged.at(-1)?.run ?? "";
      const told = whispered("ben");
      await stage.press("ana", parent, "👍 Right cause");
      await stage.press("ben", parent, "👎 Wrong cause");
      await until("a question", () => told().some(({ text }) => text.includes("What was it?")));
      await stage.pressPrivate("ben", "Say what it was…");
      await until("a window", () => stage.window("ben"));
      await stage.submit("ben", { words: "the proxy in front of it" });
      const kept = await until("both kept", async () => {
        const all = (await house.store.feedback.list()).map(({ document }) => document).filter((one) => one.run === run);
        return all.length === 2 && all.some((one) => one.note !== undefined) ? all : undefined;
      });
      expect(kept.map(({ right, note }) => ({ right, note })).toSorted((a, b) => Number(a.right) - Number(b.right))).toEqual([{ right: false, note: "the proxy in front of it" }, { right: true, note: undefined }]);
    });

    overheard("leaves a thread alone when told to, and answers there when named", async () => {
      calm();
      const news = fresh(stage.passive);
      const { id } = await stage.type("ben", stage.passive, "users see Error code: A1001");
      await until("an answer", () => news().some((message) => message.text.includes("FAIL")));
      const thread = news()[0]?.thread ?? id;
      const told = whispered("ben");
      await stage.mention("ben", stage.passive, "stop listening", thread);
      await until("a word", () => told().some(({ text }) => text.includes("no longer listens")));
      await quiet(200);
      const many = news().length;
      await stage.type("ana", stage.passive, "now it is Error code: A1002", undefined, thread);
      await stage.mention("ana", stage.passive, "why", thread);
      await until("why", () => news().length > many);
      await quiet(300);
      expect(news().filter((message) => message.text.includes("A1002"))).toEqual([]);
    });

    it("offers what to check where nothing is said", async () => {
      calm();
      const news = fresh(stage.one);
      const told = whispered("ana");
      await stage.mention("ana", stage.one, "");
      await until("picks", () => told().some(({ buttons }) => buttons.includes("Check prod") && buttons.includes("More…")));
      await stage.pressPrivate("ana", "More…");
      const window = await until("a window", () => stage.window("ana"));
      expect(window.fields.toSorted()).toEqual(["deep", "place", "stack"]);
      const before = house.triaged.length;
      await stage.submit("ana", { place: "model" });
      await until("the run", () => house.triaged.length > before);
      expect(house.triaged.at(-1)?.question).toMatchObject({ kind: "check", deep: false, only: ["model"] });
      // Where a mention cannot be answered to one person alone, picks and answer stand in the direct conversation.
      await until("all of the answer", () => news().length === full() || stage.whispers("ana").some(({ text }) => text.includes("renew the certificate")));
    });

    it("keeps its promise over a restart: the same message is edited, and old buttons work", async () => {
      calm();
      const release = hold();
      const news = fresh(stage.one);
      await stage.command("ana", stage.one, "check prod");
      const parent = await until("the first message", () => news()[0]);
      const restarted = house.restart();
      release();
      house.script.gate = undefined;
      await restarted;
      await until("the verdict", () => news()[0]?.text.includes("FAIL"), 30_000);
      await until("the thread", () => news().length === full());
      expect(news()[0]?.id).toBe(parent.id);
      const said = whispered("ana");
      await stage.press("ana", news()[0] as Seen, "Fix steps");
      await until("the steps", () => said().some(({ text }) => text.includes("renew the certificate")));
    }, 60_000);

    it("lets no text of a target or a person ping, and breaks no limit", async () => {
      calm();
      const hostile = "<!channel> <!here|x> <@U0ANA> @everyone @here <@123456789012345678> <@&456> ``` *bold* </script> &lt;!channel&gt; \u202e\u0007";
      house.script.title = `${hostile} ${"x".repeat(5_000)}`;
      house.script.said = `${hostile.repeat(20)} ${"<".repeat(3_000)}`;
      house.script.checks = 60;
      const news = fresh(stage.one);
      await stage.command("ana", stage.one, "check prod");
      await until("the answer", () => news().filter((message) => message.text !== "").length >= full() && news()[0]?.text.includes("FAIL"));
      if (flat) {
        await stage.mention("ana", stage.one, "why");
        await until("all of it", () => news().some(({ text }) => text.includes("How we know")));
      }
      await stage.mention("ben", stage.one, "explain @everyone <!channel> Error code: A1003 <@U0ANA>");
      await until("the explanation", () => news().some((message) => message.history[0]?.includes("A1003") === true));
      expect(news().flatMap((message) => message.pings)).toEqual([]);
      const files = await until("a file", () => (news().some((message) => message.files.length > 0) ? news().flatMap((message) => message.files) : undefined));
      // The file holds what the message cut.
      expect(files.some((file) => file.content.includes("model/check-59"))).toBe(true);
    });

    it("warns the person alone when a paste holds a secret, and repeats it nowhere", async () => {
      calm();
      const secret = ["glpat", "abcdEFGH12345678wxyz"].join("-");
      const news = fresh(stage.one);
      const said = whispered("ana");
      await stage.mention("ana", stage.one, `Error code: A1003 with PRIVATE-TOKEN: ${secret}`);
      await until("a warning", () => said().some(({ text }) => text.includes("GitLab token") && text.includes("rotate")));
      await until("the answer", () => news()[0]);
      expect(JSON.stringify([stage.messages(stage.one), stage.whispers("ana")])).not.toContain(secret);
    });
  });
}
