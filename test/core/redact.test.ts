import { describe, expect, it } from "vitest";
import { createRedact, secretKinds } from "../../src/core/redact.ts";

const redact = createRedact([]);

describe("the choke point", () => {
  it.each([
    "-H 'Authorization: Bearer <key>' http://m:8000/v1/models",
    '-H "Authorization: Bearer $KEY"',
    "curl -X PUT -H 'PRIVATE-TOKEN: <token>' https://gitlab.example.com",
    "Authorization: Bearer ${MODEL_KEY}",
  ])("leaves a place to fill in as it is: %s", (text) => {
    expect(redact(text)).toBe(text);
  });

  it.each([
    ["Authorization: Bearer abcd1234efgh", "abcd1234efgh"],
    ["Authorization: Bearer $ecret-value-9", "$ecret-value-9"],
    ["Authorization: Basic dXNlcjpwYXNz", "dXNlcjpwYXNz"],
    ["PRIVATE-TOKEN: <Abcd-1234>", "Abcd-1234"],
    ["cookie: session=9f8e7d6c5b", "9f8e7d6c5b"],
    ['"authorization": "$KEYMATERIAL1234x"', "1234x"],
  ])("hides what is none: %s", (text, secret) => {
    expect(redact(text)).not.toContain(secret);
  });

  it("does not warn of a secret in a step that somebody pastes back", () => {
    expect(secretKinds("curl -H 'Authorization: Bearer <key>' http://m:8000/v1/models")).toEqual([]);
  });
});
