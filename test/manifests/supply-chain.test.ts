import { expect, it } from "vitest";
import { isAllowed, productionPackages } from "../../scripts/supply-chain.mjs";

it("production brings only licences that were looked at, all from a registry with a checksum", () => {
  const packages = productionPackages();
  expect(packages.length).toBeGreaterThan(50);
  expect(packages.filter(({ licence }) => !isAllowed(licence))).toEqual([]);
  expect(packages.filter(({ integrity }) => !integrity)).toEqual([]);
  expect(isAllowed("GPL-3.0")).toBe(false);
  expect(isAllowed("(GPL-3.0 OR MIT)")).toBe(true);
  expect(isAllowed("MIT AND GPL-3.0")).toBe(false);
});

it("production needs no install script: those that have one work without it", () => {
  // protobufjs only prints a notice; msgpackr-extract is an optional faster path of msgpackr.
  expect([...new Set(productionPackages().filter(({ installScript }) => installScript).map(({ name }) => name))].toSorted()).toEqual(["msgpackr-extract", "protobufjs"]);
});
