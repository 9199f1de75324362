import { expect, it } from "vitest";
import { gatewayIsSilent, gitlabIsSilent, patience } from "../../src/facts/silence.ts";

const nothing = { kind: "failure", phase: "first-byte", reason: "no-answer", timings: { total: 8000 } };
const page = { kind: "answer", status: 502, headers: [], body: "", timings: { total: 10 } };
const read = (facts: Record<string, unknown>) => ({ read: (id: string) => facts[id] });
const front = (more: object = {}) => ({ "gitlab/front": { signIn: nothing, metadata: nothing, readiness: nothing, alive: false, down: false, failingChecks: [], ...more } });
const route = (statuses: number[], outcome = "no-answer") => ({ "gitlab/token-route": { outcome, statuses } });
const health = (result: object) => ({ "gateway/health": { result, good: false } });

it("takes GitLab for silent only where not one byte came to any question", () => {
  expect(gitlabIsSilent(read(front()))).toBe(true);
  expect(gitlabIsSilent(read(front({ readiness: page })))).toBe(false);
  expect(gitlabIsSilent(read(front({ metadata: { ...nothing, phase: "connect", reason: "refused" } })))).toBe(false);
  expect(gitlabIsSilent(read({}))).toBe(false);
  expect([patience(read(front()), 35_000, 5000), patience(read({}), 35_000, 5000)]).toEqual([5000, 35_000]);
});

it("cuts long questions through the gateway only where neither the worker nor GitLab got an answer out of it, several times over", () => {
  expect(gatewayIsSilent(read({ ...health(nothing), ...route([500, 500, 500]) }))).toBe(true);
  // A gateway that fetches keys lets GitLab wait while its health route answers; one answer of many is enough for patience.
  expect(gatewayIsSilent(read({ ...health(page), ...route([500, 500, 500]) }))).toBe(false);
  expect(gatewayIsSilent(read({ ...health(nothing), ...route([500, 201, 500]) }))).toBe(false);
  expect(gatewayIsSilent(read({ ...health(nothing), ...route([500]) }))).toBe(false);
  expect(gatewayIsSilent(read({ ...health(nothing), ...route([503, 503], "refused") }))).toBe(false);
  expect(gatewayIsSilent(read(route([500, 500])))).toBe(false);
});
