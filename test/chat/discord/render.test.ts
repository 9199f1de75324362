import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readPress, writePress } from "../../../src/chat/discord/press.ts";
import { type Message, plainText, renderBlocks, renderReply } from "../../../src/chat/discord/render.ts";
import type { Block, Mark, Reply } from "../../../src/core/reply.ts";
import { type MessageBody, messageProblems } from "../../fakes/discord/limits.ts";
import { schemaProblems } from "../../fakes/discord/schema.ts";

const reply = (blocks: Block[], actions: Reply["actions"] = []): Reply => ({ slot: "verdict", audience: "everyone", blocks, actions });
const evidence = (said: string): Block => ({ kind: "evidence", probe: "gateway/health", from: "worker:default", basis: "measured", said });

function problemsOf(message: Message): string[] {
  const { files, ...rest } = message;
  const body = { ...rest, attachments: files.map((file, id) => ({ id: String(id), filename: file.name })) } as unknown as MessageBody;
  const uploads = files.map((file, place) => ({ field: `files[${place}]`, name: file.name, bytes: file.bytes }));
  return [...schemaProblems("MessageCreateRequest", body), ...messageProblems(body, uploads, "create")];
}

describe("a reply as a Discord message", () => {
  it("has the five lines in the content, by word and shape, and its buttons", () => {
    const message = renderReply(reply([
      { kind: "headline", mark: "fail", text: "Duo on prod: broken at the gateway's way to the model" },
      { kind: "fact", label: "Cause", text: "The certificate of vllm.internal has expired (DT335, proven)" },
      { kind: "fact", label: "Do now", text: "Renew it (model host)" },
      { kind: "note", text: "14 checks: 9 pass · run r-7f3k" },
    ], [{ id: "again", label: "Run again", value: "r-7f3k" }, { id: "why", label: "Show evidence", value: "r-7f3k" }]));
    expect(message.content).toBe("**✗ FAIL  Duo on prod: broken at the gateway's way to the model**\n**Cause:** The certificate of vllm.internal has expired (DT335, proven)\n**Do now:** Renew it (model host)\n-# 14 checks: 9 pass · run r-7f3k");
    expect(message.embeds).toEqual([]);
    expect(message.allowed_mentions).toEqual({ parse: [] });
    expect(message.components[0]?.components.map((one) => one.label)).toEqual(["Run again", "Show evidence"]);
    expect(problemsOf(message)).toEqual([]);
  });

  it("lets no markup, mention, custom emoji, timestamp or fake link of a target through", () => {
    const { content } = renderReply(reply([{ kind: "fact", label: "Said", text: "@everyone <@123456789012345678> <@&1> <#2> <t:1:R> <a:x:1> **b** _i_ ~~s~~ ||h|| `c` [click](http://evil.example) # h \u202egnp" }]));
    expect(content).not.toMatch(/@everyone|(?<!\\)<(?:@|#|t:|a:)|(?<!\\)\*\*b|(?<!\\)\||(?<!\\)`|(?<!\\)\[|\u202e/u);
    expect(content).toContain("\\<@123456789012345678\\>");
  });

  it("keeps addresses clickable without a preview, and names with underscores readable", () => {
    const { content } = renderReply(reply([{ kind: "fact", label: "Address", text: "POST http://aigw.internal:5052/v1/chat_agent, then AIGW_AUTH__BYPASS_EXTERNAL." }]));
    expect(content).toContain("<http://aigw.internal:5052/v1/chat_agent>, then AIGW\\_AUTH\\_\\_BYPASS\\_EXTERNAL.");
  });

  it("cannot be talked out of a code block", () => {
    const { content } = renderReply(reply([{ kind: "code", text: "echo ```\n@everyone" }]));
    expect(content.match(/```/gu)).toHaveLength(2);
    expect(content).not.toContain("@everyone");
  });

  it("goes on in embeds, then in a file that holds all of it", () => {
    const some = renderReply(reply(Array.from({ length: 30 }, (_, place) => evidence(`${place} ${"x".repeat(100)}`))));
    expect(some.embeds.length).toBeGreaterThan(0);
    expect(some.files).toEqual([]);
    expect(`${some.content}\n${some.embeds.map((embed) => embed.description).join("\n")}`.match(/worker:default/gu)).toHaveLength(30);
    const many = renderReply(reply(Array.from({ length: 300 }, (_, place) => evidence(`${place} ${"x".repeat(100)}`))));
    expect(many.content).toContain("attached file");
    expect(many.files[0]?.bytes.toString().match(/worker:default/gu)).toHaveLength(300);
    expect(problemsOf(many)).toEqual([]);
  });

  it("says evidence and steps in one message, each with room of its own", () => {
    const message = renderBlocks([Array.from({ length: 80 }, (_, place) => evidence(`${place} ${"x".repeat(100)}`)), [{ kind: "steps", title: "DT335", steps: [{ do: "Renew the certificate", where: "model host", command: "openssl x509 -enddate" }] }]], "thread", []);
    expect(message.embeds.at(-1)?.description).toContain("Renew the certificate");
    expect(problemsOf(message)).toEqual([]);
  });

  it("is never refused: any blocks, any texts, any actions", () => {
    const word = fc.oneof(fc.string({ maxLength: 60 }), fc.string({ unit: "binary", maxLength: 40 }), fc.constantFrom("@everyone", "```", "\\", "<@1>", "x".repeat(5000), "```\n".repeat(700), "\u{1f9ea}".repeat(900)));
    const mark = fc.constantFrom<Mark>("pass", "warn", "fail", "skip", "blocked", "unknown", "expected", "undecided", "info");
    const block: fc.Arbitrary<Block> = fc.oneof(
      fc.record({ kind: fc.constant("headline" as const), mark, text: word }),
      fc.record({ kind: fc.constant("fact" as const), label: word, text: word }),
      fc.record({ kind: fc.constant("note" as const), text: word }),
      fc.record({ kind: fc.constant("section" as const), title: word }),
      fc.record({ kind: fc.constant("check" as const), mark, title: word, text: word }),
      fc.record({ kind: fc.constant("evidence" as const), probe: word, from: word, basis: word, said: word }),
      fc.record({ kind: fc.constant("steps" as const), title: word, steps: fc.array(fc.record({ do: word, where: word, command: word, expect: word }), { maxLength: 8 }) }),
      fc.record({ kind: fc.constant("code" as const), text: word }),
      fc.record({ kind: fc.constant("table" as const), title: word, heads: fc.array(word, { maxLength: 4 }), rows: fc.array(fc.record({ name: word, cells: fc.array(fc.record({ mark, text: word }), { maxLength: 5 }) }), { maxLength: 8 }) }),
      fc.record({ kind: fc.constant("waterfall" as const), totalMs: fc.nat(9000), rows: fc.array(fc.record({ label: word, startedMs: fc.nat(9000), durationMs: fc.nat(9000), mark }), { maxLength: 90 }) }),
    );
    const actions = fc.array(fc.record({ id: fc.constantFrom("again", "why", "check"), label: word, value: word }), { maxLength: 40 });
    fc.assert(fc.property(fc.array(block, { maxLength: 40 }), actions, (blocks, acts) => {
      const message = renderReply(reply(blocks, acts));
      expect(problemsOf(message)).toEqual([]);
      expect(message.content.match(/```/gu)?.length ?? 0).toSatisfy((count: number) => count % 2 === 0);
    }), { numRuns: 60 });
  });

  it("has all of it as plain text", () => {
    expect(plainText([{ kind: "headline", mark: "fail", text: "a_b" }, { kind: "code", text: "x\ny" }])).toBe("✗ FAIL  a_b\n    x\n    y");
  });
});

it("a button's id tells run and act, or the button is left out", () => {
  expect(readPress(writePress({ id: "why", value: "nightly@1700000000000" }) ?? "")).toEqual({ id: "why", value: "nightly@1700000000000" });
  expect(writePress({ id: "why", value: "r".repeat(128) })).toBeUndefined();
  expect(readPress("somebody-elses")).toBeUndefined();
});
