import type { Installation, InstallationQuery, InstallationStore } from "@slack/bolt";
import { openSeal, type Sealed } from "../../core/seal.ts";
import type { Secret } from "../../core/secret.ts";

/** An installation as it lies in the store: nobody reads a token there without the key of the configuration. */
export type SealedInstallation = Sealed;

/** Where installations are kept; a collection of the store. */
export interface Kept<T> {
  put(id: string, document: T): Promise<void>;
  get(id: string): Promise<T | undefined>;
  remove(id: string): Promise<boolean>;
  list(limit?: number): Promise<{ id: string; document: T }[]>;
}

/** What names an installation: the organisation where it holds for all of it, else the workspace. */
export function installationId(about: { teamId: string | undefined; enterpriseId: string | undefined; isEnterpriseInstall: boolean }): string | undefined {
  return about.isEnterpriseInstall ? about.enterpriseId : (about.teamId ?? about.enterpriseId);
}

/** The installation store of the library over duo-triage's own store. */
export function openInstallations(kept: Kept<SealedInstallation>, key: Secret, now: () => number): InstallationStore & { remove(id: string): Promise<boolean> } {
  const seal = openSeal(key, "slack installations");
  const idOf = (query: InstallationQuery<boolean>): string => {
    const id = installationId({ teamId: query.teamId, enterpriseId: query.enterpriseId, isEnterpriseInstall: query.isEnterpriseInstall });
    if (id === undefined) throw new Error("Slack names neither a workspace nor an organisation");
    return id;
  };
  return {
    async storeInstallation(installation) {
      const id = installation.isEnterpriseInstall === true ? installation.enterprise?.id : installation.team?.id;
      if (id === undefined) throw new Error("This installation names neither a workspace nor an organisation");
      // A person's own token is of no use here, and what is not kept cannot leak.
      const { user, ...rest } = installation as Installation;
      await kept.put(id, seal.seal(id, { ...rest, user: { id: user.id, token: undefined, scopes: undefined } }, now()));
    },
    async fetchInstallation(query) {
      const id = idOf(query);
      // An app of a whole organisation is asked about by workspace, too.
      for (const one of [id, ...(query.enterpriseId === undefined || query.enterpriseId === id ? [] : [query.enterpriseId])]) {
        const found = await kept.get(one);
        if (found !== undefined) return seal.open(one, found) as Installation<"v2", boolean> as never;
      }
      throw new Error("duo-triage is not installed in this workspace");
    },
    async deleteInstallation(query) {
      await kept.remove(idOf(query));
    },
    remove: (id) => kept.remove(id),
  };
}
