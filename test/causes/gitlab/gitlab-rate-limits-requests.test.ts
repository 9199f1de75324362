import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gitlab/gitlab-rate-limits-requests.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy, without, but } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, ...but("gitlab/completion", { status: 429, fromGitlab: true }) };

describe("DT133 gitlab-rate-limits-requests", () => {
  it("is likely where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("likely");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named when the model gave the 429", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("gitlab/completion", { status: 429 }) }).level);
  });

  it("is not named when duo-triage itself asked a minute ago", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("gitlab/completion", { status: 429, fromGitlab: true }), "gitlab/earlier": { lastRunAt: "2026-11-22T09:59:00Z", at: "2026-11-22T09:59:00Z", version: null, aiGatewayUrl: null, kids: null, addOns: null, modelAddresses: {} } }).level);
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gitlab/completion")).level).toBe("open");
  });
});
