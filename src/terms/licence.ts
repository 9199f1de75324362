import { all, any, type Term, unlessSeen } from "../core/truth.ts";
import type { See } from "../facts/rules.ts";
import type { FactValues } from "../facts/values.generated.ts";
import { completionWorks, granted } from "./gitlab.ts";
import { dayOf } from "./told.ts";

/** Licence, add-ons, seats and the assignment of features. */

type Settings = FactValues["gitlab/feature-settings"];
type Features = Extract<Settings, { state: "read" }>["features"];
export type Feature = Features[number];

/** Features of the settings; open when GitLab could not read them. */
export const features = (see: See, holds: (list: Features) => boolean | undefined): Term => see("gitlab/feature-settings", (value) => (value.state === "read" ? holds(value.features) : undefined));

const duoNames = ["CODE_SUGGESTIONS", "DUO_ENTERPRISE"];
/** Add-ons with seats for people: Duo Pro and Duo Enterprise, under today's names or later spellings of them. */
export const isDuoAddOn = (name: string): boolean => duoNames.includes(name) || name.includes("DUO_PRO") || name.includes("DUO_ENTERPRISE");

export const licenceExpired = (see: See): Term => see("gitlab/licence", (licence) => licence.present && (licence.expired === true || (licence.expired === null && licence.expiresAt !== null && licence.expiresAt < dayOf(see))));

export const licenceMissing = (see: See): Term => any(see("gitlab/licence", (licence) => !licence.present), see("gitlab/version", (version) => version.enterprise === false));

/** Nothing is wrong with the licence itself, as far as it was seen. */
export const licenceNotBad = (see: See): Term => all(unlessSeen(licenceExpired(see)), unlessSeen(licenceMissing(see)));

export const offlineLicence = (see: See): Term => see("gitlab/licence", (licence) => (licence.type === null ? undefined : licence.type.includes("offline")));
export const onlineLicence = (see: See): Term => see("gitlab/licence", (licence) => (licence.type === null ? undefined : licence.type.includes("online")));

/** The token's own account is the one to judge. */
const ownAccount = (see: See): Term => any(see("gitlab/seat", (seat) => !seat.configured), see("gitlab/user-access", (access) => access.isProbeUser));

/** The account to judge holds no seat, and nothing shows that its features work all the same. */
export const judgedAccountHasNoSeat = (see: See): Term =>
  all(
    see("gitlab/seat", (seat) => seat.assigned.length === 0),
    any(
      see("gitlab/seat", (seat) => seat.configured),
      see("gitlab/token-route", (route) => route.outcome === "not-entitled"),
      see("gitlab/user-access", (access) => access.chatAvailable === false && access.codeSuggestionsAvailable === false),
    ),
    unlessSeen(all(ownAccount(see), any(granted(see), completionWorks(see)))),
  );

/** With the account's own token alone: GitLab grants it nothing, and why cannot be read without an administrator's token. */
export const deniedWithoutAdmin = (see: See): Term =>
  all(
    see.absent("gitlab/licence", "not-permitted"),
    see("gitlab/user-access", (access) => access.isProbeUser && access.codeSuggestionsAvailable !== true && access.chatAvailable !== true && (access.codeSuggestionsAvailable === false || access.chatAvailable === false)),
    see("gitlab/token-route", (route) => route.outcome === "not-entitled"),
  );

/** GitLab itself does not offer the assigned model for the feature: its family is not compatible. */
const misfit = (feature: Feature): boolean => {
  if (feature.model === null || feature.provider !== "self_hosted") return false;
  const listed = feature.compatibleFamilies;
  const offered = feature.validModels?.includes(feature.model.name);
  if (listed !== null && listed.length > 0) return !listed.includes(feature.model.family) && offered !== true;
  return feature.validModels !== null && feature.validModels.length === 0;
};

/** The features whose model does not suit them. */
export const misfits = (settings: Settings | undefined): Features => (settings?.state === "read" ? settings.features.filter(misfit) : []);

/** A feature has a model that does not suit it. */
export const someMisfit = (see: See): Term => features(see, (list) => list.some(misfit));
