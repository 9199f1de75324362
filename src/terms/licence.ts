import { all, any, type Term, unlessSeen } from "../core/truth.ts";
import type { See } from "../facts/rules.ts";
import type { FactValues } from "../facts/values.generated.ts";
import { agentFeatureSelfHosted } from "./agent-platform.ts";
import { completionWorks, granted, versionBetween } from "./gitlab.ts";
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

/** The licence came with an activation code, be it synchronised or offline. */
export const cloudLicence = (see: See): Term => see("gitlab/licence", (licence) => (licence.type === null ? undefined : licence.type.includes("cloud")));
export const offlineLicence = (see: See): Term => see("gitlab/licence", (licence) => (licence.type === null ? undefined : licence.type.includes("offline")));
export const onlineLicence = (see: See): Term => see("gitlab/licence", (licence) => (licence.type === null ? undefined : licence.type.includes("online")));

/**
 * Agents are assigned to a self-hosted model (or, where GitLab lists no agent feature, have an address) under an offline licence whose add-ons lack the one of the self-hosted Agent Platform
 * (`SELF_HOSTED_DAP`), which GitLab asks for there from 18.8 on.
 */
export const agentAddOnMissing = (see: See): Term =>
  all(
    offlineLicence(see),
    any(agentFeatureSelfHosted(see), all(features(see, (list) => !list.some((feature) => feature.feature.startsWith("duo_agent"))), see("gitlab/duo-settings", (settings) => settings.duoAgentPlatformServiceUrl !== null))),
    see("gitlab/add-ons", (list) => !list.addOns.some((addOn) => /AGENT|DAP|SELF_HOSTED/u.test(addOn.name))),
    versionBetween(see, [18, 8], [99, 99]),
    unlessSeen(see("gitlab/agent-token-route", (route) => route.status === 201)),
  );

/** Everybody here has Duo Core, whatever seat they hold. */
export const everybodyHasDuoCore = (see: See): Term =>
  all(see("gitlab/add-ons", (list) => list.addOns.some((addOn) => addOn.name === "DUO_CORE")), see("gitlab/duo-settings", (settings) => settings.duoCoreFeaturesEnabled ?? undefined));

type Model = FactValues["gitlab/models"]["models"][number];
const isBeta = (feature: Feature, models: readonly Model[]): boolean => (feature.model?.releaseState ?? models.find((model) => model.name === feature.model?.name)?.releaseState) === "beta";

/** Beta is off, and a feature uses a model that is beta. */
export const betaModelInUse = (see: See): Term =>
  all(
    see("gitlab/application-settings", (settings) => settings.betaFeaturesEnabled === false),
    any(
      features(see, (list) => list.some((feature) => feature.provider === "self_hosted" && isBeta(feature, []))),
      see.both("gitlab/feature-settings", "gitlab/models", (settings, list) => (settings.state === "read" ? settings.features.some((feature) => feature.provider === "self_hosted" && isBeta(feature, list.models)) : undefined)),
    ),
  );

/** Beta is off on one of the two releases whose Agent Platform is beta under an online licence. */
export const betaPlatformInUse = (see: See): Term =>
  all(
    see("gitlab/application-settings", (settings) => settings.betaFeaturesEnabled === false),
    versionBetween(see, [18, 7], [18, 8]),
    see("gitlab/duo-settings", (settings) => settings.duoAgentPlatformServiceUrl !== null),
    onlineLicence(see),
  );

/** The token's own account is the one to judge. */
const ownAccount = (see: See): Term => any(see("gitlab/seat", (seat) => !seat.configured), see("gitlab/user-access", (access) => access.isProbeUser));

/** The account to judge is not there, or may not sign in: what it lacks of Duo is no fault of Duo. */
export const accountGone = (see: See): Term => see("gitlab/account", (account) => !account.found || (account.state !== null && account.state !== "active"));

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
    unlessSeen(accountGone(see)),
  );

/** GitLab refuses the account to judge completions as well, which Duo Core would include. */
export const completionsRefusedToo = (see: See): Term =>
  any(all(ownAccount(see), see("gitlab/token-route", (route) => route.outcome === "not-entitled")), see("gitlab/user-access", (access) => access.codeSuggestionsAvailable === false));

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
