import { describe, expect, it } from "vitest";
import { pathLine, sayPath } from "../../src/core/request-path.ts";
import type { NamedCause, Result } from "../../src/core/result.ts";
import { requestPath, showsTrouble } from "../../src/replies/request-path.ts";
import { cause, result } from "../pages/sample.ts";

const from = (causes: readonly Partial<NamedCause>[], more: Partial<Result> = {}): Result => ({ ...result, ...more, diagnosis: { ...result.diagnosis, causes: causes.map((one) => ({ ...cause, ...one })) } });

describe("the request path of a run", () => {
  it("points at the hop of the root cause, and at nothing else", () => {
    const path = requestPath(from([{}]));
    expect(pathLine(path)).toBe("[GitLab] ok -> [AI gateway] ! -X-> [Team model] ok · [Agent service] .");
    expect(path.toModel).toEqual({ mark: "fail", word: "broken here", codes: ["DT307"] });
    expect(path.models[0]?.word).toBe("works as far as seen");
    expect(sayPath(path)).toContain("the way to the model broken here; Team model works");
  });

  it("tells what fails because of a cause elsewhere from what is broken", () => {
    const path = requestPath(from([{ hop: "model" }]));
    expect(path.models).toEqual([{ name: "Team model", mark: "fail", word: "broken here", codes: ["DT307"] }]);
    expect(path.toModel).toEqual({ mark: "blocked", word: "fails as a result" });
  });

  it("blames nobody where the cause is open", () => {
    const path = requestPath({ ...from([]), verdict: "undecided" });
    expect(path.toModel).toEqual({ mark: "undecided", word: "fails, cause open" });
    expect(showsTrouble(path)).toBe(true);
  });

  it("keeps models apart, and counts licence and access to GitLab", () => {
    const other = { ...result.checks[5], id: "model/reachable@Other", verdict: "pass" } as Result["checks"][number];
    const path = requestPath(from([{ hop: "model" }, { hop: "licence", code: "DT614", models: [] }], { checks: [...result.checks, other] }));
    expect(path.models.map(({ name, mark }) => [name, mark])).toEqual([["Team model", "fail"], ["Other", "pass"]]);
    expect(path.gitlab).toEqual({ name: "GitLab", mark: "fail", word: "access", codes: ["DT614"] });
  });

  it("shows the gateway's way back only where something is wrong with it, and no path for trouble of our own", () => {
    expect(requestPath(from([{}])).back).toBeUndefined();
    expect(pathLine(requestPath(from([{ hop: "gateway-to-gitlab", code: "DT245" }])))).toContain("· gateway -X-> [GitLab]");
    expect(showsTrouble(requestPath(from([{ hop: "triage" }], { checks: result.checks.filter((check) => check.verdict === "pass") })))).toBe(false);
  });
});
