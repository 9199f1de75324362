import { describe, expect, it } from "vitest";
import { answerForm, formProblems, openForm } from "../../src/commands/forms.ts";
import { answerPress } from "../../src/commands/press.ts";
import { answerLine } from "../../src/commands/table.ts";
import type { Escalation } from "../../src/core/form.ts";
import type { RunRecord } from "../../src/core/store.ts";
import { openDesk, say } from "../kit/desk.ts";

const evidence = [{ probe: "model/answers", from: "worker:default", basis: "measured" as const, said: "the handshake failed" }];
const cause = { code: "DT335", name: "certificate-expired", certainty: "proven", severity: "outage", title: "the certificate has expired", hop: "gateway-to-model", models: [], breaks: ["chat"], explains: ["A1003"], evidence, against: [], remedy: [{ do: "renew the certificate", where: "the model's host" }] };
const check = (id: string, verdict: string): object => ({ id, title: id, hop: "model", verdict, reason: verdict, startedMs: 1, durationMs: 1, evidence });

function record(run: string, at: string, more: Partial<RunRecord> = {}): RunRecord {
  return {
    run, stack: "prod", trigger: "chat", verdict: "fail", startedAt: Date.parse(at), durationMs: 10, question: { kind: "check", deep: true },
    result: { schemaVersion: 1, run, stack: "prod", trigger: "chat", startedAt: at, durationMs: 10, vantagePoints: ["worker:default"], verdict: "fail", diagnosis: { causes: [cause], cannotTell: [], notices: [], notRun: [] }, checks: [check("model/answers@mistral", "fail"), check("model/answers@llama", "fail"), check("gateway/auth-on", "pass"), check("model/streams@llama", "blocked"), check("gitlab/chat", "skip")] },
    ...more,
  };
}
const now = "2026-11-22T10:00:00Z";
const fresh = record("r-new", "2026-11-22T09:30:00Z");
const old = record("r-old", "2026-11-20T09:30:00Z");
const desk = (more = {}) => openDesk({ runs: [fresh, old], ...more });
const operator = say("");
const viewer = say("", { person: { id: "u2", name: "Vi", role: "viewer" }, granters: async () => ["Dora"] });
const words = (answer: { replies: readonly { blocks: readonly object[] }[] }): string => JSON.stringify(answer.replies.map((reply) => reply.blocks));

describe("buttons", () => {
  it("ask again what failed or could not be judged, each check once, and never deeper than the person may", async () => {
    const one = desk();
    await answerPress({ action: "rerun", value: "r-new" }, operator, one);
    await answerPress({ action: "rerun", value: "r-new" }, viewer, one);
    expect(one.asked.map((job) => job.question)).toEqual([{ kind: "check", deep: true, only: ["model/answers", "model/streams"] }, { kind: "check", deep: false, only: ["model/answers", "model/streams"] }]);
  });

  it("ask what a cause rests on, and nothing for a code that is none", async () => {
    const one = desk();
    await answerPress({ action: "verify", value: "r-new/DT335+DT301" }, viewer, one);
    expect(one.asked[0]?.question).toEqual({ kind: "check", deep: false, only: ["DT335", "DT301"] });
    expect(words(await answerPress({ action: "verify", value: "r-new/etc" }, viewer, one))).toContain("another version");
    expect(one.asked).toHaveLength(1);
  });

  it.each(["why", "steps", "rerun", "right", "again", "ask-expect", "ask-escalate", "ask-note"])("offer to check again when their run is gone: %s", async (action) => {
    const answer = await answerPress({ action, value: "r-gone" }, operator, desk());
    expect(words(answer)).toContain("no longer stored");
    expect(answer.replies[0]?.actions).toEqual([{ id: "check", label: "Check prod", value: "prod" }]);
  });

  it.each(["ask-expect", "ask-escalate"])("do not act on a result that is a day old: %s", async (action) => {
    const answer = await answerPress({ action, value: "r-old" }, operator, desk({ escalations: { destinations: () => [{ id: "a", label: "A" }], send: async () => ({ kind: "sent" }) } }));
    expect(answer.form).toBeUndefined();
    expect(words(answer)).toContain("This result is old");
    expect(answer.replies[0]?.actions).toEqual([{ id: "again", label: "Run again", value: "r-old" }]);
  });

  it.each(["ask-expect", "ask-escalate"])("refuse a viewer, and name the role and who grants it: %s", async (action) => {
    const answer = await answerPress({ action, value: "r-new" }, viewer, desk());
    expect(answer.form).toBeUndefined();
    expect(words(answer)).toMatch(/needs the role operator; you have viewer.*\(Dora\)/u);
    expect(answer.replies.every((reply) => reply.audience === "asker")).toBe(true);
  });

  it("say when nobody is configured to escalate to", async () => {
    expect(words(await openForm("escalate", "r-new", operator, desk()))).toContain("no destination is configured");
  });
});

