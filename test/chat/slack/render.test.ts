import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { escapeText, plainOf } from "../../../src/chat/slack/escape.ts";
import { slackManifest } from "../../../src/chat/slack/manifest.ts";
import { renderReply } from "../../../src/chat/slack/render.ts";
import { table } from "../../../src/commands/table.ts";
import type { Block, Mark, Reply } from "../../../src/core/reply.ts";
import { readFileSync } from "node:fs";
import { lengthOf, pingsOf, problemsOf } from "../../fakes/slack/limits.ts";
import { buttonsOf, readable } from "./stage.ts";

const nasty = fc.oneof(
  fc.string({ unit: "binary", maxLength: 400 }),
  fc.constantFrom("<!channel>", "<@U0ANA>", "@here", "@everyone and @channel", "&lt;!here&gt;", "```", "`", "", " ", "🔥".repeat(200), "&".repeat(900), "<".repeat(4_000), "x".repeat(9_000), "\u202e\u0007\u001b[31m"),
);
const mark = fc.constantFrom<Mark[]>("pass", "warn", "fail", "skip", "blocked", "unknown", "expected", "undecided", "info");
const step = fc.record({ do: nasty, where: nasty, command: nasty, expect: nasty, risk: nasty, undo: nasty });
const block: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ kind: fc.constant("headline" as const), mark, text: nasty }),
  fc.record({ kind: fc.constant("fact" as const), label: nasty, text: nasty }),
  fc.record({ kind: fc.constant("note" as const), text: nasty }),
  fc.record({ kind: fc.constant("section" as const), title: nasty }),
  fc.record({ kind: fc.constant("check" as const), mark, title: nasty, text: nasty }),
  fc.record({ kind: fc.constant("evidence" as const), probe: nasty, from: nasty, basis: nasty, said: nasty }),
  fc.record({ kind: fc.constant("steps" as const), title: nasty, steps: fc.array(step, { maxLength: 6 }) }),
  fc.record({ kind: fc.constant("code" as const), text: nasty }),
  fc.record({ kind: fc.constant("table" as const), title: nasty, heads: fc.array(nasty, { maxLength: 4 }), rows: fc.array(fc.record({ name: nasty, cells: fc.array(fc.record({ mark, text: nasty }), { maxLength: 5 }) }), { maxLength: 8 }) }),
  fc.record({ kind: fc.constant("waterfall" as const), totalMs: fc.integer({ min: 0, max: 9_000 }), rows: fc.array(fc.record({ label: nasty, startedMs: fc.nat(9_000), durationMs: fc.nat(9_000), mark }), { maxLength: 80 }) }),
);
const action = fc.record({ id: fc.constantFrom("again", "why", "steps", "check", "not valid!"), label: nasty, value: nasty });
const reply: fc.Arbitrary<Reply> = fc.record({ slot: nasty, audience: fc.constant("everyone" as const), blocks: fc.array(block, { maxLength: 90 }), actions: fc.array(action, { maxLength: 30 }) });

describe("a reply as a Slack message", () => {
  it("breaks no limit and pings nobody, whatever is in it", () => {
    fc.assert(fc.property(reply, (one) => {
      const message = renderReply(one);
      if (message.blocks.length > 0) expect(problemsOf(message.blocks)).toEqual([]);
      expect(lengthOf(message.blocks)).toBeLessThan(12_000);
      expect(message.text.length).toBeLessThanOrEqual(4_000);
      expect(message.text.length).toBeGreaterThan(0);
      expect(pingsOf({ text: message.text, blocks: message.blocks, parse: "none" })).toEqual([]);
      // A code block that is not closed swallows what follows.
      for (const one2 of message.blocks) if (one2.type === "section") expect(((one2.text?.text ?? "").split("```").length - 1) % 2).toBe(0);
    }), { numRuns: 200 });
  });

  it("says everything in the plain text too", () => {
    const { text, blocks } = renderReply({ slot: "verdict", audience: "everyone", blocks: [{ kind: "headline", mark: "fail", text: "Duo on prod: broken at the model server" }, { kind: "fact", label: "Cause", text: "<expired> & gone" }, { kind: "note", text: "12 checks" }] });
    expect(text).toBe("✗ FAIL  Duo on prod: broken at the model server\nCause: &lt;expired&gt; &amp; gone\n12 checks");
    expect(blocks).toEqual([
      { type: "header", text: { type: "plain_text", text: "✗ FAIL  Duo on prod: broken at the model server", emoji: false } },
      { type: "section", text: { type: "mrkdwn", text: "*Cause:* &lt;expired&gt; &amp; gone", verbatim: true } },
      { type: "context", elements: [{ type: "mrkdwn", text: "12 checks", verbatim: true }] },
    ]);
  });

  it("puts sixty findings into one message of few blocks, and all of them into a file when they do not fit", () => {
    const findings = (words: number): Reply => ({ slot: "evidence", audience: "everyone", blocks: Array.from({ length: 60 }, (_, n) => ({ kind: "check", mark: "fail", title: `finding-${n}`, text: "word ".repeat(words) })) });
    const short = renderReply(findings(3));
    expect(short.file).toBeUndefined();
    expect(readable(short)).toContain("finding-59");
    const long = renderReply(findings(80));
    expect(long.blocks.length).toBeLessThanOrEqual(50);
    expect(readable(long)).toContain("attached file");
    expect(long.file?.content).toContain("finding-59");
  });

  it("takes fifty blocks at most, buttons and pictures among them, and cuts what is read aloud of a picture", () => {
    const notes: Reply = { slot: "evidence", audience: "everyone", blocks: Array.from({ length: 120 }, (_, n) => ({ kind: "note", text: `note ${n}` })), actions: [{ id: "why", label: "Show evidence", value: "r-1" }] };
    const { blocks, file } = renderReply(notes, [{ id: "F1", alt: "a hop ".repeat(900) }, { id: "F2", alt: "" }]);
    expect(problemsOf(blocks)).toEqual([]);
    expect(blocks).toHaveLength(50);
    expect(file?.content).toContain("note 119");
  });

  it("keeps buttons apart that do the same to different things", () => {
    const message = renderReply({ slot: "pick", audience: "everyone", blocks: [{ kind: "note", text: "Which?" }], actions: ["prod", "lab"].map((name) => ({ id: "check", label: name, value: name })) });
    expect(problemsOf(message.blocks)).toEqual([]);
    expect(buttonsOf(message.blocks)).toEqual(["prod", "lab"]);
  });

  it("escapes so that unescaping gives the same text", () => {
    fc.assert(fc.property(fc.string(), (text) => plainOf(escapeText(text)) === text));
  });
});

describe("the manifests", () => {
  it.each([["manifests/slack.json", false], ["manifests/slack-passive.json", true]])("%s is what the command table gives", (path, passive) => {
    expect(JSON.parse(readFileSync(path, "utf8")), "run `npm run generate`").toEqual(slackManifest(table, { passive }));
  });

  it("asks for reading channels only in the passive one", () => {
    const scopes = (passive: boolean): string[] => (slackManifest(table, { passive })["oauth_config"] as { scopes: { bot: string[] } }).scopes.bot;
    expect(scopes(false).filter((scope) => /^(?:channels|groups|mpim):/u.test(scope))).toEqual([]);
    expect(scopes(true)).toEqual(expect.arrayContaining(["channels:history", "groups:history"]));
  });
});
