import { onlyWithDeep, rungs } from "../core/fact.ts";
import type { AskedTest } from "../core/result.ts";
import type { Candidate } from "./choose.ts";
import { reaches, rungNames } from "./judge.ts";
import type { Index } from "./view.ts";

const askDeeper: AskedTest = {
  do: "Check again with --deep: it asks chat one question and watches answers arrive at each place, for a few tokens of the model",
  where: "chat, as an operator",
  command: "/duo check {stack} --deep",
  reading: "the cause, or fewer of them",
};

/**
 * The run itself, asked to look closer, where that is the one thing that tells these causes apart: for most of them the only thing missing is what a
 * plain run leaves out to spend nothing. Undefined where it was asked so already, or something else is missing as well.
 */
export function deeperRun<V>(causes: readonly Candidate<V>[], index: Index): AskedTest | undefined {
  const leftOut = (key: string): boolean => {
    const absent = index.get(key)?.absent;
    return absent?.reason === onlyWithDeep.reason && absent.because === onlyWithDeep.because;
  };
  const settled = causes.filter((one) => one.judged.some((judged) => judged.awaits.some((keys) => keys.length > 0 && keys.every(leftOut))));
  return causes.length > 0 && settled.length * 2 >= causes.length ? askDeeper : undefined;
}

/** The run itself with more right, where what these causes wait for was kept back for the lack of it. Undefined where no token would show more. */
export function higherRun<V>(causes: readonly Candidate<V>[], index: Index): AskedTest | undefined {
  const awaited = causes.flatMap((one) => one.judged.flatMap((judged) => judged.awaits.flat()));
  const wanted = new Set(awaited.flatMap((key) => {
    const absent = index.get(key)?.absent;
    return absent?.reason === "not-permitted" && !reaches(absent.rung, index) ? [absent.rung] : [];
  }));
  const lowest = rungs.find((rung) => wanted.has(rung));
  return lowest === undefined ? undefined : { do: `Give duo-triage ${rungNames[lowest]} for this stack, and check again`, where: "duo-triage.yaml: stacks.{stack}.gitlab.token", command: "duo-triage check {stack}" };
}
