import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/triage/worker-cannot-reach-gitlab.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy, without, but } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, ...but("gitlab/reach", { state: "proxy", throughProxy: true }) };

describe("DT902 worker-cannot-reach-gitlab", () => {
  it("is likely where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("likely");
  });

  it("is suspect when connections time out", () => {
    expect(judgeCause(cause, { ...healthy, ...but("gitlab/reach", { state: "connect-timeout" }) }).level).toBe("suspect");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named when GitLab itself refuses", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("gitlab/reach", { state: "refused" }) }).level);
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gitlab/reach")).level).toBe("open");
  });
});
