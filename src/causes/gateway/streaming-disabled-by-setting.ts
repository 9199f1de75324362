import { any, likely, not, suspect, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { healthGood, proxyBeforeGateway } from "../../terms/network.ts";
import { arrivesAtOnce, eventsHeldBack, modelStreams, modelStreamUnseen, modelWritesSlowly, oneEvent } from "../../terms/streams.ts";

export default {
  code: "DT229",
  name: "streaming-disabled-by-setting",
  title: "Answers arrive in one piece because streaming from the model is switched off on the gateway",
  hop: "gateway",
  severity: "warning",
  breaks: [],
  explains: { codes: ["A1000"], checks: ["gitlab-to-gateway/streams-pass"] },
  proof: (see) => [
    likely(oneEvent(see), modelStreams(see)),
    likely(arrivesAtOnce(see), modelWritesSlowly(see), healthGood(see), not(proxyBeforeGateway(see)), unlessSeen(eventsHeldBack(see))),
    suspect(any(oneEvent(see), arrivesAtOnce(see)), modelStreamUnseen(see), unlessSeen(eventsHeldBack(see))),
  ],
  rivals: {
    DT522: "many events that all arrive in one burst: the stream exists and a proxy holds it back",
    DT361: "a direct stream from the model arrives in one burst as well",
    DT360: "with the switch off the stream is empty: the switch is a stop-gap for a broken stream",
  },
  remedy: [
    { do: "Look whether the switch is set, and why: it hides a model whose stream is broken", where: "gateway container", command: "tr '\\0' '\\n' < /proc/1/environ | grep DISABLE_STREAMING", expect: "absent or false" },
    { do: "Remove it and recreate the container", where: "gateway container settings", command: "AIGW_CUSTOM_MODELS__DISABLE_STREAMING=false", expect: "the first words of a long answer come at once", risk: "a short interruption; if chat is empty then, mend the model's stream and only then remove the switch" },
  ],
} satisfies Cause;
