// Builds src into dist, or does nothing when no source is newer than the last build.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const stamp = join(root, "dist", ".built");

function newest(path) {
  const seen = statSync(path);
  if (!seen.isDirectory()) return seen.mtimeMs;
  return Math.max(seen.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

const sources = ["src", "tsconfig.json", "tsconfig.build.json", "package-lock.json"].map((name) => newest(join(root, name)));
if (process.argv.includes("--force") || !existsSync(stamp) || statSync(stamp).mtimeMs < Math.max(...sources)) {
  const began = Date.now();
  const tsc = spawnSync(process.execPath, [join(root, "node_modules", "typescript", "bin", "tsc"), "-p", join(root, "tsconfig.build.json")], { stdio: "inherit", cwd: root });
  if (tsc.status !== 0) process.exit(tsc.status ?? 1);
  mkdirSync(join(root, "dist"), { recursive: true });
  writeFileSync(stamp, "");
  // What changed while the compiler ran must be built again next time.
  const { utimesSync } = await import("node:fs");
  utimesSync(stamp, new Date(began), new Date(began));
}
