import { expect, it } from "vitest";
import { readEnvironment } from "../../../src/knowledge/evidence/environment.ts";

const gateway = { PATH: "/usr/bin", HOME: "/srv", AIGW_GITLAB_URL: "https://gitlab.corp", AIGW_GITLAB_API_URL: "https://gitlab.corp/api/v4/", AIGW_CUSTOM_MODELS__ENABLED: "true", AIGW_SELF_SIGNED_JWT__SIGNING_KEY: "-----BEGIN [hidden]", AIGW_SELF_SIGNED_JWT__VALIDATION_KEY: "-----BEGIN [hidden]" };
const codes = (settings: Record<string, string>, about: { container?: boolean } = {}): string[] => readEnvironment(new Map(Object.entries(settings)), { whole: true, ...about }).flatMap(({ points }) => points);

it("misses the agent service's key only where the agent service runs: in a whole container, or among its own settings", () => {
  expect(codes(gateway)).toEqual([]);
  expect(codes(gateway, { container: true })).toEqual(["DT420"]);
  expect(codes({ ...gateway, DUO_WORKFLOW_AUTH__ENABLED: "true" })).toEqual(["DT420"]);
});
