import { expect, it } from "vitest";
import type { Observation } from "../../src/core/fact.ts";
import { tableLines } from "../../src/core/table.ts";
import { sayStreams } from "../../src/replies/streams.ts";
import { streamPathsOf } from "../../src/terms/streams.ts";
import type { Result } from "../../src/core/result.ts";
import { chat, generation, streamLook } from "../kit/gateway-seen.ts";
import { endpoint, stream, writtenOver } from "../kit/model-seen.ts";

const seen = (id: string, value: unknown, subject?: string): Observation => ({ id, ...(subject === undefined ? {} : { subject }), from: "worker:default", basis: "measured", startedMs: 0, durationMs: 1, at: "2026-11-23T10:00:00.000Z", value, said: "" });
const table = (facts: readonly Observation[]): string[] => sayStreams({ streams: streamPathsOf(facts) } as Result).flatMap((block) => (block.kind === "table" ? [block.title ?? "", tableLines(block, (mark) => mark, 200)] : []));

it("stands the streams of one model side by side and shows where the picture turns", () => {
  const facts = [seen("model/endpoint", endpoint(), "m"), seen("model/stream", writtenOver(1500), "m"), seen("gateway/chat", chat({ stream: streamLook("cut", { ms: 15_050, limitSeconds: 15, limitOf: "whole" }) }), "m"), seen("gitlab/generation-stream", generation("at-once"))];
  expect(streamPathsOf(facts)).toMatchObject([{ model: "m", legs: [{ at: "model", state: "pieces", probe: "model/stream@m" }, { at: "gateway", state: "cut", probe: "gateway/chat@m" }, { at: "gitlab", state: "at-once", probe: "gitlab/generation-stream" }] }]);
  const said = table(facts).join("\n");
  expect(said).toContain("One streamed answer of model m, from where");
  expect(said).toMatch(/from the model.*over the gateway.*through GitLab/u);
  expect(said).toContain("cut after 15 s, a time limit");
  expect(said).toContain("all at once, late");
});

it("says nothing where all comes as it is written, or where one place alone was seen", () => {
  expect(table([seen("model/endpoint", endpoint(), "m"), seen("model/stream", writtenOver(1500), "m"), seen("gitlab/generation-stream", generation("pieces"))])).toEqual([]);
  expect(streamPathsOf([seen("model/endpoint", endpoint(), "m"), seen("model/stream", stream("cut"), "m")])).toEqual([]);
});

it("a stream through GitLab stands with the model that generates code, and with none where that is not known", () => {
  const features = { state: "read", features: [{ feature: "code_generations", provider: "self_hosted", title: null, releaseState: null, model: { id: null, name: "b", family: "codestral" }, compatibleFamilies: null, validModels: null }] };
  const two = [seen("model/endpoint", endpoint(), "a"), seen("model/endpoint", endpoint(), "b"), seen("model/stream", stream("good"), "a"), seen("model/stream", stream("good"), "b"), seen("gitlab/generation-stream", generation("cut"))];
  expect(streamPathsOf(two)).toEqual([]);
  expect(streamPathsOf([...two, seen("gitlab/feature-settings", features)])).toMatchObject([{ model: "b" }]);
});
