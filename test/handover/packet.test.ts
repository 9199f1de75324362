import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { readRun, runNames } from "../../scripts/saved-runs/table.mjs";
import { createRedact } from "../../src/core/redact.ts";
import { resultSchema, type SavedRun, savedRunSchema } from "../../src/core/result.ts";
import { Secret } from "../../src/core/secret.ts";
import { judgeSaved } from "../../src/diagnosis/diagnose.ts";
import { makePacket } from "../../src/handover/packet.ts";
import type { Past } from "../../src/handover/timeline.ts";
import { loadRegistry } from "../../src/app/registry.ts";
import { readTarGz } from "../kit/untar.ts";
import { result, saved, spoil } from "../pages/sample.ts";

const folder = mkdtempSync(join(tmpdir(), "duo-triage-packet-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = new Date("2026-11-23T03:00:00Z");
const none: Past = { runs: [], incidents: [] };
const packed = (more: Partial<Parameters<typeof makePacket>[0]> = {}) => makePacket({ result, saved, past: none, version: "1.2.3", redact: createRedact([]), at, ...more });
const filesOf = (bytes: Uint8Array): Record<string, string> => Object.fromEntries(Object.entries(readTarGz(bytes)).map(([path, text]) => [path.replace(/^[^/]+\//u, ""), text]));

describe("a hand-over packet", () => {
  it("is an archive that opens anywhere, with everything that somebody outside needs", () => {
    const packet = packed();
    expect(packet.name).toBe("duo-r-7f3k2m9q.tar.gz");
    const files = filesOf(packet.content);
    expect(Object.keys(files)).toEqual(["README.txt", "ticket.md", "result.json", "run.json", "evidence.txt", "versions.txt", "timeline.txt", "report.html", "removed.txt"]);
    expect(resultSchema.parse(JSON.parse(files["result.json"] ?? "")).diagnosis.causes[0]?.code).toBe("DT307");
    expect(savedRunSchema.parse(JSON.parse(files["run.json"] ?? "")).facts).toHaveLength(3);
    expect(files["report.html"]).toContain("<!doctype html>");
    for (const name of Object.keys(files)) expect(files["README.txt"]?.includes(name) || name === "README.txt").toBe(true);
    // The same run at the same time is the same file: two people who press do not argue about which is right.
    expect(packed().content.equals(packet.content)).toBe(true);
  });

  it("opens with the tar of the machine", (context) => {
    if (spawnSync("tar", ["--version"]).status !== 0) return context.skip("SKIPPED LOUDLY: this machine has no tar");
    const path = join(folder, "p.tar.gz");
    writeFileSync(path, packed().content);
    const listed = spawnSync("tar", ["-xzvf", path, "-C", folder], { encoding: "utf8" });
    expect(listed.status, listed.stderr).toBe(0);
    expect(listed.stdout).toContain("duo-r-7f3k2m9q/ticket.md");
  });

  it("lets no planted secret out, wherever it stands, and counts what it hid", () => {
    const configured = "hunter2-correct-horse";
    const planted = [configured, "glpat-AbCdEfGhIjKlMnOpQrSt", "sk-0123456789abcdefghijkl", "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxMjM0NSJ9.c2lnbmF0dXJlLXBhcnQ", "AKIAABCDEFGHIJKLMNOP", "MIIBVgIBADANBgkqhkiG9w0BAQEFAASCAUAwggE8"];
    const [, token, key, jwt, aws, pem] = planted;
    const first = saved.facts[0] as SavedRun["facts"][number];
    const dirty: SavedRun = {
      ...saved,
      reported: [`A1003 ${token}`],
      facts: [{ ...first, said: `refused with ${key}`, value: { log: `Authorization: Bearer ${jwt}`, [`${aws}`]: configured, deep: [{ pem: `-----BEGIN PRIVATE KEY-----\n${pem}\n-----END PRIVATE KEY-----` }] } }, ...saved.facts.slice(1)],
    };
    const spoilt = { ...result, diagnosis: { ...result.diagnosis, causes: result.diagnosis.causes.map((cause) => ({ ...cause, title: `${cause.title}: password=${configured}`, evidence: [{ ...(cause.evidence[0] as never as object), said: `the key is ${key}` } as never] })) } };
    const past: Past = { runs: [], incidents: [{ stack: "prod", code: "DT307", severity: "outage", openedAt: 1, lastSeenAt: 2, runs: [], id: "", kind: "cause", title: `with ${token}`, hop: "", breaks: [], models: [], since: 0, changes: [`the key became ${key}`], causes: [], peak: "", missed: 0, returns: [], flapping: false, announced: false, remindedAt: 0, seq: 0 }] };
    const packet = packed({ result: spoilt, saved: dirty, past, redact: createRedact([new Secret(configured)]) });
    const whole = gunzipSync(packet.content).toString("latin1");
    expect(planted.filter((secret) => whole.includes(secret))).toEqual([]);
    const files = filesOf(packet.content);
    expect(packet.hidden).toMatchObject({ secret: 1, "GitLab token": 1, "API key": 1, "AWS key id": 1, "private key": 1 });
    expect(files["removed.txt"]).toMatch(/gitlab\/version: .*private key 1/u);
    expect(files["removed.txt"]).toContain("ticket.md: ");
    for (const name of ["result.json", "run.json"]) expect(() => JSON.parse(files[name] ?? "") as unknown).not.toThrow();
  });

  it("tells since when, from the stored runs and the open incident", () => {
    const run = (id: string, time: string, verdict: "pass" | "fail") => ({ run: id, stack: "prod", trigger: "schedule" as const, verdict, startedAt: Date.parse(time), durationMs: 900 });
    const past: Past = { incidents: [], runs: [run(result.run, result.startedAt, "fail"), run("r-c", "2026-11-23T02:00:00Z", "fail"), run("r-b", "2026-11-23T01:30:00Z", "fail"), run("r-a", "2026-11-23T01:00:00Z", "pass"), run("r-0", "2026-11-22T01:00:00Z", "fail")] };
    const files = filesOf(packed({ past }).content);
    expect(files["ticket.md"]).toContain("First stored run that saw trouble: 2026-11-23T01:30:00.000Z (r-b), 45 min before.");
    expect(files["ticket.md"]).toContain("Last stored run without trouble: 2026-11-23T01:00:00.000Z (r-a).");
    expect((files["timeline.txt"] ?? "").split("\n").map((line) => /run (\S+):/u.exec(line)?.[1])).toEqual(["r-0", "r-a", "r-b", "r-c", result.run, undefined]);
  });

  it("writes a ticket from a real run: causes, versions, evidence, steps that are not done yet", async () => {
    expect(runNames()).toContain("endpoint-lacks-v1.admin");
    const run = savedRunSchema.parse(readRun("endpoint-lacks-v1.admin"));
    const files = filesOf(packed({ result: judgeSaved(run, await loadRegistry()), saved: run }).content);
    const ticket = files["ticket.md"] ?? "";
    for (const part of ["## What is broken", "DT321", "## Since when", "## Versions", "GitLab 19.3.1", "as in 19.3", "## Evidence", "## What was tried", "- [ ] DT321:"]) expect(ticket).toContain(part);
    expect(files["evidence.txt"]?.split("\n    ").length).toBeGreaterThan(run.facts.length);
  });

  it("takes hostile text as text, and a run without evidence", () => {
    const calls = { ...result, diagnosis: { ...result.diagnosis, causes: result.diagnosis.causes.map((cause) => ({ ...cause, title: "the model says @all and (@root)" })) } };
    expect(filesOf(packed({ result: calls }).content)["ticket.md"]).toContain("the model says @ all and (@ root)");
    const hostile = packed({ result: spoil(result), saved: undefined });
    expect(hostile.name).toMatch(/^duo-[A-Za-z0-9._-]+\.tar\.gz$/u);
    const files = filesOf(hostile.content);
    expect(files["run.json"]).toBeUndefined();
    expect(files["ticket.md"]).not.toMatch(/[\u202e\u0000]/u);
    expect(files["report.html"]).not.toContain("<script>alert");
  });
});
