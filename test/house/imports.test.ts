import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { describe, expect, it } from "vitest";

// Who may import whom. A room may always import itself; the composition root may import everything: the entry points and src/app.
const rooms: Record<string, { rooms: string[]; packages: string[]; typesOnly?: string[] }> = {
  core: { rooms: [], packages: ["zod", "node:"] },
  config: { rooms: ["core"], packages: ["zod", "yaml", "node:"] },
  probes: { rooms: ["core"], packages: ["undici", "node:", "@grpc/grpc-js", "ws"] },
  targets: { rooms: ["core"], packages: ["zod"] },
  facts: { rooms: ["core", "targets"], packages: ["zod"] },
  terms: { rooms: ["core", "facts"], packages: [], typesOnly: ["facts"] },
  checks: { rooms: ["core", "facts", "terms"], packages: [], typesOnly: ["facts"] },
  causes: { rooms: ["core", "facts", "terms"], packages: [], typesOnly: ["facts"] },
  knowledge: { rooms: ["core", "targets", "facts"], packages: ["zod", "yaml"], typesOnly: ["facts"] },
  diagnosis: { rooms: ["core"], packages: [] },
  replies: { rooms: ["core"], packages: [] },
  incidents: { rooms: ["core", "replies", "facts"], packages: ["zod", "node:"], typesOnly: ["facts"] },
  escalation: { rooms: ["core", "replies"], packages: ["zod", "node:"] },
  reports: { rooms: ["core", "replies"], packages: ["zod", "node:"] },
  pictures: { rooms: ["core"], packages: ["node:", "@resvg/resvg-wasm", "@expo-google-fonts/"] },
  canary: { rooms: ["core", "targets"], packages: ["node:", "zod"] },
  custom: { rooms: ["core"], packages: ["node:", "zod"] },
  handover: { rooms: ["core", "replies", "pages"], packages: ["node:"] },
  pages: { rooms: ["core", "replies", "pictures"], packages: ["node:"] },
  traces: { rooms: ["core"], packages: ["node:", "zod"] },
  commands: { rooms: ["core", "replies"], packages: ["zod"] },
  "chat/terminal": { rooms: ["core"], packages: ["node:"] },
  "chat/slack": { rooms: ["core"], packages: ["@slack/", "node:"] },
  "chat/discord": { rooms: ["core"], packages: ["discord.js", "node:"] },
  jobs: { rooms: ["core", "diagnosis", "replies"], packages: ["bullmq", "ioredis", "zod", "node:"] },
  store: { rooms: ["core"], packages: ["zod", "ioredis", "pg", "@electric-sql/pglite", "bullmq", "node:"] },
  practice: { rooms: ["core"], packages: ["node:", "jose", "undici", "@grpc/grpc-js", "graphql", "@peculiar/x509", "reflect-metadata", "ws"] },
  ops: { rooms: ["core", "replies", "commands", "pages"], packages: ["node:", "pino"] },
  cli: { rooms: ["core", "replies", "commands", "pages"], packages: ["node:", "zod", "@clack/prompts"] },
};

const isComposition = (path: string): boolean => /^src\/(?:app\/|bin\.ts$|main\.ts$)/u.test(path);

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? sources(join(folder, entry.name)) : entry.name.endsWith(".ts") ? [join(folder, entry.name)] : []));
}

const roomOf = (path: string): string => {
  const parts = relative("src", path).split("/");
  return parts[0] === "chat" ? `chat/${parts[1] ?? ""}` : (parts[0] ?? "");
};

interface Import {
  from: string;
  types: boolean;
}

function importsOf(path: string): Import[] {
  const text = readFileSync(path, "utf8");
  const found: Import[] = [];
  for (const match of text.matchAll(/^\s*(?:import|export)\s+(type\s)?[^;]*?from\s+"([^"]+)"/gmu)) found.push({ from: match[2] ?? "", types: match[1] !== undefined });
  for (const match of text.matchAll(/\bimport\(\s*"([^"]+)"\s*\)/gu)) found.push({ from: match[1] ?? "", types: false });
  for (const match of text.matchAll(/^import\s+"([^"]+)"/gmu)) found.push({ from: match[1] ?? "", types: false });
  return found;
}

describe("who may import whom", () => {
  const files = sources("src").filter((path) => !isComposition(path));

  it("every room is in the table", () => {
    expect([...new Set(files.map(roomOf))].filter((room) => rooms[room] === undefined)).toEqual([]);
  });

  it("every import is allowed by the table", () => {
    const broken: string[] = [];
    for (const path of files) {
      const room = roomOf(path);
      const may = rooms[room];
      if (may === undefined) continue;
      for (const { from, types } of importsOf(path)) {
        if (from.startsWith(".")) {
          const target = roomOf(normalize(join(dirname(path), from)));
          if (target === room) continue;
          if (!may.rooms.includes(target)) broken.push(`${path}: ${room} may not import ${target}; take it as an argument, typed in core`);
          else if (may.typesOnly?.includes(target) === true && !types) broken.push(`${path}: ${room} may import types of ${target} only`);
        } else if (!may.packages.some((name) => from === name || (name.endsWith(":") || name.endsWith("/") ? from.startsWith(name) : from.startsWith(`${name}/`)))) {
          broken.push(`${path}: ${room} may not use ${from}`);
        }
      }
    }
    expect(broken).toEqual([]);
  });

  it("only the config room reads the environment", () => {
    // The composition root asks for NO_COLOR before a configuration is read.
    expect(files.filter((path) => roomOf(path) !== "config" && /process\.env\b/u.test(readFileSync(path, "utf8")))).toEqual([]);
  });
});
