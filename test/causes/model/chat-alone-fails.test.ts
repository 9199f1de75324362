import { describe, expect, it } from "vitest";
import broken from "../../../src/causes/model/streaming-broken.ts";
import prefill from "../../../src/causes/model/assistant-prefill-refused.ts";
import stalls from "../../../src/causes/model/model-stream-stalls.ts";
import type { FactValues } from "../../../src/facts/values.generated.ts";
import { check, code, completion, endpoint, fromOutside } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

// The check of GitLab is asked without the stored key and says 401; a completion with it passes. Chat alone fails.
const model = { ...fromOutside, "model/endpoint": endpoint({ hasApiToken: true, keyConfigured: false, features: ["code_completions", "duo_chat"] }), "gitlab/connection-check": check(code(401)) };
const chat = (over: Partial<FactValues["gitlab/chat"]>) => ({ "gitlab/completion": completion(), "gitlab/chat": { accepted: true, refusal: null, answered: true, code: null, text: "", ms: 1600, ...over } });

describe("chat alone fails, and nobody has the model's key", () => {
  it("an answer without a word, at once: a broken stream is among what it may be", () => {
    expect(judgeCause(broken, chat({}), { model }).level).toBe("suspect");
    expect(judgeCause(broken, { ...chat({}), "gitlab/completion": completion({ status: 500, text: null }) }, { model }).level).not.toBe("suspect");
  });
  it("A1004 at once is a refused shape, after half a minute a stream that fell silent", () => {
    expect(judgeCause(prefill, chat({ code: "A1004" }), { model }).level).toBe("suspect");
    expect(judgeCause(stalls, chat({ code: "A1004" }), { model }).level).not.toBe("suspect");
    expect(judgeCause(prefill, chat({ code: "A1004", ms: 31_800 }), { model }).level).not.toBe("suspect");
    expect(judgeCause(stalls, chat({ code: "A1004", ms: 31_800 }), { model }).level).toBe("suspect");
  });
});
