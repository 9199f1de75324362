import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/model/tool-parser-mismatch.ts";
import { agentTurns, healthyModel, healthyStack, spoken, tools } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT371 tool-parser-mismatch", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: the call stands as text", () => {
    expect(judgeCause(cause, {}, { model: { ...healthyModel, "model/tools": tools({ auto: spoken({ content: "<tool_call>{}</tool_call>" }), rawMarkup: true }) } }).level).toBe("proven");
  });
  it("is proven: parsed alone, and text in a stream", () => {
    const judged = judgeCause(cause, {}, { model: { ...healthyModel, "model/tools": tools(), "model/agent-turns": agentTurns({ calls: 0, rawMarkup: true }) } });
    expect(judged.level).toBe("proven");
  });
  it("is excluded: the call is recognised, streamed as well", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...healthyModel, "model/tools": tools(), "model/agent-turns": agentTurns() } }).level).toBe("excluded");
  });
  it("is excluded: the call is recognised", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...healthyModel, "model/tools": tools() } }).level).toBe("excluded");
  });
  it("is excluded on a healthy model", () => {
    expect(judgeCause(cause, healthyStack, { model: healthyModel }).level).toBe("excluded");
  });
});
