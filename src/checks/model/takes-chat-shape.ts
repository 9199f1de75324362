import { not } from "../../core/truth.ts";
import { gatewayChats, refusedWith, used } from "../../terms/model.ts";
import type { Check } from "../../facts/rules.ts";
import type { FactValues } from "../../facts/values.generated.ts";


export default {
  title: "{model} accepts the shape of request that classic chat sends",
  hop: "model",
  per: "model",
  after: ["model/answers"],
  judge: (see) => [
    { verdict: "skip", when: not(used(see)), reason: "no feature uses model {model}" },
    { verdict: "pass", when: see("model/shapes", (shapes) => shapes.whole?.outcome === "answer"), reason: "system turn, prefill, stop, stream options and a long answer are accepted" },
    { verdict: "skip", when: gatewayChats(see), reason: "chat through the gateway works" },
    { verdict: "fail", when: see("model/shapes", (shapes) => shapes.whole !== null && [shapes.prefill, shapes.stop, shapes.streamOptions, shapes.longAnswer].some((spoken) => refusedWith(spoken) === true)), reason: "it refuses {shape}" },
  ],
  names: (read) => {
    const shapes = read("model/shapes");
    const words: Partial<Record<keyof FactValues["model/shapes"], string>> = { prefill: "a trailing assistant turn", stop: "`stop`", streamOptions: "`stream_options`", longAnswer: "a long answer" };
    const found = (Object.keys(words) as (keyof FactValues["model/shapes"])[]).filter((shape) => shapes !== undefined && refusedWith(shapes[shape]) === true);
    return { shape: found.map((shape) => words[shape]).join(", ") };
  },
} satisfies Check;
