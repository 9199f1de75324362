import { describe, expect, it } from "vitest";
import { readRun } from "../../../scripts/saved-runs/table.mjs";
import { renderReply } from "../../../src/chat/terminal/render.ts";
import { rehearsalExits, rehearsalSchema } from "../../../src/core/rehearsal.ts";
import { type SavedRun, savedRunSchema } from "../../../src/core/result.ts";
import { judgeSaved } from "../../../src/diagnosis/diagnose.ts";
import { loadRegistry } from "../../../src/app/registry.ts";
import { gatewayRelease, readTarget, rehearse, seenIn } from "../../../src/knowledge/rehearsal/rehearse.ts";
import { readRelease, stopsBetween } from "../../../src/knowledge/rehearsal/upgrade.ts";
import { upgradeChanges, upgradeFacts } from "../../../src/knowledge/upgrades.generated.ts";
import { sayRehearsal } from "../../../src/replies/rehearsal.ts";

const registry = await loadRegistry();
const load = (name: string): SavedRun => savedRunSchema.parse(readRun(name));
const withFact = (run: SavedRun, id: string, change: (value: Record<string, unknown>) => object): SavedRun => ({ ...run, facts: run.facts.map((fact) => (fact.id === id && fact.absent === undefined ? { ...fact, value: change(fact.value as Record<string, unknown>) } : fact)) });
const without = (run: SavedRun, id: string): SavedRun => ({ ...run, facts: run.facts.filter((fact) => fact.id !== id) });
const at = (run: SavedRun, version: string): SavedRun => {
  const [major = 0, minor = 0, patch = 0] = version.split(".").map(Number);
  return withFact(run, "gitlab/version", (value) => ({ ...value, version, major, minor, patch }));
};
const to = (run: SavedRun, version: string) => {
  const target = readTarget(version);
  if ("problem" in target) throw new Error(target.problem);
  return rehearsalSchema.parse(rehearse(judgeSaved(run, registry), run, target));
};
const idsOf = (rehearsal: ReturnType<typeof to>, level?: string): string[] => rehearsal.findings.filter((one) => level === undefined || one.level === level).map((one) => one.id);
const healthy = load("healthy.model");
const licence = (type: string) => (value: Record<string, unknown>) => ({ ...value, type });

describe("a version, as people write it", () => {
  it("is read with or without patch, with v and -ee, and from an image", () => {
    expect(["19.4", "19.4.2", "v19.4.2-ee", "registry.example.com/gateway:self-hosted-v19.4.2-ee"].map((text) => "problem" in readTarget(text))).toEqual([false, false, false, false]);
    expect(["", "19", "newest", "19.4; rm", "19.4.2.1"].map((text) => "problem" in readTarget(text))).toEqual([true, true, true, true, true]);
  });

  it("has the required stops between", () => {
    const stops = (now: string, target: string) => stopsBetween(readRelease(now) as never, readRelease(target) as never, upgradeFacts.stops);
    expect(stops("19.3.1", "19.4")).toEqual([]);
    expect(stops("17.2.0", "18.6.1")).toEqual(["17.3", "17.5", "17.8", "17.11", "18.2", "18.5"]);
    expect(stops("18.11.2", "19.4.0")).toEqual(["19.2"]);
    expect(stops("18.5.0", "18.8.0")).toEqual([]);
  });
});

