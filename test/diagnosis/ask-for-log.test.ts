import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { hops } from "../../src/core/hop.ts";
import { askForLog, markIds, markOfRun } from "../../src/diagnosis/ask-for-log.ts";

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
    expect(askForLog("gateway-to-model", "r-7f3ca01234", undefined).command).toBe("docker logs --since 30m <gateway container> 2>&1 | grep -a 7f3ca012");
    expect(askForLog("gateway", "r-7f3ca01234", "helm").command).toContain("kubectl logs --since 30m -l app=ai-gateway");
    expect(askForLog("gitlab-to-gateway", "r-7f3ca01234", "package").command).toMatch(/^sudo grep -a -h 7f3ca012 \/var\/log\/gitlab\/gitlab-rails\/llm\.log /u);
    expect(askForLog("gitlab", "r-7f3ca01234", "docker").command).toContain("docker exec <gitlab container> grep");
    expect(askForLog("licence", "r-7f3ca01234", "helm").command).toContain("webservice, sidekiq");
    for (const hop of hops) for (const kind of ["package", "docker", "helm", undefined] as const) expect(askForLog(hop, "r-7f3ca01234", kind).command).toBeDefined();
  });

  it("a run of another form has no mark, and the command then does not pretend to find its lines", () => {
    expect(markOfRun("nightly@1700000000000")).toBeUndefined();
    expect(askForLog("gateway", "nightly@1700000000000", "docker").command).toBe("docker logs --since 30m <gateway container> 2>&1");
  });
});
