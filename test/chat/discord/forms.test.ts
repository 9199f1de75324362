import fc from "fast-check";
import { expect, it } from "vitest";
import { modalOf } from "../../../src/chat/discord/forms.ts";
import type { Field } from "../../../src/core/form.ts";
import { modalProblems } from "../../fakes/discord/limits.ts";

const nasty = fc.oneof(fc.string({ unit: "binary", maxLength: 300 }), fc.constantFrom("", " ", "\u200b", "```".repeat(1_000), "@everyone ".repeat(500), "*".repeat(3_000), "x".repeat(9_000)));
const choice = fc.record({ value: fc.string({ minLength: 1, maxLength: 200 }), label: nasty });
const field: fc.Arbitrary<Field> = fc.oneof(
  fc.record({ kind: fc.constant("shown" as const), name: fc.constant("a"), label: nasty, text: nasty }),
  fc.record({ kind: fc.constantFrom("line" as const, "text" as const), name: fc.constant("b"), label: nasty, hint: nasty, value: nasty, most: fc.integer({ min: 1, max: 9_000 }) }),
  fc.record({ kind: fc.constant("day" as const), name: fc.constant("c"), label: nasty, hint: nasty, value: fc.constant("2026-12-01") }),
  fc.record({ kind: fc.constant("choice" as const), name: fc.constant("d"), label: nasty, choices: fc.array(choice, { minLength: 1, maxLength: 40 }) }),
);

it("a form breaks no limit of a modal, whatever is in it", () => {
  fc.assert(fc.property(nasty, fc.array(field, { minLength: 1, maxLength: 8 }), (title, fields) => {
    const modal = modalOf({ id: "escalate", value: "r-1", title, submit: "Send", fields });
    expect(modalProblems(modal ?? {})).toEqual([]);
  }), { numRuns: 300 });
});

it("offers as many choices as a menu holds, each with words as long as it takes", () => {
  const choices = Array.from({ length: 60 }, (_, n) => ({ value: `${n}-${"v".repeat(200)}`, label: `${n} ${"l".repeat(200)}` }));
  const modal = modalOf({ id: "expect", value: "r-1", title: "t", submit: "Send", fields: [{ kind: "choice", name: "code", label: "Finding", choices }] });
  expect(modalProblems(modal ?? {})).toEqual([]);
  expect(JSON.stringify(modal)).toContain("24 lll");
});

it("shows a text whole, or says how much of it is missing", () => {
  for (const [letter, count] of [["x", 3_000], ["`", 2_000], ["`", 4_000], ["x", 3_999], ["x", 60_000]] as const) {
    const [shown] = modalOf({ id: "escalate", value: "r-1", title: "t", submit: "Send", fields: [{ kind: "shown", name: "sent", label: "Sent", text: letter.repeat(count) }] })?.components ?? [];
    const { content = "" } = shown as { content?: string };
    const seen = content.replace(/^.*\n```\n/u, "").replace(/\n```(?=$|\n)/u, "").replaceAll("\u200b", "").split(letter).length - 1;
    expect(seen + Number(/… and (\d+) characters more$/u.exec(content)?.[1] ?? 0)).toBe(count);
    expect(seen).toBeGreaterThan(Math.min(count, 2_900) - 1);
  }
});
