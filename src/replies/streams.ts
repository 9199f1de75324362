import type { Block, Mark } from "../core/reply.ts";
import type { Result } from "../core/result.ts";
import type { StreamPath } from "../core/streaming.ts";
import { seconds } from "../core/text.ts";

type Leg = StreamPath["legs"][number];
const places: Readonly<Record<Leg["at"], string>> = { model: "from the model", gateway: "over the gateway", gitlab: "through GitLab" };
const cameWords: Readonly<Record<Leg["state"], string>> = { pieces: "piece by piece", "at-once": "all at once, late", "one-piece": "in one piece", cut: "cut", stalls: "silence in the middle", short: "too short to judge" };
const marks: Readonly<Record<Leg["state"], Mark | undefined>> = { pieces: "pass", "at-once": "fail", "one-piece": "warn", cut: "fail", stalls: "fail", short: undefined };

function sayCame(leg: Leg): string {
  if (leg.limitSeconds === null) return cameWords[leg.state];
  return `${cameWords[leg.state]} after ${leg.limitSeconds} s${leg.limitOf === "silence" ? " of silence" : ""}, a time limit`;
}

/** Streams that came otherwise than their model writes, each as a small table: where the picture first turns is where it breaks. */
export function sayStreams({ streams = [] }: Result): Block[] {
  return streams
    .filter(({ legs }) => legs.some(({ state }) => state !== "pieces" && state !== "short"))
    .map(({ model, legs }): Block => {
      const row = (name: string, say: (leg: Leg) => { mark?: Mark; text: string }) => ({ name, cells: legs.map(say) });
      return {
        kind: "table",
        title: `One streamed answer of model ${model}, from where`,
        heads: legs.map(({ at }) => places[at]),
        rows: [
          row("it came", (leg) => ({ ...(marks[leg.state] === undefined ? {} : { mark: marks[leg.state] as Mark }), text: sayCame(leg) })),
          row("first data", ({ firstMs }) => ({ text: seconds(firstMs) })),
          row("longest gap", ({ longestGapMs }) => ({ text: seconds(longestGapMs) })),
          row("in all", ({ ms }) => ({ text: seconds(ms) })),
        ],
      };
    });
}
