import { describe, expect, it } from "vitest";
import { roleOf } from "../../src/commands/access.ts";
import type { AccessRule, AccessRules } from "../../src/core/queue.ts";

const rule = (more: Partial<AccessRule> = {}): AccessRule => ({ everyone: false, users: [], slackGroups: [], discordRoles: [], stacks: [], channels: [], ...more });
const rules = (more: Partial<AccessRules>): AccessRules => ({ viewer: rule(), operator: rule(), admin: rule(), ...more });
const ana = { id: "U1", name: "Ana", groups: ["S0OPS"] };

describe("roles", () => {
  it("lets everyone look where nothing is configured, and nobody spend", () => {
    expect(roleOf(undefined, ana, "C1", ["prod"])).toBe("viewer");
  });

  it("gives the highest role that names the person, a group of theirs, or everyone; else none", () => {
    expect(roleOf(rules({ viewer: rule({ everyone: true }), admin: rule({ users: ["U1"] }) }), ana, "C1", ["prod"])).toBe("admin");
    expect(roleOf(rules({ viewer: rule({ everyone: true }), operator: rule({ slackGroups: ["S0OPS"] }) }), ana, "C1", ["prod"])).toBe("operator");
    expect(roleOf(rules({ operator: rule({ discordRoles: ["S0OPS"] }) }), ana, "C1", ["prod"])).toBe("operator");
    expect(roleOf(rules({ operator: rule({ users: ["U2"] }) }), ana, "C1", ["prod"])).toBeUndefined();
  });

  it("holds a rule for some channels and stacks to them: all stacks meant must be among them", () => {
    const some = rules({ viewer: rule({ everyone: true }), operator: rule({ users: ["U1"], stacks: ["prod"], channels: ["C1"] }) });
    expect(roleOf(some, ana, "C1", ["prod"])).toBe("operator");
    expect(roleOf(some, ana, "C2", ["prod"])).toBe("viewer");
    expect(roleOf(some, ana, "C1", ["prod", "lab"])).toBe("viewer");
    expect(roleOf(some, ana, "C1", [])).toBe("viewer");
  });
});
