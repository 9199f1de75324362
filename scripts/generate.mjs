// Writes the registries of facts, checks and causes from the folders, and the knowledge from its data. With --check it only says whether they are stale (exit 1).
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { generateCauses } from "./generate-causes.mjs";
import { generateKnowledge } from "./generate-knowledge.mjs";
import { generateManifests } from "./generate-manifests.mjs";

const root = join(fileURLToPath(import.meta.url), "..", "..");

function filesBelow(folder) {
  const found = [];
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) found.push(...filesBelow(path));
    else if (entry.name.endsWith(".ts") && !entry.name.endsWith(".generated.ts")) found.push(path);
  }
  return found.sort();
}

const note = "// Generated from the folders by `npm run generate`. Do not edit.\n";
const local = (id) => id.replace(/[^A-Za-z0-9]+(.)/g, (_, letter) => letter.toUpperCase());

function ids(room, marker) {
  return filesBelow(join("src", room))
    .filter((path) => relative(join("src", room), path).includes("/") && marker.test(readFileSync(join(root, path), "utf8")))
    .map((path) => relative(join("src", room), path).replace(/\.ts$/, ""));
}

function registryOf(room, type, from) {
  const names = ids(room, /^export default /m);
  const lines = names.map((id) => `import ${local(id)} from "./${id}.ts";`);
  const entries = names.map((id) => `  ${JSON.stringify(id)}: ${local(id)},`);
  return `${note}import type { ${type} } from "${from}";\n${lines.join("\n")}\n\nexport const ${room}: Readonly<Record<string, ${type}>> = {\n${entries.join("\n")}\n};\n`;
}

function factValues() {
  const names = ids("facts", /^export type Value\b/m);
  const lines = names.map((id) => `import type { Value as ${local(id)} } from "./${id}.ts";`);
  const entries = names.map((id) => `  ${JSON.stringify(id)}: ${local(id)};`);
  return `${note}${lines.join("\n")}\n\n/** Value type of every fact by its id. */\nexport interface FactValues {\n${entries.join("\n")}\n}\n`;
}

function factRegistry() {
  const names = ids("facts", /^export default /m);
  const lines = names.map((id) => `import ${local(id)} from "./${id}.ts";`);
  const entries = names.map((id) => `  ${JSON.stringify(id)}: ${local(id)} as Fact<unknown>,`);
  return `${note}import type { Fact } from "../core/fact.ts";\n${lines.join("\n")}\n\nexport const facts: Readonly<Record<string, Fact<unknown>>> = {\n${entries.join("\n")}\n};\n`;
}

const outputs = {
  "src/facts/values.generated.ts": factValues,
  "src/facts/registry.generated.ts": factRegistry,
  "src/checks/registry.generated.ts": () => registryOf("checks", "Check", "../facts/rules.ts"),
  "src/causes/registry.generated.ts": () => registryOf("causes", "Cause", "../facts/rules.ts"),
};

const check = process.argv.includes("--check");
const stale = [];
for (const [path, make] of Object.entries(outputs)) {
  if (!existsSync(join(root, path, ".."))) continue;
  const text = make();
  const old = existsSync(join(root, path)) ? readFileSync(join(root, path), "utf8") : "";
  if (old === text) continue;
  stale.push(path);
  if (!check) writeFileSync(join(root, path), text);
}
// Rules and commands are TypeScript: they are read from the build, which does nothing when it is fresh. A copy of the sources alone has the registries, and no more.
if (existsSync(join(root, "manifests"))) {
  build();
  const { causes } = await import(join(root, "dist", "causes", "registry.generated.js"));
  const knowledge = generateKnowledge({ rules: causes, check });
  stale.push(...knowledge);
  if (!check && knowledge.length > 0) build();
  stale.push(...(await generateManifests({ check })), ...(await generateCauses({ check })));
}

function build() {
  const built = spawnSync(process.execPath, [join(root, "scripts", "build.mjs")], { stdio: ["ignore", 2, 2] });
  if (built.status !== 0) throw new Error("what is generated from rules and commands needs a build, and the build fails");
}

if (check && stale.length > 0) {
  console.error(`stale: ${stale.join(", ")} - run \`npm run generate\``);
  process.exit(1);
}
