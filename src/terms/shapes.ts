import { any, type Term } from "../core/truth.ts";
import type { See } from "../facts/rules.ts";
import type { FactValues } from "../facts/values.generated.ts";
import { accepted, refusedWith } from "./model.ts";

/** Which of the shapes that the gateway sends a model server refuses, and whether it is the shape that it refuses. */

const streamed: readonly string[] = ["whole", "streamOptions", "withoutStreamOptions", "longAnswer"];
/** Whatever is asked for as a stream is refused: streaming is, and no shape by itself. */
const streamsRefused = (shapes: FactValues["model/shapes"]): boolean => refusedWith(shapes.withoutStreamOptions) === true && streamed.every((shape) => accepted(shapes[shape as "whole"]) !== true);
/** Several unlike shapes end in 5xx without a word about any of them: the server fails now and then, whatever it is asked. */
export const failsAtRandom = (shapes: FactValues["model/shapes"]): boolean => Object.entries(shapes).filter(([shape, spoken]) => spoken !== null && spoken.outcome === "error" && spoken.about === null && !(streamed.includes(shape) && streamsRefused(shapes))).length >= 2;

/** One of the worker's later questions met a limit of requests. */
export const limitMet = (see: See): Term =>
  any(
    see("model/shapes", (shapes) => Object.values(shapes).some((spoken) => spoken?.status === 429)),
    see("model/stream", (stream) => stream.first.status === 429),
    see("model/tools", (tools) => tools.auto.status === 429),
  );

/** One of the shapes alone is refused while the plain one is accepted. */
export const shapeRefused = (see: See, shape: "prefill" | "stop" | "streamOptions" | "longAnswer"): Term =>
  see("model/shapes", (shapes) => (shapes.whole?.outcome === "answer" || failsAtRandom(shapes) || (streamed.includes(shape) && streamsRefused(shapes)) ? false : accepted(shapes.plain) === true && refusedWith(shapes[shape]) === true));
