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
  /** The workspace of somebody who was known lately. */
  teamOf(user: string): string | undefined;
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
  const known = new Map<string, { known: Known; team: string | undefined; until: number }>();
  const members = new Map<string, { ids: ReadonlySet<string>; until: number }>();

  /** A user group belongs to a workspace, which the token of a whole organisation does not name. https://docs.slack.dev/reference/methods/usergroups.users.list */
  async function groupsOf(user: string, team: string | undefined): Promise<string[]> {
    const found: string[] = [];
    const where = home.teamId === undefined && team !== undefined ? { team_id: team } : {};
    for (const group of groups) {
      const at = `${where.team_id ?? ""}/${group}`;
      let kept = members.get(at);
      if (kept === undefined || kept.until < now()) {
        const called = await call(() => client.usergroups.users.list({ usergroup: group, ...where })).catch(() => undefined);
        // A group that cannot be read gives nobody a role; soon it is asked for again.
        kept = called?.kind === "done" ? { ids: new Set(called.value.users ?? []), until: now() + keepMs / 2 } : { ids: kept?.ids ?? new Set(), until: now() + 30_000 };
        members.set(at, kept);
      }
      if (kept.ids.has(user)) found.push(group);
    }
    return found;
  }

  function belongs(team: string, enterprise: string | undefined): boolean {
    if (home.teamId === undefined && home.enterpriseId === undefined) return true;
    return team === home.teamId || (home.enterpriseId !== undefined && (team === home.enterpriseId || enterprise === home.enterpriseId));
  }

  async function look(user: string, heardFrom: string | undefined): Promise<{ known: Known; team?: string | undefined; forMs: number }> {
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
    const team = heardFrom ?? about.team_id;
    const name = cleanLine(about.profile?.display_name ?? "", 80) || cleanLine(about.real_name ?? about.name ?? user, 80);
    return { known: { kind: "person", person: { id: user, name, groups: await groupsOf(user, team), ...(about.tz === undefined ? {} : { timeZone: about.tz }) } }, team, forMs: keepMs / 2 };
  }

  async function know(user: string, team?: string): Promise<Known> {
    const kept = known.get(user);
    // Somebody of an organisation may speak from several of its workspaces, with other user groups in each.
    if (kept !== undefined && kept.until > now() && (home.teamId !== undefined || team === undefined || kept.team === undefined || kept.team === team)) return kept.known;
    const found = await look(user, home.teamId === undefined ? team : undefined);
    if (known.size > 5_000) known.clear();
    known.set(user, { known: found.known, team: found.team, until: now() + found.forMs });
    return found.known;
  }

  return {
    know,
    teamOf: (user) => known.get(user)?.team,
    async nameOf(user) {
      // Roles may name people of other platforms.
      const found = /^[UW][A-Z0-9]{2,}$/u.test(user) ? await know(user) : undefined;
      return found?.kind === "person" ? found.person.name : undefined;
    },
  };
}
