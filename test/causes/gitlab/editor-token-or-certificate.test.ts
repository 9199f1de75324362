import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gitlab/editor-token-or-certificate.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy,  };

describe("DT144 editor-token-or-certificate", () => {
  it("is likely where the facts show it", () => {
    expect(judgeCause(cause, shown, { reported: ["jetbrains-cert-path"] }).level).toBe("likely");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });
});
