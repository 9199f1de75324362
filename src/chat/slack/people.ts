import type { webApi } from "@slack/bolt";
import type { Person } from "../../core/chat.ts";
import { cleanLine } from "../../core/text.ts";
import { call } from "./outbound.ts";

type Client = InstanceType<typeof webApi.WebClient>;

/** Who somebody is, or why they are not answered (nobody to talk to: `reason` is empty). */
export type Known = { kind: "person"; person: Person } | { kind: "refused"; reason: string };

export interface People {
  know(user: string, team: string | undefined): Promise<Known>;
  /** The name of somebody, for plain text. */
  nameOf(user: string): Promise<string | undefined>;
}

const keepMs = 10 * 60_000;

/** Whose bot it is: a workspace, an organisation's workspace, or (`team` unknown) a whole organisation. */
export interface Home {
  teamId: string | undefined;
  enterpriseId: string | undefined;
}

/**
 * Looks people up: name, standing in the workspace, user groups of the roles. Guests and people of other workspaces (Slack Connect) are
 * refused; so is somebody about whom Slack does not answer, since their standing is unknown.
 */
export function openPeople(client: Client, home: Home, groups: readonly string[], now: () => number): People {
  const known = new Map<string, { known: Known; until: number }>();
  const members = new Map<string, { ids: ReadonlySet<string>; until: number }>();

  async function groupsOf(user: string): Promise<string[]> {
    const found: string[] = [];
    for (const group of groups) {
      let kept = members.get(group);
      if (kept === undefined || kept.until < now()) {
        const called = await call(() => client.usergroups.users.list({ usergroup: group })).catch(() => undefined);
        // A group that cannot be read gives nobody a role; soon it is asked for again.
        kept = called?.kind === "done" ? { ids: new Set(called.value.users ?? []), until: now() + keepMs / 2 } : { ids: kept?.ids ?? new Set(), until: now() + 30_000 };
        members.set(group, kept);
      }
      if (kept.ids.has(user)) found.push(group);
    }
    return found;
  }

  function belongs(team: string, enterprise: string | undefined): boolean {
    if (home.teamId === undefined && home.enterpriseId === undefined) return true;
    return team === home.teamId || (home.enterpriseId !== undefined && (team === home.enterpriseId || enterprise === home.enterpriseId));
  }

  async function look(user: string): Promise<{ known: Known; forMs: number }> {
    const called = await call(() => client.users.info({ user })).catch(() => undefined);
    if (called?.kind !== "done") {
      const why = called?.kind === "refused" ? (called.error === "missing_scope" ? "the app lacks the scope users:read" : called.error) : "it did not answer";
      return { known: { kind: "refused", reason: `Slack does not tell duo-triage who you are (${why}), so it cannot tell what you may do. Try again in a minute.` }, forMs: 2_000 };
    }
    const about = called.value.user ?? {};
    if (about.is_bot === true || about.deleted === true) return { known: { kind: "refused", reason: "" }, forMs: keepMs };
    // An organisation's people have other team ids in the same enterprise. Slack's own word `is_stranger` tells only of those who share no channel with the bot.
    const stranger = about.is_stranger === true || (about.team_id !== undefined && !belongs(about.team_id, about.enterprise_user?.enterprise_id));
    if (stranger) return { known: { kind: "refused", reason: "You are in this channel from another workspace (Slack Connect); duo-triage answers people of its own workspace only." }, forMs: keepMs };
    if (about.is_restricted === true || about.is_ultra_restricted === true) return { known: { kind: "refused", reason: "duo-triage does not answer guests of the workspace." }, forMs: keepMs };
    const name = cleanLine(about.profile?.display_name ?? "", 80) || cleanLine(about.real_name ?? about.name ?? user, 80);
    return { known: { kind: "person", person: { id: user, name, groups: await groupsOf(user), ...(about.tz === undefined ? {} : { timeZone: about.tz }) } }, forMs: keepMs / 2 };
  }

  async function know(user: string): Promise<Known> {
    const kept = known.get(user);
    if (kept !== undefined && kept.until > now()) return kept.known;
    const found = await look(user);
    if (known.size > 5_000) known.clear();
    known.set(user, { known: found.known, until: now() + found.forMs });
    return found.known;
  }

  return {
    know,
    async nameOf(user) {
      // Roles may name people of other platforms.
      const found = /^[UW][A-Z0-9]{2,}$/u.test(user) ? await know(user) : undefined;
      return found?.kind === "person" ? found.person.name : undefined;
    },
  };
}
