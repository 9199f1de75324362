import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { causes } from "../../src/causes/registry.generated.ts";
import { checks } from "../../src/checks/registry.generated.ts";
import { readsOfCause, readsOfCheck } from "../../src/diagnosis/plan.ts";
import { facts } from "../../src/facts/registry.generated.ts";

const causeIds = Object.entries(causes);

describe("rules of the house", () => {
  it("every cause stands in a file of its name, and no code is used twice", () => {
    expect(causeIds.filter(([id, cause]) => id.split("/")[1] !== cause.name).map(([id]) => id)).toEqual([]);
    const codes = causeIds.map(([, cause]) => cause.code);
    expect(codes.filter((code, place) => codes.indexOf(code) !== place)).toEqual([]);
  });

  it("every rule reads facts that exist", () => {
    const reads = [...causeIds.map(([id, cause]) => [id, readsOfCause(cause)] as const), ...Object.entries(checks).map(([id, check]) => [id, readsOfCheck(check)] as const)];
    expect(reads.flatMap(([id, ids]) => ids.filter((fact) => facts[fact] === undefined).map((fact) => `${id} reads ${fact}`))).toEqual([]);
  });

  it("every fact is read by a rule or needed by a fact that is", () => {
    const read = new Set([...causeIds.flatMap(([, cause]) => readsOfCause(cause)), ...Object.values(checks).flatMap((check) => readsOfCheck(check))]);
    for (let grown = true; grown; ) {
      const before = read.size;
      for (const id of read) for (const other of [...(facts[id]?.needs ?? []), ...(facts[id]?.uses ?? [])]) read.add(other);
      grown = read.size > before;
    }
    expect(Object.keys(facts).filter((id) => !read.has(id))).toEqual([]);
  });

  it("facts need and use facts that exist", () => {
    expect(Object.entries(facts).flatMap(([id, fact]) => [...(fact.needs ?? []), ...(fact.uses ?? [])].filter((other) => facts[other] === undefined).map((other) => `${id} waits for ${other}`))).toEqual([]);
  });

  it("causes explain checks that exist, and name codes that exist", () => {
    const codes = new Set(causeIds.map(([, cause]) => cause.code));
    expect(causeIds.flatMap(([id, cause]) => cause.explains.checks.filter((check) => checks[check] === undefined).map((check) => `${id} explains ${check}`))).toEqual([]);
    expect(causeIds.flatMap(([id, cause]) => [...(cause.consequenceOf ?? []), ...Object.keys(cause.rivals ?? {})].filter((code) => !codes.has(code)).map((code) => `${id} names ${code}`))).toEqual([]);
  });

  it("checks wait for checks that exist", () => {
    expect(Object.entries(checks).flatMap(([id, check]) => (check.after ?? []).filter((other) => checks[other] === undefined).map((other) => `${id} after ${other}`))).toEqual([]);
  });

  it("every cause has a test", () => {
    expect(causeIds.map(([id]) => `test/causes/${id}.test.ts`).filter((path) => !existsSync(path))).toEqual([]);
  });

  it("every cause that breaks something says what to do", () => {
    expect(causeIds.filter(([, cause]) => cause.remedy.length === 0 || cause.remedy.some((step) => step.do === "" || step.where === "")).map(([id]) => id)).toEqual([]);
  });
});
