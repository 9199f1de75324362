import { type REST, Routes } from "discord.js";

export interface Registered {
  /** False: Discord holds these commands already, nothing was written. */
  written: boolean;
  scope: "guild" | "global";
  count: number;
}

/**
 * Registers the application commands in the guild, or globally without one. Asks first and writes only what differs: Discord counts
 * creations (200 a day and guild, page "Application commands"), and a write makes clients load everything anew.
 */
export async function registerCommands(rest: REST, application: string, guild: string | undefined, commands: readonly object[]): Promise<Registered> {
  const route = guild === undefined ? Routes.applicationCommands(application) : Routes.applicationGuildCommands(application, guild);
  const current = (await rest.get(route)) as object[];
  const told = { scope: guild === undefined ? ("global" as const) : ("guild" as const), count: commands.length };
  if (same(current, commands)) return { written: false, ...told };
  await rest.put(route, { body: commands });
  return { written: true, ...told };
}

const same = (a: readonly object[], b: readonly object[]): boolean => JSON.stringify(a.map((one) => essence(one)).toSorted(byName)) === JSON.stringify(b.map((one) => essence(one)).toSorted(byName));

const byName = (a: unknown, b: unknown): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

// What we set, in one order of keys, without the defaults that Discord fills in.
const kept = ["type", "name", "description", "required", "autocomplete", "choices", "min_length", "max_length", "min_value", "max_value", "options", "value", "default_member_permissions"] as const;

function essence(command: object): Record<string, unknown> {
  const given = command as Record<string, unknown>;
  const plain: Record<string, unknown> = {};
  for (const key of kept) {
    const value = given[key];
    if (value === undefined || value === null || value === false || value === "" || (Array.isArray(value) && value.length === 0)) continue;
    plain[key] = Array.isArray(value) ? value.map((item) => (typeof item === "object" && item !== null ? essence(item as object) : item)) : value;
  }
  return plain;
}
