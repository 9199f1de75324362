import { describe, expect, it } from "vitest";
import { explainText } from "../../src/knowledge/explain.ts";

describe("explainText", () => {
  it("explains a code with suspects, looks and what it never means", () => {
    const { symptoms, reported } = explainText("Error code: A1003");
    expect(reported).toEqual(["A1003"]);
    expect(symptoms[0]).toMatchObject({ id: "A1003", code: true, times: 1 });
    expect(symptoms[0]?.suspects.length).toBeGreaterThan(2);
    expect(symptoms[0]?.looks.length).toBeGreaterThan(1);
    expect(symptoms[0]?.neverMeans).toBeDefined();
  });

  it("explains a cause by its own code, with its steps", () => {
    const { causes, suspects } = explainText("DT321");
    expect(causes[0]?.name).toBe("endpoint-lacks-v1");
    expect(causes[0]?.remedy[0]?.do).toContain("/v1");
    expect(suspects).toEqual(["DT321"]);
  });

  it("puts what tells before frames and signs of health", () => {
    const { symptoms } = explainText(">> AI Gateway is up and running ✔\nTesting if GitLab API is accessible at http://gitlab/api/v4/projects ...\nValueError: >> Failed to connect to GitLab API: 503");
    expect(symptoms.map(({ id }) => id)).toEqual(["ts-gitlab-status", "ts-gateway-up", "ts-step"]);
  });

  it("tells that a secret stands in the paste", () => {
    expect(explainText("A1003 with glpat-abcdefghijklmnopqrst").secrets).toContain("GitLab token");
  });

  it("is empty for what it does not know", () => {
    expect(explainText("the weather is fine")).toMatchObject({ symptoms: [], causes: [], nearMisses: [], suspects: [] });
  });
});
