import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/licence/user-cannot-see-resource.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy,  };

describe("DT624 user-cannot-see-resource", () => {
  it("is likely where the facts show it", () => {
    expect(judgeCause(cause, shown, { reported: ["M3003"] }).level).toBe("likely");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named when nobody reported it", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy,  }).level);
  });
});
