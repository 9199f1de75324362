import { afterAll, describe, expect, it } from "vitest";
import type { Exec } from "../../src/core/exec.ts";
import { createProbes } from "../../src/probes/probes.ts";
import { printed, recordedLook, recordedWays } from "../kit/beside-seen.ts";
import { address } from "../kit/gateway-seen.ts";
import { look } from "../kit/looking.ts";
import { endpoint } from "../kit/model-seen.ts";

const probes = createProbes();
afterAll(() => probes.close());

const ways = (name: string): Exec => async (command) => printed(command, recordedWays[name]);

describe("what stands beside the gateway", () => {
  it("is told of a real gateway: settings, keys by their shape, ports, GitLab's keys", async () => {
    const asked: unknown[] = [];
    const seen = await look(probes, ["gateway/inside"], { seen: { "gateway/address": address() }, exec: async (command, data) => { asked.push([command, data]); return printed(command, recordedLook); } });
    expect(asked).toEqual([["gateway-look", { port: address().port }]]);
    expect(seen.value("gateway/inside")).toMatchObject({ source: "process", network: true, machine: "x86_64", tokenizer: { usable: true }, gitlab: { status: 200, kids: ["gitlab"] }, health: { status: 200 }, versions: { litellm: "1.88.0" } });
    expect(seen.said("gateway/inside")).toMatch(/listens on 15052, 18082.*discovery document: HTTP 200.*1 keys.*SIGNING_KEY rsa-private, 2048 bit/u);
  });

  it("is absent with its reason: no foothold, no python, a script that breaks, an answer of another form", async () => {
    const reason = async (exec?: Exec): Promise<string> => JSON.stringify((await look(probes, ["gateway/inside"], exec === undefined ? {} : { exec })).absent("gateway/inside"));
    expect(await reason()).toContain("no foothold");
    expect(await reason(async (command) => ({ kind: "output", command, exitCode: 127, output: "sh: 1: python3: not found", cut: false, ms: 1 }))).toContain("no python3");
    expect(await reason(async (command) => ({ kind: "output", command, exitCode: 1, output: "Traceback\nKeyError: 'x'", cut: false, ms: 1 }))).toContain("KeyError");
    expect(await reason(async (command) => ({ kind: "failure", command, reason: "refused", said: "Permission denied", ms: 1 }))).toContain("Permission denied");
    expect(await reason(async (command) => printed(command, { ...recordedLook, listeners: "all" }))).toContain("not of its form: listeners");
    expect(await reason(async (command) => printed(command, recordedWays["plain"]))).toContain("nothing that could be read");
  });

  it("the way to a model is asked at its list, without what the address hides", async () => {
    const asked: unknown[] = [];
    const seen = await look(probes, ["model/inside"], { seen: { "gateway/address": address(), "model/endpoint": endpoint({ endpoint: "http://vllm.test:8000/v1/" }) }, exec: async (command, data) => { asked.push(data); return printed(command, recordedWays["refused"]); } });
    expect(asked).toEqual([{ url: "http://vllm.test:8000/v1/models", port: address().port }]);
    expect(seen.value("model/inside").way).toMatchObject({ phase: "connect", reason: "refused", status: null });
    expect(seen.said("model/inside")).toContain("refused (connect)");
  });

  it("says nothing of the gateway from outside its network, or where its settings may not be read", async () => {
    for (const over of [{ network: false }, { source: "none" }]) {
      const seen = await look(probes, ["model/inside"], { seen: { "model/endpoint": endpoint() }, exec: async (command) => printed(command, { ...recordedWays["plain"], ...over }) });
      expect(seen.absent("model/inside")).toMatchObject({ reason: "not-applicable" });
    }
    expect((await look(probes, ["model/inside"], { seen: { "model/endpoint": endpoint({ endpointIgnored: true }) }, exec: ways("plain") })).absent("model/inside")).toMatchObject({ reason: "not-applicable" });
  });
});
