import { afterEach, describe, expect, it } from "vitest";
import { type GitlabDouble, startGitlab } from "./double.ts";
import { look } from "./look.ts";

let gitlab: GitlabDouble | undefined;
afterEach(async () => gitlab?.close());

const users = (answer: { status: number; json: unknown }) => ({ rest: { "GET /api/v4/users": answer } });
const judge = async (answer: { status: number; json: unknown }, probeUser = "mira") => look((gitlab = await startGitlab(users(answer))).url, ["gitlab/account"], { stack: { probeUser } });

describe("gitlab/account", () => {
  it("finds the account by its whole name, whatever else the list holds", async () => {
    const seen = await judge({ status: 200, json: [{ username: "mira2", state: "active" }, { username: "Mira", state: "blocked" }] });
    expect(seen.value("gitlab/account")).toEqual({ username: "mira", found: true, state: "blocked", bot: null });
  });

  it("knows that there is none", async () => {
    expect((await judge({ status: 200, json: [] })).value("gitlab/account").found).toBe(false);
  });

  it("says why nothing is known where GitLab does not list its accounts", async () => {
    expect((await judge({ status: 404, json: { error: "404 Not Found" } })).absence("gitlab/account")).toBe("not-applicable");
    await gitlab?.close();
    expect((await judge({ status: 403, json: { message: "403 Forbidden" } })).absence("gitlab/account")).toBe("not-permitted");
  });

  it("asks nothing where no other account is judged", async () => {
    const { url, asked } = (gitlab = await startGitlab(users({ status: 200, json: [] })));
    const seen = await look(url, ["gitlab/account"]);
    expect(seen.absence("gitlab/account")).toBe("not-applicable");
    expect(asked).not.toContain("GET /api/v4/users");
  });
});
