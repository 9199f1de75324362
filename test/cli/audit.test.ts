import fc from "fast-check";
import { expect, it } from "vitest";
import { csvCell, exportAudit, readMoment, readWishes } from "../../src/cli/audit.ts";
import type { AuditEntry } from "../../src/core/audit.ts";
import { createRedact } from "../../src/core/redact.ts";
import { Secret } from "../../src/core/secret.ts";
import { openMemoryStore } from "../kit/memory-store.ts";

const at = Date.parse("2026-11-23T10:00:00Z");
const entry = (more: Partial<AuditEntry>): AuditEntry => ({ at, did: "asked", what: "check", platform: "slack", channel: "C1", person: { id: "U1", name: "Ada" }, ...more });

/** Reads CSV as RFC 4180 has it. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const match of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/gu)) {
    if (match.index === text.length) break;
    rows.at(-1)?.push(match[1]?.replaceAll("\"\"", "\"") ?? match[2] ?? "");
    if (match[3] === "\r\n") rows.push([]);
  }
  return rows.filter((row) => row.length > 0);
}

async function exported(entries: readonly AuditEntry[], format: "jsonl" | "csv", secret = "hunter2-very-secret"): Promise<string> {
  const store = openMemoryStore();
  for (const one of entries) await store.audit.append(one);
  let out = "";
  expect(await exportAudit(store.audit, { format }, createRedact([new Secret(secret)]), (text) => void (out += text))).toBe(entries.length);
  return out;
}

it("writes a line of JSON for each entry, oldest first, and hides secrets once more", async () => {
  const lines = (await exported([entry({ at: at + 1, words: "check prod hunter2-very-secret glpat-abcdefgh12345678" }), entry({ did: "refused", outcome: "needs the role operator" })], "jsonl")).trimEnd().split("\n").map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines).toEqual([
    { at: "2026-11-23T10:00:00.000Z", did: "refused", what: "check", platform: "slack", channel: "C1", person: { id: "U1", name: "Ada" }, outcome: "needs the role operator" },
    { at: "2026-11-23T10:00:00.001Z", did: "asked", what: "check", platform: "slack", channel: "C1", person: { id: "U1", name: "Ada" }, words: "check prod [secret hidden] [GitLab token hidden]" },
  ]);
});

it("writes CSV that gives back every text and runs none", async () => {
  const names = ["=HYPERLINK(\"http://evil\",\"x\")", "+1", "-2+3", "@SUM(A1)", "\t=1", " =1", "＝1", "a,b", "say \"hi\"", "two\r\nlines", "plain"];
  const rows = readCsv(await exported(names.map((name, index) => entry({ at: at + index, person: { id: `U${index}`, name } })), "csv"));
  expect(rows[0]).toEqual(["at", "did", "what", "platform", "channel", "person", "name", "role", "stack", "run", "incident", "to", "words", "outcome"]);
  expect(rows.slice(1).map((row) => row[6]?.replace(/^'/u, ""))).toEqual(names);
  expect(rows.slice(1, 8).every((row) => row[6]?.startsWith("'"))).toBe(true);
  expect(rows.every((row) => row.length === 14)).toBe(true);
});

it("leaves no cell that a spreadsheet takes for a formula, whatever the text", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    const [[cell = ""] = []] = readCsv(csvCell(text));
    expect(/^[\s\u00a0\ufeff]*[=+\-@＝＋－＠]/u.test(cell)).toBe(false);
    expect(cell.replace(/^'/u, "")).toBe(text.replace(/^'/u, ""));
  }));
});

it("reads since when, and says what it takes", () => {
  expect(readMoment("2026-11-01", at, "--since")).toBe(Date.parse("2026-11-01T00:00:00Z"));
  expect(readMoment("2d", at, "--since")).toBe(at - 2 * 86_400_000);
  expect(readWishes({ since: "2026-11-23T09:00Z", format: "csv" }, at)).toEqual({ since: at - 3_600_000, format: "csv" });
  expect(() => readWishes({ since: "yesterday" }, at)).toThrow("--since takes a date");
  expect(() => readWishes({ format: "xml" }, at)).toThrow("--format takes jsonl or csv");
});
