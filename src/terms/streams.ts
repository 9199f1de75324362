import type { Facts } from "../core/fact.ts";
import type { StreamLook, StreamPath } from "../core/streaming.ts";
import { all, any, not, type Term, unlessSeen, whereSeen } from "../core/truth.ts";
import type { See } from "../facts/rules.ts";
import type { FactValues } from "../facts/values.generated.ts";

/** One streamed answer, seen at three places: straight from the model, over the gateway's address, and through GitLab. */

type State = StreamLook["state"];
type Streams = { stream?: StreamLook | null | undefined };
const came = (states: readonly State[]) => (value: Streams): boolean | undefined => (value.stream === null || value.stream === undefined ? undefined : states.includes(value.stream.state));

/** A stream that the worker itself had from the gateway came so. */
export const gatewayStreams = (see: See, ...states: readonly State[]): Term => whereSeen(see.some("gateway/chat", came(states)), see.some("gateway/code-stream", came(states)));

/** A stream through GitLab came so. */
export const gitlabStreams = (see: See, ...states: readonly State[]): Term =>
  see("gitlab/generation-stream", (value) => {
    if (value.status !== 200) return undefined;
    // Runs of older releases knew lines alone.
    if (value.stream === undefined) return value.lines >= 3 ? states.includes(value.burst ? "at-once" : "pieces") : undefined;
    return came(states)(value);
  });

/** A model, asked directly, streams as it should. */
export const modelStreams = (see: See): Term => see.some("model/stream", (value) => value.state === "good");

/** It wrote its words over a time that can be seen: what comes at once elsewhere was held back on the way. */
export const modelWritesSlowly = (see: See): Term =>
  see.some("model/stream", ({ state, first }) => {
    if (state !== "good" || first.result.kind === "failure" || first.firstDataMs === null) return false;
    const spread = (first.result.lines.at(-1)?.at ?? first.firstDataMs) - first.firstDataMs;
    return spread > 100 && spread > first.firstDataMs * 0.2;
  });

/** Nobody saw the model's own streams. */
export const modelStreamUnseen = (see: See): Term => unlessSeen(see.some("model/stream", () => true));

/** The gateway sent many events, and all of them came at once: something after it held them back. */
export const eventsHeldBack = (see: See): Term => all(see.some("gateway/chat", came(["at-once"])), modelWritesSlowly(see));

/** The gateway itself put a whole answer into one event. */
export const oneEvent = (see: See): Term => see.some("gateway/chat", came(["one-piece"]));

/** An answer comes all at once over the gateway's address, faster than its model writes. */
export const arrivesAtOnce = (see: See): Term => all(gatewayStreams(see, "at-once"), unlessSeen(all(modelStreams(see), not(modelWritesSlowly(see)))));

/** It does through GitLab, which says less: GitLab itself, or what stands before it, may have held it back, or the model thinks long and writes fast. */
export const arrivesAtOnceThroughGitlab = (see: See): Term => gitlabStreams(see, "at-once");

/** An answer is cut over the gateway's address, which the gateway does to none that it began: it ends a broken one with words of its own. */
export const gatewayStreamCut = (see: See): Term => gatewayStreams(see, "cut");

/** An answer through GitLab is cut, and short ones come through. That one came whole from the gateway says nothing against it: it may have been shorter. */
export const gitlabStreamCut = (see: See): Term => all(gitlabStreams(see, "cut"), see("gitlab/completion", (completion) => completion.status === 200));

const odd: readonly State[] = ["at-once", "one-piece", "cut", "stalls"];

/** Streams that were long enough to judge came piece by piece, and none came otherwise. */
export const arrivesInPieces = (see: See): Term =>
  all(any(gatewayStreams(see, "pieces"), gitlabStreams(see, "pieces")), unlessSeen(gatewayStreams(see, ...odd)), unlessSeen(gitlabStreams(see, ...odd)));

const ofModel: Readonly<Record<FactValues["model/stream"]["state"], State | null>> = {
  good: "pieces", buffered: "at-once", slow: "pieces", cut: "cut", "error-inside": "cut", stalls: "stalls", refused: null, "not-a-stream": null, "no-answer": null,
};

function lookOfModel({ first, state }: FactValues["model/stream"]): StreamLook | null {
  const { result } = first;
  const looks = ofModel[state];
  if (looks === null || result.kind === "failure" || first.firstDataMs === null) return null;
  const lastMs = Math.round(result.lines.at(-1)?.at ?? first.firstDataMs);
  return { state: looks, firstMs: first.firstDataMs, lastMs, ms: first.ms, longestGapMs: first.longestGapMs, arrivals: first.chunks, limitSeconds: null, limitOf: null };
}

/**
 * The streams of each model side by side, nearest to the model first; of models that at least two places tell of. Code generations of GitLab stand
 * with the model that writes them. Pure: the same facts, the same table.
 */
export function streamPathsOf(facts: Facts): StreamPath[] {
  const seen = <K extends keyof FactValues & string>(id: K, subject?: string): FactValues[K] | undefined => facts.find((fact) => fact.id === id && fact.subject === subject && fact.value !== undefined)?.value as FactValues[K] | undefined;
  const models = [...new Set(facts.flatMap(({ id, subject }) => (id === "model/endpoint" && subject !== undefined ? [subject] : [])))];
  const settings = seen("gitlab/feature-settings");
  const assigned = settings?.state === "read" ? settings.features.find(({ feature }) => feature === "code_generations")?.model?.name : undefined;
  const writer = assigned ?? (models.length === 1 ? models[0] : undefined);
  const leg = (at: StreamPath["legs"][number]["at"], probe: string, look: StreamLook | null | undefined): StreamPath["legs"] => (look === null || look === undefined ? [] : [{ ...look, at, probe }]);
  return models.flatMap((model): StreamPath[] => {
    const direct = seen("model/stream", model);
    const [chat, code] = [seen("gateway/chat", model)?.stream, seen("gateway/code-stream", model)?.stream];
    const told = (look: StreamLook | null | undefined): boolean => look !== null && look !== undefined && look.state !== "short";
    const legs = [
      ...leg("model", `model/stream@${model}`, direct === undefined ? null : lookOfModel(direct)),
      ...(told(code) && !told(chat) ? leg("gateway", `gateway/code-stream@${model}`, code) : leg("gateway", `gateway/chat@${model}`, chat)),
      ...(writer === model ? leg("gitlab", "gitlab/generation-stream", seen("gitlab/generation-stream")?.stream) : []),
    ];
    return legs.length < 2 ? [] : [{ model, legs }];
  });
}
