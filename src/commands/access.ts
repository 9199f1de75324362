import type { Person } from "../core/chat.ts";
import { type AccessRule, type AccessRules, type Role, roles } from "../core/queue.ts";

/**
 * The highest role of a person in a channel for the stacks that a line is about. Without any rules everyone may look and nobody may spend;
 * undefined: rules exist, and none names this person.
 */
export function roleOf(rules: AccessRules | undefined, person: Person, channel: string, stacks: readonly string[]): Role | undefined {
  if (rules === undefined) return "viewer";
  const has = (rule: AccessRule): boolean => {
    if (!rule.everyone && !rule.users.includes(person.id) && !person.groups.some((group) => rule.slackGroups.includes(group) || rule.discordRoles.includes(group))) return false;
    if (rule.channels.length > 0 && !rule.channels.includes(channel)) return false;
    return rule.stacks.length === 0 || (stacks.length > 0 && stacks.every((stack) => rule.stacks.includes(stack)));
  };
  return roles.toReversed().find((role) => has(rules[role]));
}
