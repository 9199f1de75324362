import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/licence/duo-off-for-group-or-project.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy, without, but } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, "gitlab/project-access": { projects: [{ path: "a/one", topGroup: "a", status: 403 }, { path: "b/two", topGroup: "b", status: 200 }] } };

describe("DT621 duo-off-for-group-or-project", () => {
  it("is proven where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("proven");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named when the project is only hidden from the account", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, "gitlab/project-access": { projects: [{ path: "a/one", topGroup: "a", status: 404 }, { path: "b/two", topGroup: "b", status: 200 }] } }).level);
  });

  it("is not named when the whole instance is off", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, "gitlab/project-access": { projects: [{ path: "a/one", topGroup: "a", status: 403 }, { path: "b/two", topGroup: "b", status: 200 }] }, ...but("gitlab/application-settings", { duoFeaturesEnabled: false }) }).level);
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gitlab/project-access")).level).toBe("open");
  });
});
