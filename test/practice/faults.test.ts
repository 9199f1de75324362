import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { faultNamed, faults } from "../../src/practice/faults/table.ts";
import { startPracticeStack } from "../../src/practice/stack.ts";
import type { PracticeStack } from "../../src/practice/stack.ts";
import { fitsVersion, healthyMix, variationNamed, variations } from "../../src/practice/variations.ts";
import { observations, observationsFor } from "./observe.ts";

const catalogueCode = /^DT[1-6]\d\d$/;

describe("the table of faults", () => {
  test("names are unique, kebab-case, and carry a code of the catalogue", () => {
    expect(new Set(faults.map((fault) => fault.name)).size).toBe(faults.length);
    for (const fault of faults) {
      expect(fault.name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(fault.code).toMatch(catalogueCode);
      expect(fault.title).toMatch(/^[A-Za-z].*\.$/);
    }
  });
  test("holds more than two hundred faults, of most causes that can be simulated", () => {
    expect(faults.length).toBeGreaterThanOrEqual(220);
    expect(new Set(faults.map((fault) => fault.code)).size).toBeGreaterThanOrEqual(165);
  });
  test("an unknown name says which names are near", () => {
    expect(() => faultNamed("model-server")).toThrow(/did you mean model-server-down/);
  });
});

describe("variations", () => {
  test("there are at least thirty, and the mixes of 300 seeds are many", () => {
    expect(variations.length).toBeGreaterThanOrEqual(30);
    const mixes = Array.from({ length: 300 }, (_item, seed) => JSON.stringify(healthyMix(seed)));
    expect(new Set(mixes).size).toBeGreaterThan(250);
    expect(() => variationNamed("no-such")).toThrow(RangeError);
  });
});

// Waits of the product longer than a test may last: the fault shows, but only to a patient observer.
const beyondTests = new Set(["public-names-do-not-resolve", "gateway-overloaded"]);
const shownOn = "19.3.1";

test("faults of older releases show there", async () => {
  const stack = await startPracticeStack({ gitlabVersion: "18.5.2", retryScale: 0.002 });
  const look = async (): Promise<string> => (await observations.find(([title]) => title === "gateway definitions")?.[1](stack)) ?? "";
  const before = await look();
  await stack.breakWith("gateway-newer-than-gitlab");
  expect(await look()).not.toBe(before);
  await stack.close();
});

test("a gateway with a queue answers well and late", async () => {
  const stack = await startPracticeStack({ faults: ["gateway-overloaded"], retryScale: 0.002 });
  for (let tries = 0; tries < 2; tries += 1) {
    const began = performance.now();
    expect(await observations.find(([title]) => title === "gateway health")?.[1](stack)).toMatch(/^200.*\{\}$/);
    expect(performance.now() - began).toBeGreaterThan(1_500);
  }
  await stack.close();
});

describe("each fault", () => {
  let stack: PracticeStack;
  const healthy = new Map<string, string>();
  const baseline = async (name: string): Promise<string> => {
    const known = healthy.get(name);
    if (known !== undefined) return known;
    const act = observations.find(([title]) => title === name)?.[1];
    const text = act ? await act(stack) : "";
    healthy.set(name, text);
    return text;
  };
  beforeAll(async () => {
    stack = await startPracticeStack({ retryScale: 0.002 });
    for (const [name] of observations) await baseline(name);
  }, 60_000);
  afterAll(() => stack.close());

  test("a healthy stack looks healthy", () => {
    expect(healthy.get("gateway health")).toMatch(/^200.*\{\}$/);
    expect(healthy.get("junk token")).toContain("Forbidden by auth provider");
    expect(healthy.get("token route")).toMatch(/^201/);
    expect(healthy.get("agent token")).toMatch(/^201/);
    expect(healthy.get("model check")).toContain('"success":true');
    expect(healthy.get("completion")).toMatch(/^200.*"text"/);
    expect(healthy.get("chat")).toBe('{"content":"Hello! How can I help you today?","errors":[]}');
    expect(healthy.get("health check")).not.toContain('"success":false');
  });

  test.each(faults.filter((fault) => !beyondTests.has(fault.name) && fitsVersion(fault.onVersion, shownOn)).map((fault) => [fault.name] as const))("%s shows outside, and mending it restores the answer", async (name) => {
    await stack.breakWith(name);
    let changed: string | undefined;
    for (const [title, act] of observationsFor(faultNamed(name).hop)) {
      if ((await act(stack)) !== (await baseline(title))) {
        changed = title;
        break;
      }
    }
    await stack.mend();
    expect(changed, `no observation differs under ${name}`).toBeDefined();
    const act = observations.find(([title]) => title === changed)?.[1];
    expect(await act?.(stack)).toBe(await baseline(changed ?? ""));
  }, 60_000);
});
