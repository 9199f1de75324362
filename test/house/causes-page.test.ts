import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { catalogue } from "../../src/knowledge/catalogue.generated.ts";

const page = readFileSync("docs/causes.md", "utf8");
const anchors = [...page.matchAll(/<a id="([^"]+)"><\/a>/gu)].map((match) => match[1] ?? "");

it("the page of causes has every cause once under a stable anchor, and every link leads somewhere", () => {
  const codes = catalogue.map(({ code }) => code.toLowerCase());
  expect(anchors.filter((anchor) => anchor.startsWith("dt")).toSorted()).toEqual(codes.toSorted());
  expect([...page.matchAll(/\]\(#([^)]+)\)/gu)].map((match) => match[1] ?? "").filter((target) => !anchors.includes(target))).toEqual([]);
});

it("tells for every cause how it is proven and what to do, and leaves no hole of a title open", () => {
  const parts = page.split(/<a id="dt\d+"><\/a>/u).slice(1);
  expect(parts.filter((part) => !part.includes("**How it is proven**") || !/\*\*What to do\*\*\n\n1\. /u.test(part))).toEqual([]);
  expect([...page.replaceAll(/```[\s\S]*?```|`[^`\n]*`/gu, "").matchAll(/(?<![%$])\{[a-zA-Z]+\}|<(?!a id="|\/a>|!--)/gu)].map((match) => match[0])).toEqual([]);
});
