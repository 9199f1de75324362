import type { Rehearsal, RehearsalFinding } from "../../core/rehearsal.ts";
import { rehearsalLevels } from "../../core/rehearsal.ts";
import type { Result, SavedRun } from "../../core/result.ts";
import { releaseOfImage } from "../../targets/gateway/releases.ts";
import { upgradeChanges, upgradeFacts } from "../upgrades.generated.ts";
import { conditions, type Seen } from "./conditions.ts";
import { compare, highest, lowest, meets, readRelease, type Release, sameMinor, sayRelease, stopsBetween, type UpgradeChange } from "./upgrade.ts";

/** Facts of a run as conditions read them. */
export function seenIn({ facts }: Pick<SavedRun, "facts">): Seen {
  const there = facts.filter((fact) => fact.absent === undefined && fact.value !== undefined);
  return {
    one: (id) => there.find((fact) => fact.id === id && fact.subject === undefined)?.value as never,
    each: (id) => there.flatMap((fact) => (fact.id === id && fact.subject !== undefined ? [{ model: fact.subject, value: fact.value as never }] : [])),
  };
}

/** What an upgrade of this stack to that version would meet. Pure: the same run and target give the same answer. */
export function rehearse(result: Result, saved: SavedRun, target: Release): Rehearsal {
  const seen = seenIn(saved);
  const version = seen.one("gitlab/version");
  const now: Release | undefined = version === undefined ? undefined : { major: version.major, minor: version.minor, patch: version.patch };
  const gateway = gatewayRelease(seen);
  const path = now === undefined ? [] : stopsBetween(now, target, upgradeFacts.stops);
  const tag = `self-hosted-v${target.major}.${target.minor}.*-ee`;
  const findings = [
    ...aboutVersions(now, target, path),
    ...aboutNow(result),
    ...aboutGateway(gateway, target, tag, seen),
    ...aboutModels(seen, target),
    ...upgradeChanges.filter((change) => meets(change, now, target)).flatMap((change) => aboutChange(change, seen)),
  ].sort((a, b) => rehearsalLevels.indexOf(a.level) - rehearsalLevels.indexOf(b.level));
  const has = (level: RehearsalFinding["level"]): boolean => findings.some((finding) => finding.level === level);
  return {
    schemaVersion: 1, stack: result.stack, run: result.run, at: result.startedAt,
    verdict: has("blocks") ? "no-go" : has("unknown") ? "cannot-tell" : has("first") ? "go-after" : "go",
    gitlab: { now: version?.version ?? null, target: sayRelease(target), path: [...path, sayRelease(target)] },
    gateway: { ...gateway, tag },
    findings,
  };
}

function aboutVersions(now: Release | undefined, target: Release, path: readonly string[]): RehearsalFinding[] {
  const { newest, stops } = upgradeFacts;
  const known = compare({ ...target, patch: 0 }, lowest(newest)) <= 0;
  return [
    ...(known ? [] : [{ id: "target-not-known", level: "unknown" as const, title: `This duo-triage knows releases up to ${newest}`, because: `nothing is known of ${sayRelease(target)}`, do: "Read its upgrade notes, or rehearse with a newer duo-triage" }]),
    ...(now === undefined ? [{ id: "version-not-seen", level: "unknown" as const, title: "The version of GitLab was not seen", because: "without it nobody can tell what the upgrade crosses", do: "Give duo-triage any user's token with scope read_api" }] : []),
    ...(now !== undefined && compare(target, now) < 0 && !(sameMinor(target, now) && target.patch === Number.POSITIVE_INFINITY) ? [{ id: "downgrade", level: "blocks" as const, title: `GitLab is ${sayRelease(now)}, newer than ${sayRelease(target)}`, because: "GitLab cannot go back without a restored backup", do: "Choose a target above the present version", source: "https://docs.gitlab.com/update/package/downgrade/" }] : []),
    ...(path.length === 0 ? [] : [{ id: "upgrade-stops", level: "first" as const, title: `Stop at ${path.join(", then ")} on the way`, because: "these are required stops; each must finish its background migrations before the next", do: "At each stop take the gateway of the same minor along, and check again", source: stops.source }]),
  ];
}

/** A stack that is broken before tells nobody afterwards what the upgrade broke. */
function aboutNow(result: Result): RehearsalFinding[] {
  const troubles = result.diagnosis.causes.filter((cause) => !upgradeFacts.mendedByUpgrade.includes(cause.code));
  const mended = result.diagnosis.causes.filter((cause) => upgradeFacts.mendedByUpgrade.includes(cause.code));
  return [
    ...troubles.map((cause): RehearsalFinding => ({ id: `broken-now-${cause.code}`, level: "blocks", title: `Broken now: ${cause.title} (${cause.code})`, because: "an upgrade on top of it would hide what is whose fault", ...(cause.remedy[0] === undefined ? {} : { do: cause.remedy[0].do, where: cause.remedy[0].where }) })),
    ...mended.map((cause): RehearsalFinding => ({ id: `mended-${cause.code}`, level: "note", title: `Broken now: ${cause.title} (${cause.code})`, because: "an upgrade can mend it" })),
    ...(result.diagnosis.causes.length === 0 && result.verdict === "undecided" ? [{ id: "undecided-now", level: "unknown" as const, title: "Something fails now, and its cause cannot be told", because: result.diagnosis.cannotTell[0]?.because ?? "nothing could be judged", ...(result.diagnosis.cannotTell[0] === undefined ? {} : { do: result.diagnosis.cannotTell[0].separatingTest.do, where: result.diagnosis.cannotTell[0].separatingTest.where }) }] : []),
  ];
}

