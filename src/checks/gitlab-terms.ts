import { all, any, type Term, unlessSeen } from "../core/truth.ts";
import type { See } from "../facts/rules.ts";
import type { FactValues } from "../facts/values.generated.ts";

/** Terms that several checks of GitLab and its licence share. */

type Settings = FactValues["gitlab/feature-settings"];
export type Feature = Extract<Settings, { state: "read" }>["features"][number];

/** A term that rests on the profile of the stack: no fact is read. */
export const given = (truth: boolean): Term => ({ truth: truth ? "holds" : "refuted", evidence: [], missing: [], reads: [] });

/** Features of the settings; open when GitLab could not read them. */
export const features = (see: See, holds: (list: readonly Feature[]) => boolean | undefined): Term => see("gitlab/feature-settings", (value) => (value.state === "read" ? holds(value.features) : undefined));

/** The token route was granted: everything up to the gateway's signing key is good for this account. */
export const granted = (see: See): Term => see("gitlab/token-route", (route) => route.outcome === "granted" || route.statuses.includes(201));

export const completionWorks = (see: See): Term => see("gitlab/completion", (completion) => completion.status === 200);

/** Add-ons with seats for people. */
export const isDuoAddOn = (name: string): boolean => name === "CODE_SUGGESTIONS" || name.includes("DUO_PRO") || name.includes("DUO_ENTERPRISE");

/** `today` as YYYY-MM-DD. */
export const dayOf = (see: See): string => see.today.toISOString().slice(0, 10);

export const licenceExpired = (see: See): Term => see("gitlab/licence", (licence) => licence.present && (licence.expired === true || (licence.expired === null && licence.expiresAt !== null && licence.expiresAt < dayOf(see))));

export const offlineLicence = (see: See): Term => see("gitlab/licence", (licence) => (licence.type === null ? undefined : licence.type.includes("offline")));
export const onlineLicence = (see: See): Term => see("gitlab/licence", (licence) => (licence.type === null ? undefined : licence.type.includes("online")));

/** A row of the health check holds the words. */
export const healthRowSays = (see: See, name: string, ...words: readonly string[]): Term =>
  see("gitlab/health-check", (check) => {
    const row = check.probes.find((probe) => probe.name === name || probe.name === `${name}_probe`);
    if (row === undefined) return check.state === "answered" ? false : undefined;
    const said = [row.message, ...row.errors].join(" ").toLowerCase();
    return words.some((word) => said.includes(word));
  });

/** The account to judge holds no seat, and nothing shows that its features work all the same. */
export const judgedAccountHasNoSeat = (see: See): Term =>
  all(
    see("gitlab/seat", (seat) => seat.assigned.length === 0),
    any(
      see("gitlab/seat", (seat) => seat.configured),
      see("gitlab/token-route", (route) => route.outcome === "not-entitled"),
      see("gitlab/user-access", (access) => access.chatAvailable === false && access.codeSuggestionsAvailable === false),
    ),
    unlessSeen(all(any(see("gitlab/seat", (seat) => !seat.configured), see("gitlab/user-access", (access) => access.isProbeUser)), any(granted(see), completionWorks(see)))),
  );

/** GitLab's clock, and only GitLab's, is off so far that tokens signed by it are not valid. */
export const gitlabClockOff = (see: See): Term =>
  see("worker/clock", (clock) => {
    if (clock.gitlab === null || clock.gateway === null) return undefined;
    const ahead = clock.gitlab.offsetMs - clock.gitlab.uncertaintyMs > 5000;
    const behind = -clock.gitlab.offsetMs - clock.gitlab.uncertaintyMs > 3_600_000 - 5000;
    return (ahead || behind) && Math.abs(clock.gateway.offsetMs) <= 2000 + clock.gateway.uncertaintyMs;
  });

/** GitLab itself does not offer the assigned model for the feature. */
export const misfit = (feature: Feature): boolean => {
  if (feature.model === null || feature.provider !== "self_hosted") return false;
  const listed = feature.compatibleFamilies;
  const offered = feature.validModels?.includes(feature.model.name);
  if (listed !== null && listed.length > 0) return !listed.includes(feature.model.family) && offered !== true;
  return feature.validModels !== null && feature.validModels.length === 0;
};

export const misfits = (settings: Settings | undefined): string | undefined =>
  settings?.state === "read" ? settings.features.filter(misfit).map((feature) => `${feature.model?.name ?? ""} (${feature.model?.family ?? ""}) for ${feature.feature}`).join(", ") : undefined;

/** Names for reasons: features that are switched off, and how many have a model. */
export const featureNames = (settings: Settings | undefined): Record<string, string | number | undefined> =>
  settings?.state === "read"
    ? { off: settings.features.filter((feature) => feature.provider === "disabled").map((feature) => feature.title ?? feature.feature).join(", "), count: settings.features.filter((feature) => feature.model !== null).length }
    : {};
