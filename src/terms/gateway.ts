import { all, any, not, type Term, unlessSeen, whereSeen } from "../core/truth.ts";
import type { Read, See } from "../facts/rules.ts";
import type { FactValues } from "../facts/values.generated.ts";
import { clocksApart } from "./clocks.ts";
import { agentGone, anyCheck } from "./network.ts";

/** The gateway itself: its keys, how tokens fare, whether it stands still, what lives beside it. */

/** The gateway stood still for seconds and is quick again: a fetch of keys from somewhere that does not answer keeps all of it waiting. */
export const stoodStill = (see: See, stillMs = 2000): Term =>
  any(
    see("gateway/junk-token", (value) => value.first.ms >= stillMs && value.second !== null && value.second.ms < 1000),
    see("gateway/health", (value) => value.good && (value.firstByteMs[0] ?? 0) >= stillMs && value.firstByteMs.slice(1).some((ms) => ms < 500)),
  );

/**
 * The gateway was busy with itself, and whatever was asked of it in those seconds waited as well: a POST that it refuses on its own had no answer
 * although its health route is good, or one refusal of a model took it many seconds and the same one none right after.
 */
export const heldUpByItself = (see: See): Term =>
  any(
    all(see("gateway/health", (health) => health.good), see("gateway/post-route", ({ state, result }) => state === "no-answer" && result.kind === "failure" && result.reason === "no-answer" && result.timings.total >= 10_000)),
    see.some("gateway/model-check", (check) => check.outcome === "model-code" && (check.streamCutAfterMs ?? 0) >= 15_000 && check.ms < 5000),
  );

/** Connections to the gateway open, and neither the worker nor GitLab gets a byte out of it for half a minute: it stands still. */
export const standsStill = (see: See): Term =>
  all(
    see("gateway/reach", (reach) => reach.state === "open"),
    see("gateway/health", (health) => health.result.kind === "failure" && health.result.reason === "no-answer"),
    unlessSeen(see("gitlab/token-route", (route) => route.outcome !== "no-answer")),
  );

/** The gateway took GitLab's token and asked the model, whatever that said. */
const askedModel = (best: { outcome: string }): boolean => best.outcome === "success" || best.outcome === "model-code" || best.outcome === "suggestion";

/** GitLab's tokens reach the gateway and are refused as forged, expired or for somebody else. */
export const tokensRefused = (see: See): Term =>
  any(
    anyCheck(see, (best) => best.outcome === "gateway-code" && best.code === 401),
    see("gitlab/completion", (value) => value.status === 401 && !value.fromGitlab && value.said === "Forbidden by auth provider"),
  );

/** The gateway turns GitLab's tokens away, for whatever reason. */
export const tokensTurnedAway = (see: See): Term => any(tokensRefused(see), see("gitlab/completion", (value) => value.status === 401 && !value.fromGitlab && value.form === "json"));

/** At least one of GitLab's tokens is accepted. */
export const tokensAccepted = (see: See): Term =>
  any(
    see("gitlab/token-route", (value) => value.outcome === "granted" || undefined),
    anyCheck(see, askedModel),
    see("gitlab/completion", (value) => (value.status === 200 && value.fromGateway) || undefined),
  );

/** The gateway holds no key at all. */
export const noKeys = (see: See): Term => see("gateway/junk-token", (value) => value.state === "no-keys");

/** The gateway holds some key, and none that fits GitLab's tokens. */
export const wrongKeys = (see: See): Term => all(see("gateway/junk-token", (value) => value.state === "keys"), tokensRefused(see), unlessSeen(tokensAccepted(see)), unlessSeen(clocksApart(see)), headersPass(see));

/** Either of the two: what a broken way from the gateway to GitLab's keys brings about. */
export const keysMissing = (see: See): Term => any(noKeys(see), wrongKeys(see));

/** Headers of a token arrive whole. */
const headersPass = (see: See): Term => unlessSeen(see("gitlab/completion", (value) => value.status === 401 && !value.fromGitlab && value.said !== null && /^Header (?:mismatch|is missing)|^No authorization header|^Invalid authentication token type/u.test(value.said)));

/** The worker gets a good discovery document with keys from GitLab, where the gateway asks for it. */
export const discoveryGood = (see: See): Term => see("gitlab/discovery", (value) => value.atRoot.form === "json" && value.atRoot.jwksUri !== null && value.keys !== null && (value.keys.kids?.length ?? 0) > 0);

/** The agent service of the same container answers: the container lives, its HTTP half does not. */
export const agentPortOpen = (see: See): Term => all(see("agent/address", (value) => value.besideGateway === true), see("agent/reach", (value) => value.state === "open"));

/** The gateway accepts GitLab's tokens and gives out none of its own: the picture of its missing or malformed key for them. */
export const noOwnTokens = (see: See): Term =>
  all(
    see("gitlab/token-route", (value) => value.outcome === "refused" && value.status === 503 && !value.statuses.includes(201)),
    any(see("gitlab/completion", (value) => value.status === 200), anyCheck(see, askedModel)),
    unlessSeen(tokensRefused(see)),
    unlessSeen(see("gateway/post-route", (value) => value.state !== "passed")),
  );

/** The whole container gives no sign of life, as far as that was seen. */
export const agentPortNotOpen = (see: See): Term => unlessSeen(agentPortOpen(see));

/** The agent service's port refuses, or nobody looked. */
export const agentPortMayBeOpen = (see: See): Term => unlessSeen(agentGone(see));

/** The gateway's code route dies before any model is asked. */
export const codeRouteCrashes = (see: See): Term => see("gateway/code-route", (value) => value.crashes);

/** A completion dies in the gateway although the model answers the connection check: the code routes alone are broken. */
export const onlyCodeBroken = (see: See): Term =>
  all(
    unlessSeen(see("gateway/code-route", (value) => value.refusesEndpoints === true)),
    see("gitlab/completion", (value) => value.status === 500 && !value.fromGitlab && !value.fromGateway && value.form === "text" && !value.timedOut && value.ms < 5000),
    any(
      codeRouteCrashes(see),
      all(anyCheck(see, (best) => best.outcome === "success"), not(anyCheck(see, (best) => best.outcome === "gateway-code" || best.outcome === "model-code"))),
    ),
    unlessSeen(see("gateway/code-route", (value) => !value.crashes)),
    unlessSeen(someReplicaWithoutKeys(see)),
  );

/** A request that met a replica without keys is 500 too, whatever its route. */
export const someReplicaWithoutKeys = (see: See): Term => see("gateway/junk-token", (value) => value.first.state === "no-keys" || value.second?.state === "no-keys" || value.repeated.includes("no-keys"));

/** Releases as numbers, for comparing. */
export function releaseNumber(release: string): number {
  const [major = 0, minor = 0] = release.split(".").map(Number);
  return major * 1000 + minor;
}

/** Releases of the gateway's image, by the configuration or by its container's runtime, and of GitLab, as numbers. */
export const imageAndGitlab = (see: See, holds: (image: number, gitlab: number) => boolean): Term => {
  const compared = (release: string | null, gitlab: FactValues["gitlab/version"]): boolean => release !== null && holds(releaseNumber(release), gitlab.major * 1000 + gitlab.minor);
  return whereSeen(
    see.both("gateway/image", "gitlab/version", (image, gitlab) => compared(image.release, gitlab)),
    see.both("gateway/address", "gitlab/version", (address, gitlab) => compared(address.imageRelease, gitlab)),
  );
};

/** The release that the image names, nearest to the running container first. */
export const imageRelease = (read: Read): string | undefined => read("gateway/image")?.release ?? read("gateway/address")?.imageRelease ?? undefined;