describe("a rehearsal on a healthy stack", () => {
  it("says go, with the gateway's tag first", () => {
    const rehearsal = to(healthy, "19.4");
    expect(rehearsal).toMatchObject({ verdict: "go-after", gitlab: { now: expect.stringContaining("19.3.1") as string, target: "19.4", path: ["19.4"] }, gateway: { tag: "self-hosted-v19.4.*-ee" } });
    expect(idsOf(rehearsal, "first")).toContain("gateway-tag");
    expect(rehearsalExits[rehearsal.verdict]).toBe(4);
  });

  it("has nothing to do first within the same minor", () => {
    const rehearsal = to(withFact(healthy, "gateway/definitions", (value) => ({ ...value, oldest: "19.3", newest: "19.3" })), "19.3.4");
    expect([rehearsal.verdict, idsOf(rehearsal)]).toEqual(["go", []]);
  });

  it("refuses the release that rejects completions under an online licence, and only there", () => {
    const online = withFact(healthy, "gitlab/licence", licence("online_cloud"));
    expect(idsOf(to(online, "19.4.1"), "blocks")).toEqual(["billing-call-19-4"]);
    expect(to(online, "19.4.2").verdict).not.toBe("no-go");
    expect(to(online, "19.4").verdict).not.toBe("no-go");
    expect(idsOf(to(withFact(healthy, "gitlab/licence", licence("offline_cloud")), "19.4.1"))).not.toContain("billing-call-19-4");
  });

  it("cannot tell where the fact that decides was not seen", () => {
    const rehearsal = to(without(healthy, "gitlab/licence"), "19.4.1");
    expect([rehearsal.verdict, idsOf(rehearsal, "unknown")]).toEqual(["cannot-tell", ["billing-call-19-4"]]);
    expect(rehearsal.findings[0]?.because).toContain("the type of licence");
    expect(idsOf(to(load("healthy.none"), "19.4"), "unknown")).toContain("version-not-seen");
    expect(idsOf(to(healthy, "20.4"), "unknown")).toContain("target-not-known");
  });

  it("refuses to go back", () => {
    expect(idsOf(to(healthy, "19.2.4"), "blocks")).toContain("downgrade");
    expect(to(healthy, "19.3").findings.some((one) => one.id === "downgrade")).toBe(false);
  });

  it("tells of addresses that an upgrade over 19.2 loses, where there is one to lose", () => {
    const before = at(healthy, "19.1.3");
    expect(idsOf(to(before, "19.3.0"), "first")).toContain("addresses-lost-19-2");
    expect(idsOf(to(withFact(before, "gitlab/duo-settings", (value) => ({ ...value, aiGatewayUrl: null })), "19.3.0"))).not.toContain("addresses-lost-19-2");
    expect(idsOf(to(at(healthy, "18.11.0"), "19.3.0"))).not.toContain("addresses-lost-19-2");
  });

  it("names the stops of a long way and what each crossing changes", () => {
    const rehearsal = to(load("healthy.model.18.5.2"), "19.5");
    expect(rehearsal.gitlab.path).toEqual(["18.8", "18.11", "19.2", "19.5"]);
    expect(idsOf(rehearsal, "first")).toEqual(expect.arrayContaining(["upgrade-stops", "agent-service-wants-keys-at-start", "agent-tls-is-a-setting", "flows-follow-own-setting"]));
    expect(idsOf(rehearsal, "note")).toContain("gateway-retries-longer");
  });

  it("knows which families a gateway of the target knows", () => {
    const qwen = withFact(at(healthy, "18.11.0"), "gitlab/models", (value) => ({ ...value, models: (value["models"] as { family: string }[]).map((model) => ({ ...model, family: "qwen" })) }));
    expect(idsOf(to(qwen, "19.1"), "blocks")).toEqual(["family-qwen"]);
    expect(idsOf(to(qwen, "19.2"), "blocks")).toEqual([]);
  });
});

describe("a rehearsal on a broken stack", () => {
  it("is a no-go with the remedy, and the same run says it twice the same way", () => {
    const run = load("endpoint-lacks-v1.admin");
    const rehearsal = to(run, "19.4");
    expect([rehearsal.verdict, idsOf(rehearsal, "blocks")]).toEqual(["no-go", ["broken-now-DT321"]]);
    expect(to(run, "19.4")).toEqual(rehearsal);
  });

  it("goes on where the upgrade is what mends it", () => {
    const rehearsal = to(load("gateway-older-than-gitlab.admin"), "19.4");
    expect(idsOf(rehearsal, "note")).toContain("mended-DT270");
    expect(rehearsal.verdict).toBe("go-after");
  });

  it("cannot tell on top of what is not understood", () => {
    expect(idsOf(to(load("model-key-wrong.admin"), "19.4"), "unknown")).toContain("undecided-now");
  });
});

describe("the gateway's release", () => {
  it("is bracketed from its list, else from its image; where they disagree that is said", () => {
    expect(gatewayRelease(seenIn(load("gateway-older-than-gitlab.admin"))).by).toBe("list");
    const image = withFact(without(healthy, "gateway/definitions"), "gateway/address", (value) => ({ ...value, imageRelease: "19.2" }));
    expect(gatewayRelease(seenIn(image))).toEqual({ oldest: "19.2", newest: "19.2", by: "image" });
    expect(gatewayRelease(seenIn(without(image, "gateway/address")))).toEqual({ oldest: null, newest: null, by: "nobody" });
    expect(idsOf(to(withFact(healthy, "gateway/address", (value) => ({ ...value, imageRelease: "18.1" })), "19.4"))).toContain("image-disagrees");
  });
});

describe("what is known of upgrades", () => {
  it("has for each change a release and a source, and conditions that exist", () => {
    for (const change of upgradeChanges) {
      expect(change.source).toMatch(/^https:\/\/(?:docs\.)?gitlab\.com\//u);
      for (const text of [change.crosses, change.from, ...(change.lands ?? [])]) if (text !== undefined) expect(readRelease(text), `${change.id} ${text}`).toBeDefined();
    }
  });

  it("is said in order: against, unknown, first, after, to know", () => {
    const text = renderReply(sayRehearsal(to(withFact(load("healthy.model.18.5.2"), "gitlab/licence", licence("online_cloud")), "19.4.1"), "5 min"), { colour: false, width: 160 });
    expect(text).toMatch(/19\.4\.1 on .*: no-go[\s\S]*Gateway tag[\s\S]*Against it[\s\S]*billing call[\s\S]*Do first[\s\S]*Stop at 18\.8[\s\S]*To know[\s\S]*5 min ago/u);
  });
});
