import { all, type Alternative, any, ifSeen, not, proven, type Term, unlessSeen } from "../core/truth.ts";
import type { See } from "../facts/rules.ts";
import type { FactValues } from "../facts/values.generated.ts";
import { keysMissing } from "./gateway.ts";
import { notGood, sound } from "./model.ts";

/** What a foothold beside the gateway sees: the gateway's own ways, with its certificates and proxies. It stands nearer to the fault than the worker. */

type Way = FactValues["model/inside"]["way"];
type Inside = FactValues["gateway/inside"];
type ToGitlab = NonNullable<Inside["gitlab"]>;

export const wayToModel = (see: See, holds: (way: Way) => boolean | undefined): Term => see("model/inside", ({ way }) => holds(way));

const narrowed = (others: readonly Alternative[], elsewhere: Term): Alternative[] => others.map(({ level, term }) => ({ level, term: all(term, unlessSeen(elsewhere)) }));

/**
 * Alternatives of a cause on the gateway's way to a model: seen from beside the gateway it is proven; where that foothold saw something else, what
 * the worker sees, or cannot see, proves nothing of it any more.
 */
export const besideModel = (see: See, here: Term | Alternative, ...others: readonly Alternative[]): Alternative[] => {
  const shown = "level" in here ? here : proven(here);
  const term = ifSeen(shown.term);
  return [{ level: shown.level, term: all(term, notGood(see), sound(see)) }, ...narrowed(others, all(see("model/inside", () => true), not(shown.term)))];
};

/** For a cause that keeps the gateway from connecting, whether or not the foothold can tell why: ruled out once it does connect. */
export const unlessConnected = (see: See, ...others: readonly Alternative[]): Alternative[] => narrowed(others, wayToModel(see, (way) => way.phase === "tls" || way.phase === "answer" || way.proxy !== null));

/** For a cause that only the running process has: ruled out where a fresh one fails the same way. */
export const unlessBroken = (see: See, ...others: readonly Alternative[]): Alternative[] => narrowed(others, wayToModel(see, (way) => way.status === null));

/** The process of the gateway is younger than any name that it could remember wrongly. */
export const notLongUp = (see: See): Term => looked(see, ({ startedAt, clock }) => (startedAt === null ? undefined : clock - startedAt < 600));

/** A server that is down, comes up, or goes up and down: refused, cut, silent or answering 5xx now. What the foothold met otherwise rules it out. */
export const serverMayBeDown = (see: See, ...others: readonly Alternative[]): Alternative[] =>
  narrowed(others, wayToModel(see, (way) => (way.status === null ? way.proxy !== null || way.otherScheme === true || proxyWouldHelp(way) || !(way.reason === "refused" || (way.phase === "answer" && ["closed", "timeout"].includes(way.reason ?? ""))) : way.status < 500)));

const looked = (see: See, holds: (inside: Inside) => boolean | undefined): Term => see("gateway/inside", (inside) => (inside.source === "none" ? undefined : holds(inside)));

/** Seen from beside the gateway. Not so where no foothold looked, where it stands in the wrong place, or may not look: a cause is not kept open by that. */
export const beside = (see: See, holds: (inside: Inside) => boolean | undefined): Term => ifSeen(looked(see, holds));

/** The gateway's own way to GitLab, where it was asked from within the gateway's network. */
export const wayToGitlab = (see: See, holds: (way: ToGitlab) => boolean | undefined): Term => looked(see, ({ gitlab, network }) => (gitlab === null || !network ? undefined : holds(gitlab)));

/** The same for the keys of GitLab: proven where the gateway holds none that fit, and the foothold sees why. */
export const besideKeys = (see: See, here: Term, ...others: readonly Alternative[]): Alternative[] => [
  proven(ifSeen(here), keysMissing(see)),
  ...narrowed(others, all(wayToGitlab(see, () => true), not(here))),
];

/** GitLab's discovery document and keys are there for the gateway. */
export const keysInReach = (way: ToGitlab): boolean => way.status === 200 && way.keys?.status === 200 && (way.kids?.length ?? 0) > 0;

/** The gateway can read keys, and one of them is a key of the GitLab under care. Open where either side has none to compare. */
export const sharesKeys = (see: See): Term =>
  see.both("gateway/inside", "gitlab/discovery", ({ gitlab, network }, { keys }) => {
    const [theirs, ours] = [network && gitlab !== null && keysInReach(gitlab) ? (gitlab.kids ?? []) : [], keys?.kids ?? []];
    return theirs.length === 0 || ours.length === 0 ? undefined : theirs.some((kid) => ours.includes(kid));
  });

