import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { discordManifest } from "../../../src/chat/discord/manifest.ts";
import { table } from "../../../src/commands/table.ts";

it("manifests/discord.json is what the command table says; else run `npm run generate`", () => {
  expect(JSON.parse(readFileSync("manifests/discord.json", "utf8"))).toEqual(JSON.parse(JSON.stringify(discordManifest(table))));
});

it("asks for no right that a reader of a channel would be surprised by", () => {
  const { install } = discordManifest(table) as { install: { permission_bits: string } };
  const administrator = 1n << 3n;
  const messagesManaged = 1n << 13n;
  const everyoneMentioned = 1n << 17n;
  expect(BigInt(install.permission_bits) & (administrator | messagesManaged | everyoneMentioned)).toBe(0n);
});