const imageReleaseOf = (seen: Seen): string | null => seen.one("gateway/image")?.release ?? seen.one("gateway/address")?.imageRelease ?? null;

/** Between which releases the gateway lies: what it lists without a token, and what its image is called. */
export function gatewayRelease(seen: Seen): Omit<Rehearsal["gateway"], "tag"> {
  const list = seen.one("gateway/definitions");
  const image = imageReleaseOf(seen);
  if (list !== undefined && (list.oldest !== null || list.newest !== null)) return { oldest: list.oldest, newest: list.newest, by: image === null ? "list" : "both" };
  return image === null ? { oldest: null, newest: null, by: "nobody" } : { oldest: image, newest: image, by: "image" };
}

function aboutGateway({ oldest, newest, by }: ReturnType<typeof gatewayRelease>, target: Release, tag: string, seen: Seen): RehearsalFinding[] {
  const source = "https://docs.gitlab.com/install/install_ai_gateway/";
  const wanted = { ...target, patch: 0 };
  const image = imageReleaseOf(seen);
  const odd = image !== null && by === "both" && ((oldest !== null && compare(lowest(image), lowest(oldest)) < 0) || (newest !== null && compare(lowest(image), lowest(newest)) > 0));
  const fits = oldest !== null && newest !== null && sameMinor(lowest(oldest), wanted) && sameMinor(lowest(newest), wanted);
  const ahead = oldest !== null && compare(lowest(oldest), wanted) > 0;
  const said = by === "nobody" ? "its release was not seen" : oldest === null ? `it is of ${newest ?? ""} or older` : newest === null ? `it is of ${oldest} or newer` : oldest === newest ? `it is of ${oldest}` : `it is between ${oldest} and ${newest}`;
  return [
    ...(odd ? [{ id: "image-disagrees", level: "note" as const, title: `The configuration calls the gateway's image ${image}, and its list of models says otherwise`, because: said, do: "Correct stacks.<name>.gateway.image, or look which container answers" }] : []),
    ...(fits ? [] : [{ id: "gateway-tag", level: "first" as const, title: `Run the newest gateway tag ${tag} beside GitLab ${sayRelease(target)}`, because: `gateway and GitLab must be of the same minor; ${said}`, do: ahead ? "The gateway is newer than the target: put the tag of the target's minor in its place in the same window" : "Pull it before the upgrade, and change to it in the same window, right behind GitLab", where: "gateway container definition", command: `image tag: ${tag}`, source }]),
  ];
}

function aboutModels(seen: Seen, target: Release): RehearsalFinding[] {
  const used = (seen.one("gitlab/models")?.models ?? []).filter((model) => model.features.length > 0);
  return used.flatMap((model): RehearsalFinding[] => {
    const first = upgradeFacts.families[model.family];
    if (first === undefined || compare(target, lowest(first)) >= 0) return [];
    return [{ id: `family-${model.family}`, level: "blocks", title: `A gateway before ${first} does not know the family ${model.family} of ${model.name}`, because: `the gateway beside ${sayRelease(target)} would be of that release`, do: `Go to ${first} or later, or assign another family first`, where: "Admin > GitLab Duo > self-hosted models", source: upgradeFacts.familiesSource }];
  });
}

/** A change that the versions meet: it applies, it does not, or the fact that decides is missing. */
function aboutChange(change: UpgradeChange, seen: Seen): RehearsalFinding[] {
  const held = change.when.map((name) => ({ name, holds: conditions[name].holds(seen) }));
  if (held.some(({ holds }) => holds === false)) return [];
  const open = held.filter(({ holds }) => holds === undefined).map(({ name }) => conditions[name].says);
  const where = { do: change.do, where: change.where, source: change.source };
  const at = change.crosses === undefined ? `the target is in ${[...new Set(change.lands)].join(" to ")}` : `the upgrade crosses ${change.crosses}`;
  if (open.length === 0) return [{ id: change.id, level: change.level, title: change.title, because: `${at}${change.when.length === 0 ? "" : `, and this stack has it: ${change.when.join(", ").replaceAll("-", " ")}`}`, ...where }];
  // What would forbid the upgrade and cannot be ruled out leaves it open; anything else is told with its "if".
  return [{ id: change.id, level: change.level === "blocks" ? "unknown" : change.level, title: change.title, because: `${at}; not seen: ${open.join("; ")}`, ...where }];
}

/** Reads a target as people write it; otherwise what is wrong with it. */
export function readTarget(text: string): Release | { problem: string } {
  const release = readRelease(text) ?? (releaseOfImage(text) === null ? undefined : highest(releaseOfImage(text) ?? ""));
  return release ?? { problem: `"${text.slice(0, 40)}" is no version of GitLab; write 19.4, or 19.4.2` };
}