export const sharesNow = (see: See): Term => ifSeen(sharesKeys(see));

/** From beside the gateway GitLab's keys do not come, or those of another GitLab do. */
export const keysOutOfReach = (see: See): Term => any(wayToGitlab(see, (way) => !keysInReach(way)), not(sharesKeys(see)));

/** The gateway itself answers, seen from beside it. */
export const healthyBeside = (see: See): Term => beside(see, ({ health, network }) => network && health?.status === 200);

/** What makes a gateway dead is ruled out where it is seen alive. */
export const deadBeside = (see: See, ...others: readonly Alternative[]): Alternative[] => narrowed(others, healthyBeside(see));

/** The image that is not for self-hosted use: it listens on 5000 though nobody set a port. What its operator set of own models changes nothing of that. */
export const otherImage = (see: See): Term => beside(see, ({ env, listeners }) => env["AIGW_FASTAPI__API_PORT"] === undefined && listeners.some(({ port, of }) => port === 5000 && of === "gateway"));

/** The tokenizer of the image is there, in a folder that the gateway may not write. */
export const tokenizerLocked = (see: See): Term => beside(see, ({ folders, tokenizer }) => (tokenizer.usable || tokenizer.there) && folders.some(({ path, there, writable }) => path !== "/tmp" && there && !writable));

/** No process of a gateway runs, nothing of it listens, and the agent service of its container does not live on without it. */
export const nothingRuns = (see: See): Term => beside(see, (inside) => inside.source === "container" && inside.gateways === 0 && inside.agents === 0 && (inside.health?.status ?? null) === null);

/** The port of the agent service is open in the gateway's own network. */
export const agentListens = (see: See): Term => beside(see, ({ agents, listeners, network, env }) => network && agents > 0 && listeners.some(({ port, of, loopback }) => of === "agent" && !loopback && port === Number(env["PORT"] ?? "50052")));

const answersOf = (status: number | null): boolean => status !== null && status < 500 && status !== 403 && status !== 407;

/** The proxy that the gateway's settings name is what spoils the way. */
export const proxySpoils = (way: Pick<Way, "proxy" | "phase" | "status" | "direct">): boolean => way.proxy !== null && way.direct !== null && answersOf(way.direct.status) && !answersOf(way.status);

/** The way ends without an answer, and the proxy that is set would have brought one. */
export const proxyWouldHelp = (way: Pick<Way, "proxy" | "status" | "throughProxy">): boolean => way.proxy === null && way.status === null && way.throughProxy !== null && answersOf(way.throughProxy.status);

const untrusted = ["unknown-issuer", "untrusted", "store-unreadable"];
export const doesNotTrust = (way: Pick<Way, "phase" | "reason">): boolean => way.phase === "tls" && untrusted.includes(way.reason ?? "");


/** Worker and gateway asked the same address of a model; what each met, where the worker's way is open and the gateway's is not. */
const apart = (see: See, holds: (way: Way, reach: FactValues["model/reach"]) => boolean | undefined): Term =>
  see.both("model/inside", "model/reach", ({ way }, reach) => way.status === null && reach.state === "open" && !reach.throughProxy && holds(way, reach));

const addressesOf = (reach: FactValues["model/reach"]): readonly string[] => (reach.dns?.kind === "answer" ? [...reach.dns.system, ...(reach.dns.a ?? []), ...(reach.dns.aaaa ?? [])] : []);
const otherAddress = (way: Way, reach: FactValues["model/reach"]): boolean => way.proxy === null && way.addresses.length > 0 && addressesOf(reach).length > 0 && !way.addresses.some((one) => addressesOf(reach).includes(one));
const otherLeaf = (way: Way, reach: FactValues["model/reach"]): boolean => way.leaf !== null && reach.tls?.kind === "look" && reach.tls.chain[0] !== undefined && reach.tls.chain[0].fingerprint256 !== way.leaf.fingerprint;

/** What the two disagree about: the first of these that holds names the thing between them. */
export const disagreement = {
  proxy: (see: See): Term => apart(see, (way) => way.proxy !== null),
  name: (see: See): Term => apart(see, (way, reach) => way.phase === "resolve" || otherAddress(way, reach)),
  inspection: (see: See): Term => apart(see, (way, reach) => way.proxy === null && !otherAddress(way, reach) && otherLeaf(way, reach)),
  trust: (see: See): Term => apart(see, (way, reach) => way.proxy === null && doesNotTrust(way) && !otherAddress(way, reach) && !otherLeaf(way, reach)),
  firewall: (see: See): Term => apart(see, (way, reach) => way.proxy === null && way.phase === "connect" && !otherAddress(way, reach)),
};
