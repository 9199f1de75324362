import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gitlab/ai-logs-left-on.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy,  };

describe("DT141 ai-logs-left-on", () => {
  it("is likely where the facts show it", () => {
    expect(judgeCause(cause, shown, { reported: ["llm-params-api-key"] }).level).toBe("likely");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });
});
