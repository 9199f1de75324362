import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/triage/configuration-invalid.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy, without } from "../healthy-gitlab.ts";

const address = (fault: "moved" | "speaks-tls" | null): Seen => ({ ...healthy, "gitlab/address": { fault, instead: fault === null ? null : "https://gitlab.test", problem: fault === null ? null : "another address" } });

describe("DT909 configuration-invalid", () => {
  it("is proven where GitLab stands elsewhere", () => {
    for (const fault of ["moved", "speaks-tls"] as const) expect(judgeCause(cause, address(fault)).level).toBe("proven");
  });

  it("is excluded where nothing is wrong with the address", () => {
    expect(judgeCause(cause, address(null)).level).toBe("excluded");
  });

  it("is open where nobody looked", () => {
    expect(judgeCause(cause, without(address(null), "gitlab/address")).level).toBe("open");
  });
});
