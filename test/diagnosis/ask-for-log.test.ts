import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { deploymentIn } from "../../src/config/deployment.ts";
import type { Deployment } from "../../src/core/deployment.ts";
import type { Observation } from "../../src/core/fact.ts";
import { type Hop, hops } from "../../src/core/hop.ts";
import { askForLog, deploymentOf, markIds, markOfRun } from "../../src/diagnosis/ask-for-log.ts";
import { fillTest } from "../../src/diagnosis/say.ts";

describe("asking for a log", () => {
  it("every request id of a run is a UUID that begins with the run's mark", () => {
    const next = markIds("r-7f3ka01234", randomUUID);
    expect(next()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u);
    const marked = markIds("r-7f3ca01234", randomUUID);
    const ids = [marked(), marked()];
    expect(ids[0]).not.toBe(ids[1]);
    for (const id of ids) expect(id).toMatch(/^7f3ca012-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u);
  });

  it("asks for one thing with one command, for each way in which a stack runs", () => {
    const typed = (hop: Hop, deployment: Deployment) => fillTest(askForLog(hop, "r-7f3ca01234"), {}, deployment);
    expect(typed("gateway-to-model", {})).toMatchObject({ where: "gateway host", command: "docker logs --since 30m <gateway container> 2>&1 | grep -a 7f3ca012", forms: [{ kind: "docker" }, { kind: "helm" }] });
    expect(typed("gateway", { gateway: { kind: "docker", container: "aigw" } })).toEqual({ do: expect.stringContaining("begin with 7f3ca012"), where: "gateway host", command: "docker logs --since 30m aigw 2>&1 | grep -a 7f3ca012" });
    expect(typed("gateway", { gateway: { kind: "helm", namespace: "duo", selector: "app=ai-gateway" } })).toMatchObject({ where: "any shell with kubectl", command: "kubectl -n duo logs -l app=ai-gateway --all-containers --since=30m --tail=-1 2>&1 | grep -a 7f3ca012" });
    expect(typed("gitlab-to-gateway", { gitlab: { kind: "package" } }).command).toMatch(/^sudo grep -a -h 7f3ca012 \/var\/log\/gitlab\/gitlab-rails\/llm\.log /u);
    expect(typed("gitlab", { gitlab: { kind: "docker", container: "gitlab" } })).toMatchObject({ where: "GitLab's Docker host", command: expect.stringMatching(/^docker exec gitlab grep -a -h 7f3ca012 \//u) });
    expect(typed("licence", { gitlab: { kind: "helm" } }).command).toContain("-l 'app in (webservice, sidekiq)'");
    expect(typed("model", { model: { kind: "package" } }).command).toBe("journalctl -u <model service> --no-pager --since=-30m -n 200");
    for (const hop of hops) expect(typed(hop, {}).forms?.length).toBeGreaterThan(1);
  });

  it("knows how a stack runs from its footholds, and otherwise from what a runtime said", () => {
    const pasted = (...sources: string[]): Observation[] => [{ id: "reported/paste", from: "worker:paste", basis: "reported", startedMs: 0, durationMs: 0, at: "2026-11-20T10:00:00Z", value: { sources }, said: "" }];
    expect(deploymentOf([])).toEqual({});
    expect(deploymentOf(pasted("gateway-log", "kubernetes"))).toEqual({ gateway: { kind: "helm" }, model: { kind: "helm" } });
    expect(deploymentOf(pasted("container"), { gateway: { kind: "helm" }, gitlab: { kind: "package" } })).toEqual({ gateway: { kind: "helm" }, model: { kind: "docker" }, gitlab: { kind: "package" } });
    expect(deploymentIn({ gateway: { ssh: { host: "h", user: "u", key_file: "k", host_key: "x", sudo: false, container: "aigw" } }, gitlab: { ssh: { host: "h", user: "u", key_file: "k", host_key: "x", sudo: true } } })).toEqual({ gateway: { kind: "docker", container: "aigw" }, gitlab: { kind: "package" } });
    expect(deploymentIn({ gateway: { ssh: { host: "h", user: "u", key_file: "k", host_key: "x", sudo: false } } })).toBeUndefined();
    expect(deploymentIn({ gateway: { kubernetes: { namespace: "duo", selector: "app=ai-gateway" } } })).toEqual({ gateway: { kind: "helm", namespace: "duo", selector: "app=ai-gateway" } });
  });

  it("a run of another form has no mark, and the command then does not pretend to find its lines", () => {
    expect(markOfRun("nightly@1700000000000")).toBeUndefined();
    expect(askForLog("gateway", "nightly@1700000000000").command).toBe("docker logs --since 30m <gateway container> 2>&1");
  });
});