describe("forms", () => {
  it("find what is wrong before anything is stored", () => {
    const about = { now: () => new Date(now), stacks: desk().stacks };
    expect(formProblems({ form: "expect", value: "r-new", fields: { code: "DT335", reason: " ", until: "2027-06-01" } }, about)).toEqual({ reason: expect.stringContaining("Say why"), until: expect.stringContaining("At most 30 days") });
    expect(formProblems({ form: "expect", value: "r-new", fields: { reason: "work", until: "2026-02-30" } }, about)).toEqual({ until: "Write a day as YYYY-MM-DD" });
    expect(formProblems({ form: "expect", value: "r-new", fields: { reason: "work", until: "2026-11-22" } }, about)).toEqual({});
    expect(formProblems({ form: "check", value: "-", fields: { stack: "gone" } }, about)).toEqual({ stack: expect.any(String) });
  });

  it("refuse again when they are sent: the role may be gone by then, the finding never was there", async () => {
    const one = desk();
    const fields = { code: "DT335", reason: "planned work", until: "2026-11-25" };
    expect(words(await answerForm({ form: "expect", value: "r-new", fields }, viewer, one))).toContain("needs the role operator");
    expect(words(await answerForm({ form: "expect", value: "r-new", fields: { ...fields, code: "DT101" } }, operator, one))).toContain("no such finding");
    expect(words(await answerForm({ form: "check", value: "-", fields: { stack: "prod", deep: "yes" } }, viewer, one))).toContain("needs the role operator");
    expect(await one.store.expectations.list()).toEqual([]);
    expect(one.asked).toEqual([]);
  });

  it("redact what people type before it is stored or sent", async () => {
    const sent: Escalation[] = [];
    const slots = new Map<string, unknown>();
    const base = desk({ redact: (text: string) => text.replaceAll("hunter2", "[hidden]"), escalations: { destinations: () => [{ id: "pager", label: "Pager" }], send: async (one: Escalation) => { sent.push(one); return { kind: "sent" as const }; } } });
    const one = { ...base, store: { ...base.store, deliveries: { ...base.store.deliveries, claim: async (run: string, slot: string) => (slots.has(run + slot) ? { kind: "delivered" as const, message: slots.get(run + slot) } : { kind: "claimed" as const, uncertain: false }), delivered: async (run: string, slot: string, message: unknown) => void slots.set(run + slot, message), release: async () => undefined } } };
    await answerForm({ form: "expect", value: "r-new", fields: { code: "DT335", reason: "the key is hunter2", until: "2026-11-25" } }, operator, one);
    expect((await one.store.expectations.get("prod/DT335"))?.reason).toBe("the key is [hidden]");
    await answerForm({ form: "escalate", value: "r-new", fields: { destination: "pager", note: "hunter2" } }, operator, one);
    expect(sent[0]?.text).toMatch(/Ana: \[hidden\]$/u);
    expect(words(await answerForm({ form: "escalate", value: "r-new", fields: { destination: "pager" } }, operator, one))).toContain("already by Ana");
    expect(sent).toHaveLength(1);
    expect(words(await answerForm({ form: "escalate", value: "r-new", fields: { destination: "elsewhere" } }, operator, one))).toContain("no longer configured");
  });

  it("say honestly when nobody can tell whether it was sent", async () => {
    const base = desk({ escalations: { destinations: () => [{ id: "pager", label: "Pager" }], send: async () => { throw new Error("socket hang up"); } } });
    const released: boolean[] = [];
    const one = { ...base, store: { ...base.store, deliveries: { ...base.store.deliveries, claim: async () => ({ kind: "claimed" as const, uncertain: false }), release: async (_run: string, _slot: string, certain: boolean) => void released.push(certain) } } };
    expect(words(await answerForm({ form: "escalate", value: "r-new", fields: { destination: "pager" } }, operator, one))).toMatch(/may have got this/u);
    expect(released).toEqual([false]);
  });

  it("open for a bare /duo, and offer the same in buttons", async () => {
    const answer = await answerLine(say("/duo"), desk());
    expect(answer.form?.fields.map((field) => ("name" in field ? field.name : ""))).toEqual(["stack", "place", "deep"]);
    expect(answer.replies[0]?.actions?.map((action) => action.label)).toEqual(["Check prod", "More…", "Help"]);
    expect((await answerLine({ ...viewer, text: "duo" }, desk())).form?.fields).toHaveLength(2);
    expect(words(await answerLine(say("duo"), desk({ stacks: [] })))).toContain("duo-triage says");
  });
});
