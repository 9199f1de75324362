import { not } from "../../core/truth.ts";
import { used } from "../../terms/model.ts";
import type { Check } from "../../facts/rules.ts";

export default {
  title: "{model} stops where it is told",
  hop: "model",
  per: "model",
  after: ["model/answers"],
  judge: (see) => [
    { verdict: "skip", when: not(used(see)), reason: "no feature uses model {model}" },
    { verdict: "warn", when: see("model/stop", (stop) => stop.ignored), reason: "the server takes `stop` and writes on behind it: chat and code may hold what the model made up behind its answer" },
    { verdict: "pass", when: see("model/stop", (stop) => stop.spoken.outcome === "answer"), reason: "nothing is written behind the sign" },
  ],
} satisfies Check;
