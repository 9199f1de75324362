// What production brings along: its licences, an SBOM, and what is known against it.
// usage: npm run licences | npm run sbom | npm run audit   (this file: licences [--check])
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

// Licences that ask for no more than being named; anything else is a person's decision.
const allowed = new Set(["MIT", "ISC", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "0BSD", "BlueOak-1.0.0", "Unlicense", "CC0-1.0", "PostgreSQL", "Python-2.0", "OFL-1.1", "MPL-2.0"]);

const root = new URL("../", import.meta.url);
const lock = JSON.parse(readFileSync(new URL("package-lock.json", root), "utf8"));

/** Licence, version and scripts of everything that `npm ci --omit=dev` installs, from the lockfile and the packages themselves. */
export function productionPackages() {
  return Object.entries(lock.packages).flatMap(([path, entry]) => {
    if (path === "" || entry.dev === true || entry.devOptional === true) return [];
    const own = new URL(`${path}/package.json`, root);
    const manifest = existsSync(fileURLToPath(own)) ? JSON.parse(readFileSync(own, "utf8")) : undefined;
    const licence = entry.license ?? (typeof manifest?.license === "string" ? manifest.license : manifest?.license?.type) ?? manifest?.licenses?.map(({ type }) => type).join(" OR ") ?? "unknown";
    return [{ name: path.split("node_modules/").at(-1), version: entry.version, licence, integrity: entry.integrity !== undefined, installScript: entry.hasInstallScript === true, optional: entry.optional === true, resolved: entry.resolved }];
  }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** May it be used? One of several alternatives is enough; of several that all hold, all must be. */
export function isAllowed(licence) {
  const text = licence.replaceAll(/[()]/gu, "").trim();
  if (text.includes(" OR ")) return text.split(" OR ").some(isAllowed);
  return text.split(" AND ").every((one) => allowed.has(one.trim()));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const packages = productionPackages();
  const bad = packages.filter(({ licence }) => !isAllowed(licence));
  if (process.argv.includes("--check")) {
    for (const { name, version, licence } of bad) console.error(`${name}@${version}: ${licence} is not on the list of scripts/supply-chain.mjs`);
  } else {
    const counts = Map.groupBy ? Map.groupBy(packages, ({ licence }) => licence) : packages.reduce((map, one) => map.set(one.licence, [...(map.get(one.licence) ?? []), one]), new Map());
    for (const { name, version, licence } of packages) console.log(`${licence.padEnd(16)} ${name}@${version}`);
    console.log(`\n${packages.length} packages: ${[...counts].map(([licence, list]) => `${list.length} ${licence}`).join(", ")}`);
  }
  process.exitCode = bad.length === 0 ? 0 : 1;
}
