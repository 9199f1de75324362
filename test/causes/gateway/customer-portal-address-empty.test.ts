import { expect, it } from "vitest";
import cause from "../../../src/causes/gateway/customer-portal-address-empty.ts";
import { judgeCause } from "../../kit/rules.ts";

it("is likely by its own log line, and by nothing else", () => {
  expect(judgeCause(cause, {}, { reported: ["portal-address-empty"] }).level).toBe("likely");
  expect(judgeCause(cause, {}, { reported: ["oidc-provider-failed"] }).level).toBe("excluded");
  expect(judgeCause(cause, {}).level).toBe("excluded");
});
