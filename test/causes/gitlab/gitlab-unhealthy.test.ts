import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gitlab/gitlab-unhealthy.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { answer, failure, healthy, without, but } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, ...but("gitlab/front", { failingChecks: ["db"], readiness: answer(503) }) };

describe("DT151 gitlab-unhealthy", () => {
  it("is proven where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("proven");
  });

  it("is likely when connections open and nothing comes", () => {
    expect(judgeCause(cause, { ...healthy, ...but("gitlab/front", { alive: false, signIn: failure("no-answer", "headers"), metadata: failure("no-answer", "headers") }) }).level).toBe("likely");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named when the API answers and only the sign-in page is odd", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("gitlab/front", { signIn: answer(500) }) }).level);
  });

  it("is a suspect where a login wall answers whatever is asked, and not where the token gets through it", () => {
    const wall = { ...without(healthy, "gitlab/version"), ...but("gitlab/front", { alive: false, signIn: answer(302), metadata: answer(302) }), ...but("gitlab/token", { rung: "none" }), ...but("gitlab/discovery", { atRoot: { ...healthy["gitlab/discovery"].atRoot, form: "not-json", issuer: null, jwksUri: null }, keys: null }) };
    expect(judgeCause(cause, wall).level).toBe("suspect");
    expect(judgeCause(cause, { ...wall, ...but("gitlab/token", { rung: "admin" }) }).level).toBe("excluded");
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gitlab/front")).level).toBe("open");
  });
});
