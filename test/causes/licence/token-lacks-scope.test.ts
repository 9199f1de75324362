import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/licence/token-lacks-scope.ts";
import { post } from "../../kit/gateway-seen.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy, without, but, asUser } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, ...but("gitlab/completion", { status: 403, said: "Unauthorized to access code completions" }) };

describe("DT637 token-lacks-scope", () => {
  it("is proven where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("proven");
  });

  it("is proven when licence and seats cannot be read and the token route was granted", () => {
    expect(judgeCause(cause, { ...healthy, ...asUser, ...but("gitlab/completion", { status: 403, said: "Unauthorized to access code completions" }) }).level).toBe("proven");
  });

  it("is likely when nothing tells of licence and seats", () => {
    expect(judgeCause(cause, { ...healthy, ...asUser, ...but("gitlab/completion", { status: 403, said: "Unauthorized to access code completions" }), ...but("gitlab/token-route", { status: 403, outcome: "disabled", statuses: [403] }) }).level).toBe("likely");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named when a proxy gives the 403", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("gitlab/completion", { status: 403, form: "html", said: null }) }).level);
  });

  it("is not named when no seat is assigned", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("gitlab/completion", { status: 403, said: "Unauthorized to access code completions" }), ...but("gitlab/seat", { assigned: [] }) }).level);
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gitlab/completion")).level).toBe("open");
  });

  it("is not named when GitLab's completion ends before the gateway, in whatever form, and the connection check is 403 as well", () => {
    const check = { outcome: "gateway-code", code: 403, rest: "", suggestion: null, exception: null, text: "", ms: 600, withKey: false } as const;
    const model = { "gitlab/connection-check": { model: "m", withoutKey: check, withKey: null, best: check, early: [] } };
    const seen = { ...healthy, "gateway/post-route": post() };
    expect(judgeCause(cause, { ...seen, ...but("gitlab/completion", { status: 403, form: "text", said: "<?xml version=\"1.0\"?>", fromGateway: false }) }, { model }).level).toBe("excluded");
    expect(judgeCause(cause, { ...seen, ...but("gitlab/completion", { status: 403, form: "json", said: "Unauthorized to access code completions", fromGateway: true }) }, { model }).level).toBe("proven");
  });
});
